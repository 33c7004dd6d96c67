using System.Collections.Concurrent;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Knows whether a built-in macro still is what it was: whether the project or a package has its own version of it or of
/// anything that it uses, however far down. Where nothing has, a part of the engine may do the same work without the macro.
/// Thread-safe.</summary>
/// <param name="macros">The project's macros.</param>
/// <param name="prefixes">The adapter's prefixes in the order of a dispatch.</param>
public sealed class MacroReach(MacroRegistry macros, IReadOnlyList<string> prefixes)
{
    private readonly ConcurrentDictionary<(string Package, string Name), bool> known = new();

    /// <param name="name">The macro's unique name.</param>
    /// <param name="package">Whose templates call it: that decides which macros are found.</param>
    public bool IsUntouched(string name, string package) => !macros.HasOwn
        || known.GetOrAdd((package, name), static (key, self) => self.Walk(key.Name, key.Package), this);

    private bool Walk(string root, string package)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<MacroBlock>();
        if (!Take(macros.Find(root, package)))
        {
            return false;
        }

        while (next.TryPop(out var macro))
        {
            foreach (var name in TemplateAnalysis.Names(macro))
            {
                if (seen.Add(name) && !Take(Find(name)))
                {
                    return false;
                }
            }

            foreach (var call in TemplateAnalysis.Calls(macro))
            {
                if (call is { Name: "dispatch", Qualifier: "adapter", IsConstant: true, Positional.Length: > 0 }
                    && seen.Add("dispatch " + call.Positional[0])
                    && !Take(macros.Dispatch(
                        call.Positional[0].ToString(), call.Positional.Length > 1 ? call.Positional[1].AsString() : null, package, prefixes, out _)))
                {
                    return false;
                }
            }
        }

        return true;

        // Methods of the adapter call the macro of their name.
        MacroBlock? Find(string name) => macros.Find(name.StartsWith("adapter.", StringComparison.Ordinal) ? name["adapter.".Length..] : name, package);

        bool Take(MacroBlock? macro)
        {
            if (macro is null)
            {
                return true;
            }

            next.Push(macro);
            return macros.IsBuiltIn(macro);
        }
    }
}
