using System.Collections.Concurrent;
using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What macros call, read from their text. Thread-safe.</summary>
internal sealed class MacroCalls
{
    private readonly Dictionary<string, MacroBlock> macros = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableArray<string>> calls = new(StringComparer.Ordinal);
    private readonly MacroDependencies dependencies;

    public MacroCalls(Graph graph)
    {
        dependencies = new MacroDependencies(graph.Macros);
        foreach (var (_, _, macro) in graph.Macros.All)
        {
            macros[MacroRegistry.UniqueId(macro)] = macro;
        }
    }

    public IEnumerable<KeyValuePair<string, MacroBlock>> All => macros;

    public MacroBlock? Find(string id) => macros.GetValueOrDefault(id);

    /// <summary>Whether one of these macros, or one that they call, however far down, is meant.</summary>
    public bool Reach(ReadOnlySpan<string> ids, Func<string, bool> isMeant)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>();
        foreach (var id in ids)
        {
            if (seen.Add(id))
            {
                next.Push(id);
            }
        }

        while (next.TryPop(out var id))
        {
            if (isMeant(id))
            {
                return true;
            }

            foreach (var called in calls.GetOrAdd(id, static (id, self) => self.Find(id) is { } macro ? self.dependencies.Of(macro) : [], this))
            {
                if (seen.Add(called))
                {
                    next.Push(called);
                }
            }
        }

        return false;
    }
}
