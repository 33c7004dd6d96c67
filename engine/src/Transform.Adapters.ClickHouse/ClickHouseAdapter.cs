using System.Collections.Frozen;
using System.Globalization;
using Transform.Adapters.ClickHouse.Embedded;
using Transform.Adapters.ClickHouse.Transports;

namespace Transform.Adapters.ClickHouse;

/// <summary>One target: a server, or the embedded engine.</summary>
internal sealed class ClickHouseAdapter : IAdapter
{
    private static readonly string[] Strategies = ["legacy", "append", "delete_insert", "delete+insert", "insert_overwrite", "microbatch"];

    private readonly ClickHouseProfile profile;
    private readonly IClickHouseTransport transport;

    private ClickHouseAdapter(ClickHouseProfile profile, IClickHouseTransport transport)
    {
        this.profile = profile;
        this.transport = transport;
        Dialect = ClickHouseDialect.For(profile);
    }

    public string Type => ClickHouseAdapterFactory.TypeName;

    public Capabilities Capabilities { get; } = new()
    {
        ReplaceView = true,
        ReplaceTable = true,
        RunsBlocks = true,
        FillsShortLines = true,
        LoadsPlainFiles = true,
        IncrementalStrategies = Strategies,
    };

    public IReadOnlyDictionary<string, SessionFunction> SessionFunctions { get; private set; } = FrozenDictionary<string, SessionFunction>.Empty;

    public ISqlDialect Dialect { get; }

    /// <summary>Of ClickHouse, such as <c>26.7.2.1</c>.</summary>
    internal string Version { get; private set; } = string.Empty;

    internal static ClickHouseAdapter Open(ClickHouseProfile profile, Action<string> onRetry, CancellationToken cancellation)
    {
        var adapter = new ClickHouseAdapter(profile, profile.Path is null ? new HttpTransport(profile) : new EmbeddedTransport(profile));
        try
        {
            adapter.Prepare(onRetry, cancellation);
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    public IWarehouseConnection Connect(CancellationToken cancellation) => Connect(static _ => { }, cancellation);

    public IWarehouseConnection Connect(Action<string> onRetry, CancellationToken cancellation) => new ClickHouseConnection(transport.Open(onRetry));

    public IReadOnlyList<KeyValuePair<string, string>> Describe() =>
    profile.Path is { } path ?
    [
        new("engine", $"ClickHouse {Version}, embedded"),
        new("path", path),
        new("schema", profile.Schema),
    ] :
    [
        new("engine", $"ClickHouse {Version}"),
        new("host", profile.Host),
        new("port", profile.ServerPort.ToString(CultureInfo.InvariantCulture)),
        new("user", profile.User),
        new("schema", profile.Schema),
    ];

    public void Dispose() => transport.Dispose();

    // The database is made where it is missing, as in dbt: a session could not begin in it.
    private void Prepare(Action<string> onRetry, CancellationToken cancellation)
    {
        using var session = new ClickHouseConnection(transport.Open(onRetry));
        var server = ServerSettings.Read(session, cancellation);
        Version = server.Version;
        SessionFunctions = new SessionFunctions(profile, server).All();
        transport.Settings = server.SettingsFor(profile);
        if (profile.Path is null)
        {
            LeftBehind.End(session, TimeSpan.FromSeconds(profile.SyncRequestTimeout), cancellation);
        }

        if (!session.ListSchemas(null, cancellation).Contains(profile.Schema, StringComparer.Ordinal))
        {
            var cluster = string.IsNullOrWhiteSpace(profile.Cluster) ? string.Empty : $" on cluster {Dialect.Quote(profile.Cluster)}";
            var engine = string.IsNullOrEmpty(profile.DatabaseEngine) ? string.Empty : $" engine {profile.DatabaseEngine}";
            session.Execute($"create database if not exists {Dialect.Quote(profile.Schema)}{cluster}{engine}", cancellation);
        }

        transport.Database = profile.Schema;
    }
}
