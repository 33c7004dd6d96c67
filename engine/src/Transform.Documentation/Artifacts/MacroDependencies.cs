using System.Collections.Immutable;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Which macros a macro calls, read from its text: what <c>depends_on.macros</c> of a macro says.</summary>
internal sealed class MacroDependencies(MacroRegistry registry, IReadOnlyList<string> dispatchPrefixes)
{
    public ImmutableArray<string> Of(MacroBlock macro)
    {
        var package = macro.PackageName ?? string.Empty;
        var ids = ImmutableArray.CreateBuilder<string>();
        foreach (var call in TemplateAnalysis.Calls(macro))
        {
            if (Find(call, package) is { } called && !ReferenceEquals(called, macro))
            {
                var id = MacroRegistry.UniqueId(called);
                if (!ids.Contains(id))
                {
                    ids.Add(id);
                }
            }
        }

        return ids.ToImmutable();
    }

    private MacroBlock? Find(TemplateCall call, string package) => call switch
    {
        { Name: "dispatch", Qualifier: "adapter" } => Dispatched(call, package),
        { Qualifier: null } => registry.Find(call.Name, package),
        _ => registry.Find($"{call.Qualifier}.{call.Name}", package),
    };

    private MacroBlock? Dispatched(TemplateCall call, string package)
    {
        var name = Argument(call, 0, "macro_name").AsString();
        return name is null
            ? null
            : registry.Dispatch(name, Argument(call, 1, "macro_namespace").AsString(), package, dispatchPrefixes, out _);
    }

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
