using System.Collections.Immutable;
using Transform.Documentation.Artifacts;

namespace Transform.Documentation.Publishing;

/// <summary>How nodes ended in the runs that are remembered.</summary>
internal sealed class PastResults
{
    private readonly Dictionary<string, List<(PastRun Run, PastResult Result)>> byId = new(StringComparer.Ordinal);

    /// <param name="runs">The last one first.</param>
    public PastResults(ImmutableArray<PastRun> runs)
    {
        foreach (var run in runs)
        {
            foreach (var result in run.Nodes)
            {
                if (!byId.TryGetValue(result.UniqueId, out var results))
                {
                    byId.Add(result.UniqueId, results = []);
                }

                results.Add((run, result));
            }
        }
    }

    /// <summary>The runs that a node was part of, the last one first.</summary>
    public IReadOnlyList<(PastRun Run, PastResult Result)> Of(string id) => byId.TryGetValue(id, out var results) ? results : [];

    /// <summary>How it ended when it was last part of a run; null where it never was.</summary>
    public PastResult? LastOf(string id) => byId.TryGetValue(id, out var results) ? results[0].Result : null;
}
