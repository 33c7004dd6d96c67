using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Which macros a macro calls, read from its text: what <c>depends_on.macros</c> of a macro says.</summary>
public sealed class MacroDependencies(MacroRegistry registry)
{
    public ImmutableArray<string> Of(MacroBlock macro)
    {
        var package = macro.PackageName ?? string.Empty;
        var ids = ImmutableArray.CreateBuilder<string>();
        void Add(MacroBlock? called)
        {
            if (called is not null && MacroRegistry.UniqueId(called) is var id && !ids.Contains(id))
            {
                ids.Add(id);
            }
        }

        foreach (var call in TemplateAnalysis.Calls(macro))
        {
            if (call is { Name: "dispatch", Qualifier: "adapter" })
            {
                // Names that are not written out are not followed.
                if (Argument(call, 0, "macro_name").AsString() is { } name)
                {
                    Add(Unqualified(name, macro));
                    Add(registry.Dispatch(name, Argument(call, 1, "macro_namespace").AsString(), package));
                }
            }
            else if (call.Qualifier is null)
            {
                Add(Unqualified(call.Name, macro));
            }
            else if (call.Qualifier is not "adapter")
            {
                Add(registry.FindIn(call.Qualifier, call.Name) ?? registry.FindAnywhere(call.Name, package));
            }
        }

        return ids.ToImmutable();
    }

    // A macro of the same name is taken for the one that dispatches to this one, and ref, source and config for dbt's own.
    private MacroBlock? Unqualified(string name, MacroBlock caller) =>
        name is "ref" or "source" or "config" || string.Equals(name, caller.UniqueName, StringComparison.Ordinal)
            ? null
            : registry.FindAnywhere(name, caller.PackageName ?? string.Empty);

    private static Value Argument(TemplateCall call, int position, string name)
    {
        if (position < call.Positional.Length)
        {
            return call.Positional[position];
        }

        foreach (var (key, value) in call.Keywords)
        {
            if (string.Equals(key, name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return default;
    }
}
