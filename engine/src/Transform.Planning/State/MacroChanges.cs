using System.Collections.Concurrent;
using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Which macros are different from an earlier graph's, and what that touches. The engine's own macros count as unchanged: another
/// program, or another version of it, writes them in its own words. Thread-safe.</summary>
internal sealed class MacroChanges
{
    private readonly Dictionary<string, MacroBlock> macros = new(StringComparer.Ordinal);
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> touched = new(StringComparer.Ordinal);
    private readonly MacroDependencies dependencies;

    public MacroChanges(Graph graph, EarlierGraph earlier)
    {
        dependencies = new MacroDependencies(graph.Macros, [graph.Project.Target.Type, "default"]);
        foreach (var (_, _, macro) in graph.Macros.All)
        {
            var id = MacroRegistry.UniqueId(macro);
            macros[id] = macro;
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
            if (touched.TryGetValue(id, out var known) ? known : touched[id] = Reaches(id))
            {
                return true;
            }
        }

        return false;
    }

    private bool Reaches(string start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { start };
        var next = new Stack<string>([start]);
        while (next.TryPop(out var id))
        {
            if (changed.Contains(id))
            {
                return true;
            }

            foreach (var called in Calls(id))
            {
                if (seen.Add(called))
                {
                    next.Push(called);
                }
            }
        }

        return false;
    }

    private ImmutableArray<string> Calls(string id) => calls.GetOrAdd(
        id, static (id, self) => self.macros.TryGetValue(id, out var macro) ? self.dependencies.Of(macro) : [], this);
}
