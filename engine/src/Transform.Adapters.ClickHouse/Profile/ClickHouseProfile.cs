using System.Collections.Immutable;

namespace Transform.Adapters.ClickHouse;

/// <summary>An output of type <c>clickhouse</c> with its defaults filled in; the keys are dbt-clickhouse's, and a few of our own.</summary>
internal sealed record ClickHouseProfile
{
    private const int PlainPort = 8123;
    private const int SecurePort = 8443;

    public string Host { get; init; } = "localhost";

    /// <summary>As the profile says; null where it does not.</summary>
    public int? Port { get; init; }

    public string User { get; init; } = "default";

    /// <summary>Never shown.</summary>
    public string Password { get; init; } = string.Empty;

    /// <summary>Never shown. Sent in place of user and password.</summary>
    public string? AccessToken { get; init; }

    /// <summary>The database of ClickHouse that models go to.</summary>
    public string Schema { get; init; } = "default";

    /// <summary>The folder of the embedded engine, absolute, or <see cref="InMemory"/>; null where a server is asked.</summary>
    public string? Path { get; init; }

    public string? Driver { get; init; }

    public int Threads { get; init; } = 1;

    public int Retries { get; init; } = 1;

    public string? Cluster { get; init; }

    public string? DatabaseEngine { get; init; }

    public bool ClusterMode { get; init; }

    public bool Secure { get; init; }

    /// <summary>The server's certificate has to be one that is trusted.</summary>
    public bool Verify { get; init; } = true;

    public string? CaCert { get; init; }

    public string? ClientCert { get; init; }

    public string? ClientCertKey { get; init; }

    /// <summary>The name that the server's certificate has to bear, where it is not that of the host.</summary>
    public string? ServerHostName { get; init; }

    /// <summary>User and password go in ClickHouse's own headers rather than as basic authentication.</summary>
    public bool HeaderAuthentication { get; init; }

    /// <summary>Sent with each request. Values may be secrets and are never shown.</summary>
    public ImmutableArray<KeyValuePair<string, string>> HttpHeaders { get; init; } = [];

    /// <summary>What stands before the query in the address, for servers behind a proxy.</summary>
    public string HttpPath { get; init; } = "/";

    /// <summary>Seconds to wait for a connection.</summary>
    public int ConnectTimeout { get; init; } = 10;

    /// <summary>Seconds to wait for the server to take or send anything.</summary>
    public int SendReceiveTimeout { get; init; } = 300;

    public int SyncRequestTimeout { get; init; } = 5;

    public int CompressBlockSize { get; init; } = 1048576;

    /// <summary>As the profile says: empty for none.</summary>
    public string Compression { get; init; } = string.Empty;

    /// <summary>Ask once whether <c>EXCHANGE TABLES</c> works; otherwise it is taken to.</summary>
    public bool CheckExchange { get; init; } = true;

    public ImmutableArray<KeyValuePair<string, string>> CustomSettings { get; init; } = [];

    public bool UseLightweightDeletes { get; init; }

    public string LocalSuffix { get; init; } = "local";

    public string LocalDatabasePrefix { get; init; } = string.Empty;

    public bool AllowAutomaticDeduplication { get; init; }

    /// <summary>False, true, or idle time, interval and probes.</summary>
    public object TcpKeepalive { get; init; } = false;

    /// <summary>One TCP connection serves several nodes.</summary>
    public bool ReuseConnections { get; init; } = true;

    internal const string InMemory = ":memory:";

    public int ServerPort => Port ?? (Secure ? SecurePort : PlainPort);

    /// <summary>What templates see as <c>target</c>: no secrets. A database in dbt's sense there is none.</summary>
    public TargetDescription Describe(string name) => new(string.Empty, Schema,
    [
        new("database", string.Empty),
        new("driver", Driver),
        new("host", Host),
        new("port", Port is { } port ? (long)port : null),
        new("user", User),
        new("schema", Schema),
        new("retries", (long)Retries),
        new("cluster", Cluster),
        new("database_engine", DatabaseEngine),
        new("cluster_mode", ClusterMode),
        new("secure", Secure),
        new("verify", Verify),
        new("client_cert", ClientCert),
        new("client_cert_key", ClientCertKey),
        new("connect_timeout", (long)ConnectTimeout),
        new("send_receive_timeout", (long)SendReceiveTimeout),
        new("sync_request_timeout", (long)SyncRequestTimeout),
        new("compress_block_size", (long)CompressBlockSize),
        new("compression", Compression),
        new("check_exchange", CheckExchange),
        new("custom_settings", CustomSettings.IsEmpty ? null : CustomSettings.ToDictionary(s => s.Key, s => (object?)s.Value)),
        new("use_lw_deletes", UseLightweightDeletes),
        new("allow_automatic_deduplication", AllowAutomaticDeduplication),
        new("tcp_keepalive", TcpKeepalive),
        new("reuse_connections", ReuseConnections),
        new("server_host_name", ServerHostName),
        new("path", Path),
        new("type", ClickHouseAdapterFactory.TypeName),
        new("threads", (long)Threads),
        new("name", name),
        new("target_name", name),
    ]);
}
