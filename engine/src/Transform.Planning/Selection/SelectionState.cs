namespace Transform.Planning;

/// <summary>What <c>result:</c>, <c>source_status:</c> and <c>state:</c> compare with: how things ended, and were, earlier. Each part is read when a selector asks
/// for it first, and throws where there is no such file (TF3030).</summary>
public sealed record SelectionState
{
    /// <summary>The status of each node of an earlier run, by unique id, in dbt's words.</summary>
    public required Lazy<IReadOnlyDictionary<string, string>> Results { get; init; }

    /// <summary>How fresh the sources were then, by unique id.</summary>
    public required Lazy<IReadOnlyDictionary<string, SourceState>> Sources { get; init; }

    /// <summary>How fresh they are now.</summary>
    public required Lazy<IReadOnlyDictionary<string, SourceState>> CurrentSources { get; init; }

    /// <summary>The project and how it was then; null where there is no manifest.</summary>
    public required StateComparison? Comparison { get; init; }
}

/// <summary>How fresh a source was found to be.</summary>
/// <param name="Status">In dbt's words: <c>pass</c>, <c>warn</c>, <c>error</c>, <c>runtime error</c>.</param>
/// <param name="MaxLoadedAt">Null where it could not be found out.</param>
public sealed record SourceState(string Status, DateTimeOffset? MaxLoadedAt);
