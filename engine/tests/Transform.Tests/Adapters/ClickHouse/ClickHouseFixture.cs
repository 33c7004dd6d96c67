using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.ClickHouse;

/// <summary>An adapter on a new database.</summary>
internal sealed class ClickHouseFixture : IDisposable
{
    private ClickHouseFixture(ProfileOutput output)
    {
        Output = output;
        Adapter = new ClickHouseAdapterFactory().Create(output);
    }

    public IAdapter Adapter { get; }

    public ProfileOutput Output { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Schema => (string)Output.Values["schema"]!;

    public static ClickHouseFixture New(params (string Key, object? Value)[] values) => On(ClickHouseServer.Instance.NewDatabase(), values);

    /// <summary>A fixture on a database that is there.</summary>
    public static ClickHouseFixture On(ProfileOutput output, params (string Key, object? Value)[] values)
    {
        var all = new Dictionary<string, object?>(output.Values);
        foreach (var (key, value) in values)
        {
            all[key] = value;
        }

        return new ClickHouseFixture(output with { Values = all });
    }

    public IWarehouseConnection Connect() => Adapter.Connect(Token);

    public void Dispose() => Adapter.Dispose();
}
