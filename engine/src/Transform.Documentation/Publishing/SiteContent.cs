using System.Collections.Immutable;
using Transform.Documentation.Artifacts;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Documentation.Publishing;

/// <summary>What a site shows.</summary>
/// <param name="Graph">The project.</param>
/// <param name="Catalog">What the warehouse has of it; null where nobody has asked.</param>
/// <param name="Compiled">The compiled SQL, by unique id.</param>
/// <param name="Generated">When the site is made.</param>
public sealed record SiteContent(Graph Graph, Catalog? Catalog, IReadOnlyDictionary<string, CompiledNode> Compiled, DateTimeOffset Generated)
{
    /// <summary>The runs that are remembered, the last one first.</summary>
    public ImmutableArray<PastRun> Runs { get; init; } = [];

    /// <summary>How fresh sources were, by unique id; null where nobody has looked.</summary>
    public IReadOnlyDictionary<string, SourceState>? Freshness { get; init; }
}
