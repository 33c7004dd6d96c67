using Transform.Adapters.ClickHouse.Transports;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>The engine in this process.</summary>
internal sealed class EmbeddedTransport : IClickHouseTransport
{
    private readonly string path;
    private bool isLeft;

    internal EmbeddedTransport(ClickHouseProfile profile)
    {
        path = profile.Path!;
        EmbeddedEngine.Open(path);
    }

    public string Place => $"ClickHouse in {path}";

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; set; } = [];

    public string? Database { get; set; }

    public IClickHouseSession Open(Action<string> onRetry) => new EmbeddedSession(this, path);

    public void Dispose()
    {
        if (!isLeft)
        {
            isLeft = true;
            EmbeddedEngine.Leave();
        }
    }
}
