using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The names that a template of one package sees: macros first (they may override what the program offers), then
/// the functions of the phase, then <c>var</c> bound to the package, then what every phase knows.</summary>
public abstract class NodeScope : IScope
{
    private readonly PackageVars vars;

    /// <param name="project">Answers what every phase knows.</param>
    /// <param name="macros">The project's macros.</param>
    /// <param name="package">The package of the node that is rendered: it decides which macros and vars are found.</param>
    protected NodeScope(Project project, MacroRegistry macros, string package)
    {
        Project = project;
        Macros = macros;
        Package = package;
        vars = macros.Vars(package);
    }

    public Project Project { get; }

    public MacroRegistry Macros { get; }

    public string Package { get; }

    public IEnumerable<string> Names =>
        MacroNames.Keys.Concat(OwnNames).Concat(["var", "builtins", "context"]).Concat(((IScope)Project.Context).Names);

    /// <summary>The names of the phase's own functions, for suggestions in error messages.</summary>
    protected virtual IEnumerable<string> OwnNames => [];

    /// <summary>The macros and package namespaces that templates of the package see.</summary>
    protected virtual IReadOnlyDictionary<string, Value> MacroNames => Macros.Scope(Package);

    public IReadOnlyDictionary<string, Value>? FixedNames => MacroNames;

    public bool TryGet(string name, out Value value) =>
        MacroNames.TryGetValue(name, out value) || TryGetBuiltIn(name, out value);

    /// <summary>What the program itself offers under a name, whatever macros there are: Jinja's <c>builtins.name</c>.</summary>
    public bool TryGetBuiltIn(string name, out Value value)
    {
        if (TryGetOwn(name, out value))
        {
            return true;
        }

        switch (name)
        {
            case "var":
                value = vars.Function(MissingVarsAreErrors);
                return true;
            case "builtins":
                value = Value.From(new ScopeView(this, "builtins", static (scope, key) =>
                    scope.TryGetBuiltIn(key, out var found) ? found : default));
                return true;
            case "context":
                value = Value.From(new ScopeView(this, "context", static (scope, key) =>
                    scope.TryGet(key, out var found) ? found : default));
                return true;
            default:
                return ((IScope)Project.Context).TryGet(name, out value);
        }
    }

    /// <summary>The functions and objects of the phase.</summary>
    protected abstract bool TryGetOwn(string name, out Value value);

    /// <summary>False where a missing var without a default is none rather than an error, as in dbt's parse phase.</summary>
    protected virtual bool MissingVarsAreErrors => true;

    /// <summary>What <c>adapter.dispatch(name, namespace)</c> gives: the macro.</summary>
    /// <exception cref="TransformException">No macro has a fitting name (TF2003), or the name has a package in it (TF2004).</exception>
    public MacroBlock Dispatch(Arguments arguments)
    {
        var name = arguments.RequireString(0, "macro_name", "adapter.dispatch");
        var found = arguments.Get(1, "macro_namespace");
        if (name.Contains('.', StringComparison.Ordinal))
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"adapter.dispatch() takes the macro's name without its package, not '{name}'.",
                arguments.Span,
                $"Write adapter.dispatch('{name[(dot + 1)..]}', '{name[..dot]}').");
        }

        return Macros.Dispatch(name, found.AsString(), Package, [Project.Target.Type, "default"], out var searched)
            ?? throw TransformException.Error(
                DiagnosticCodes.UnknownMacro,
                $"No macro answers adapter.dispatch('{name}').",
                arguments.Span,
                $"Searched for: {string.Join(", ", searched)}. Define one of them.");
    }

    /// <summary>A scope as a dict of its names.</summary>
    private sealed class ScopeView(NodeScope scope, string typeName, Func<NodeScope, string, Value> find) : IHostObject
    {
        public string TypeName => typeName;

        public bool TryGetAttribute(string name, out Value value)
        {
            if (string.Equals(name, "get", StringComparison.Ordinal))
            {
                value = Value.From("get", (_, arguments) =>
                {
                    var entry = find(scope, arguments.RequireString(0, "key", "get"));
                    return entry.IsUndefined ? arguments.Get(1, "default", Value.None) : entry;
                });
                return true;
            }

            value = find(scope, name);
            return !value.IsUndefined;
        }

        public bool TryGetItem(Value key, out Value value)
        {
            value = key.AsString() is { } name ? find(scope, name) : default;
            return !value.IsUndefined;
        }

        public IEnumerable<Value> Iterate() => scope.Names.Distinct(StringComparer.Ordinal).Select(name => (Value)name);
    }
}
