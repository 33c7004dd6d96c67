using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Transform.Planning;

/// <summary>Which macros are different from an earlier graph's, and what that touches. The engine's own macros count as unchanged: another
/// program, or another version of it, writes them in its own words. Thread-safe.</summary>
internal sealed class MacroChanges
{
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> touched = new(StringComparer.Ordinal);
    private readonly MacroCalls calls;

    public MacroChanges(Graph graph, EarlierGraph earlier, MacroCalls calls)
    {
        this.calls = calls;
        foreach (var (id, macro) in calls.All)
        {
            if (!graph.Macros.IsBuiltIn(macro) && (!earlier.Macros.TryGetValue(id, out var text) || text != macro.Text))
            {
                changed.Add(id);
            }
        }
    }

    /// <summary>Whether one of these macros, or one that they call, is different.</summary>
    public bool Touch(ImmutableArray<string> ids)
    {
        if (changed.Count == 0)
        {
            return false;
        }

        foreach (var id in ids)
        {
            if (touched.TryGetValue(id, out var known) ? known : touched[id] = calls.Reach([id], changed.Contains))
            {
                return true;
            }
        }

        return false;
    }
}
