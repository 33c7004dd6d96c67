namespace Transform.Adapters;

/// <summary>One warehouse, opened for one target. Thread-safe.</summary>
public interface IAdapter : IDisposable
{
    /// <summary>The name in profiles: <c>duckdb</c>, <c>postgres</c>, ...; also the prefix of its macros.</summary>
    string Type { get; }

    Capabilities Capabilities { get; }

    /// <summary>A session of its own for the calling thread, from the pool.</summary>
    IWarehouseConnection Connect(CancellationToken cancellation);

    /// <summary>An identifier in the warehouse's quotes, with quotes in it escaped. The one place that does this.</summary>
    string Quote(string identifier);

    /// <summary>A text as a literal, escaped. The one place that does this.</summary>
    string Literal(string text);

    /// <summary>The relation's name as SQL, quoted as its policy says.</summary>
    string Render(Relation relation);

    /// <summary>What to show of the connection in <c>debug</c>: no secrets.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Describe();
}
