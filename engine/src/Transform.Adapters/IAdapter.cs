namespace Transform.Adapters;

/// <summary>One warehouse, opened for one target. Thread-safe.</summary>
public interface IAdapter : IDisposable
{
    /// <summary>The name in profiles: <c>duckdb</c>, <c>postgres</c>, ...; also the prefix of its macros.</summary>
    string Type { get; }

    Capabilities Capabilities { get; }

    ISqlDialect Dialect { get; }

    /// <summary>What only its own <c>adapter</c> has in templates while they run, by name.</summary>
    IReadOnlyDictionary<string, SessionFunction> SessionFunctions => System.Collections.Immutable.ImmutableDictionary<string, SessionFunction>.Empty;

    /// <summary>A session of its own for the calling thread, from the pool.</summary>
    IWarehouseConnection Connect(CancellationToken cancellation);

    /// <summary>The same, for a caller who wants to hear why it takes long: of attempts that failed and are made again.</summary>
    IWarehouseConnection Connect(Action<string> onRetry, CancellationToken cancellation) => Connect(cancellation);

    /// <summary>What to show of the connection in <c>debug</c>, beside the database and the schema: no secrets.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Describe();
}
