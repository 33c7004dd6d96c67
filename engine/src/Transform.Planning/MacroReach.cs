using System.Collections.Concurrent;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Knows whether a built-in macro still is what it was: whether the project or a package has its own version of it or of
/// anything that it uses, however far down. Where nothing has, a part of the engine may do the same work without the macro.
/// Thread-safe.</summary>
/// <param name="macros">The project's macros.</param>
public sealed class MacroReach(MacroRegistry macros)
{
    private readonly MacroRegistry macros = macros;
    private readonly ConcurrentDictionary<(string Package, string Name), bool> known = new();

    /// <param name="name">The macro's unique name.</param>
    /// <param name="package">Whose templates call it: that decides which macros are found.</param>
    public bool IsUntouched(string name, string package) => !macros.HasOwn
        || known.GetOrAdd((package, name), static (key, self) => self.All(self.macros.Find(key.Name, key.Package), key.Package).All(self.macros.IsBuiltIn), this);

    /// <summary>A macro and all that it uses, however far down, some of them more than once, under several names.</summary>
    /// <param name="root">The macro; null for none.</param>
    /// <param name="package">Whose templates call it.</param>
    public IEnumerable<MacroBlock> All(MacroBlock? root, string package)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<MacroBlock>();
        if (root is null)
        {
            yield break;
        }

        next.Push(root);
        while (next.TryPop(out var macro))
        {
            yield return macro;
            foreach (var name in TemplateAnalysis.Names(macro))
            {
                // Methods of the adapter call the macro of their name.
                if (seen.Add(name)
                    && macros.Find(name.StartsWith("adapter.", StringComparison.Ordinal) ? name["adapter.".Length..] : name, package) is { } called)
                {
                    next.Push(called);
                }
            }

            foreach (var call in TemplateAnalysis.Calls(macro))
            {
                if (call is { Name: "dispatch", Qualifier: "adapter", IsConstant: true, Positional.Length: > 0 }
                    && seen.Add("dispatch " + call.Positional[0])
                    && macros.Dispatch(
                        call.Positional[0].ToString(), call.Positional.Length > 1 ? call.Positional[1].AsString() : null, package) is { } found)
                {
                    next.Push(found);
                }
            }
        }
    }
}
