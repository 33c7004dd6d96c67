namespace Transform.Adapters.DuckDb;

/// <summary>An output of type <c>duckdb</c> with its defaults filled in; the keys are dbt-duckdb's.</summary>
internal sealed record DuckDbProfile
{
    internal const string InMemory = ":memory:";

    /// <summary>The path as DuckDB opens it: absolute, <see cref="InMemory"/>, or a URL.</summary>
    public required string Path { get; init; }

    /// <summary>The path as the profile has it.</summary>
    public required string WrittenPath { get; init; }

    /// <summary>The name that DuckDB gives the database of <see cref="Path"/>.</summary>
    public required string MainDatabase { get; init; }

    /// <summary>The database that models go to: <see cref="MainDatabase"/>, or an attached one.</summary>
    public required string Database { get; init; }

    public required string Schema { get; init; }

    public int Threads { get; init; } = 1;

    public bool ReadOnly { get; init; }

    public bool DisableTransactions { get; init; }

    public int ConnectAttempts { get; init; } = 1;

    public IReadOnlyList<DuckDbExtension> Extensions { get; init; } = [];

    /// <summary>Set in every session.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];

    /// <summary>Given to DuckDB when the database is opened.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ConfigOptions { get; init; } = [];

    public IReadOnlyList<DuckDbAttachment> Attachments { get; init; } = [];

    public IReadOnlyList<DuckDbSecret> Secrets { get; init; } = [];

    public bool IsFile => Path != InMemory && !IsUrl(Path);

    internal static bool IsUrl(string path) => path.Contains("://", StringComparison.Ordinal);
}

/// <summary>An extension to load, fetched from a repository where it is not built in or installed.</summary>
internal sealed record DuckDbExtension(string Name, string? Repository);

/// <summary>A further database; options are what ATTACH takes, such as <c>TYPE sqlite</c>.</summary>
internal sealed record DuckDbAttachment(string Path, string? Alias, IReadOnlyList<string> Options)
{
    /// <summary>The path is no connection string or URL, which may hold a password.</summary>
    internal bool IsFile => IsFilePath(Path);

    internal static bool IsFilePath(string path) =>
        !path.Contains('=', StringComparison.Ordinal) && !(DuckDbProfile.IsUrl(path) && path.Contains('@', StringComparison.Ordinal));

    internal string ToSql()
    {
        var sql = $"attach if not exists {Sql.Literal(Path)}";
        sql += Alias is null ? string.Empty : $" as {Sql.Quote(Alias)}";
        return Options.Count == 0 ? sql : $"{sql} ({string.Join(", ", Options)})";
    }
}

/// <summary>A secret for DuckDB's secret manager; the statement that makes it is never shown.</summary>
internal sealed record DuckDbSecret(string Name, string Sql);
