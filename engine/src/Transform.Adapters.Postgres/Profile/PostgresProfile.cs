namespace Transform.Adapters.Postgres;

/// <summary>An output of type <c>postgres</c> with its defaults filled in; the keys are dbt-postgres's.</summary>
internal sealed record PostgresProfile
{
    public required string Host { get; init; }

    public required int Port { get; init; }

    public required string User { get; init; }

    /// <summary>Never shown. Empty where the server asks for none.</summary>
    public required string Password { get; init; }

    public required string Database { get; init; }

    public required string Schema { get; init; }

    public int Threads { get; init; } = 1;

    /// <summary>Seconds to wait for a connection.</summary>
    public int ConnectTimeout { get; init; } = 10;

    /// <summary>The role that every session takes on.</summary>
    public string? Role { get; init; }

    public string? SearchPath { get; init; }

    /// <summary>Seconds without traffic after which the system asks whether the server is still there; 0 for the system's own.</summary>
    public int KeepalivesIdle { get; init; }

    public string? SslMode { get; init; }

    public string? SslCert { get; init; }

    public string? SslKey { get; init; }

    public string? SslRootCert { get; init; }

    public string ApplicationName { get; init; } = "transform";

    /// <summary>Every statement commits by itself: there are no transactions.</summary>
    public bool Autocommit { get; init; }

    /// <summary>Runs that build the same relation wait for each other. Off for poolers that share sessions between transactions.</summary>
    public bool AdvisoryLocks { get; init; } = true;

    /// <summary>How often a connection that fails is tried again.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>What templates see as <c>target</c>: everything but the password.</summary>
    public TargetDescription Describe(string name) => new(Database, Schema,
    [
        new("database", Database),
        new("schema", Schema),
        new("host", Host),
        new("user", User),
        new("port", (long)Port),
        new("connect_timeout", (long)ConnectTimeout),
        new("role", Role),
        new("search_path", SearchPath),
        new("keepalives_idle", (long)KeepalivesIdle),
        new("sslmode", SslMode),
        new("sslcert", SslCert),
        new("sslkey", SslKey),
        new("sslrootcert", SslRootCert),
        new("application_name", ApplicationName),
        new("autocommit", Autocommit),
        new("retries", (long)Retries),
        new("type", PostgresAdapterFactory.TypeName),
        new("threads", (long)Threads),
        new("name", name),
        new("target_name", name),
        new("dbname", Database),
    ]);
}
