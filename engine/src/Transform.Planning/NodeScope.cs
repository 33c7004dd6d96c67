using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The names that a template of one package sees: macros first (they may override what the program offers), then
/// the functions of the phase, then <c>var</c> bound to the package, then what every phase knows.</summary>
public abstract class NodeScope : IScope
{
    private readonly PackageVars vars;

    // What templates put into `context` themselves.
    private DictValue? added;

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
        MacroNames.Keys.Concat(BuiltInNames).Concat(added?.Keys.Select(k => k.ToString()) ?? []).Distinct(StringComparer.Ordinal);

    /// <summary>The names that the program itself offers.</summary>
    public IEnumerable<string> BuiltInNames => OwnNames.Concat(["var", "builtins", "context", "api", "column", "env"])
        .Concat(NodeFunctions.Names).Concat(Project.Context.NodeNames).Concat(((IScope)Project.Context).Names).Distinct(StringComparer.Ordinal);

    /// <summary>The names of the phase's own functions, for suggestions in error messages.</summary>
    protected virtual IEnumerable<string> OwnNames => [];

    /// <summary>The macros and package namespaces that templates of the package see.</summary>
    protected virtual IReadOnlyDictionary<string, Value> MacroNames => Macros.Scope(Package);

    public IReadOnlyDictionary<string, Value>? FixedNames => MacroNames;

    public bool TryGet(string name, out Value value) =>
        (added is not null && added.TryGetValue(name, out value)) || MacroNames.TryGetValue(name, out value) || TryGetBuiltIn(name, out value);

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
                value = Value.From(new ScopeView(this, "builtins", BuiltInNames, static (scope, key) =>
                    scope.TryGetBuiltIn(key, out var found) ? found : default));
                return true;
            case "context":
                value = Value.From(new ScopeView(this, "context", Names, static (scope, key) =>
                    scope.TryGet(key, out var found) ? found : default));
                return true;
            case "api":
                value = ApiObject.Of(Project.Target.Factory.Dialect);
                return true;
            case "column":
                value = ApiObject.Column(Project.Target.Factory.Dialect);
                return true;
            case "env":
                name = "target";
                break;
        }

        return NodeFunctions.TryGet(name, out value)
            || Project.Context.TryGetForNodes(name, out value)
            || ((IScope)Project.Context).TryGet(name, out value);
    }

    /// <summary>The functions and objects of the phase.</summary>
    protected abstract bool TryGetOwn(string name, out Value value);

    /// <summary>False where a missing var without a default is none rather than an error, as in dbt's parse phase.</summary>
    protected virtual bool MissingVarsAreErrors => true;

    /// <summary>A member of <c>adapter</c> that its package writes as a macro, <c>&lt;type&gt;__adapter_name</c>; null where it writes none.</summary>
    public MacroBlock? AdapterMacro(string name) => Macros.FindIn(Project.Target.Factory.MacroPackage, $"{Project.Target.Type}__adapter_{name}");

    /// <summary>What <c>adapter.dispatch(name, namespace)</c> gives: the macro.</summary>
    /// <exception cref="TransformException">No macro has a fitting name (TF2003), or the name has a package in it (TF2004).</exception>
    public MacroBlock Dispatch(Arguments arguments)
    {
        var name = arguments.RequireString(0, "macro_name", "adapter.dispatch");
        var found = arguments.Get(1, "macro_namespace", Value.None);
        if (name.Contains('.', StringComparison.Ordinal))
        {
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"adapter.dispatch() takes the macro's name without its package, not '{name}'.",
                arguments.Span,
                $"Write adapter.dispatch('{name[(dot + 1)..]}', '{name[..dot]}').");
        }

        if (!found.IsMissing && !found.IsString)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"The macro_namespace of adapter.dispatch() is the name of a package, not {found.Repr()}.",
                arguments.Span,
                $"Write adapter.dispatch('{name}', 'package').");
        }

        if (arguments.TryGet(2, "packages", out var packages) && !packages.IsNone)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"adapter.dispatch() no longer takes a list of packages, as it is given for '{name}'.",
                arguments.Span,
                $"Write adapter.dispatch('{name}', 'package'), and set the search order under dispatch: in the project file.");
        }

        return Macros.Dispatch(name, found.AsString(), Package) ?? throw NoneDispatched(name, found, arguments.Span);
    }

    private TransformException NoneDispatched(string name, Value macroNamespace, SourceSpan? span)
    {
        var searched = Macros.Searched(name, macroNamespace.AsString());
        return TransformException.Error(
            DiagnosticCodes.UnknownMacro,
            $"No macro answers adapter.dispatch('{name}'{(macroNamespace.IsMissing ? string.Empty : $", '{macroNamespace}'")}).",
            span,
            (macroNamespace.AsString() is { } wanted && Project.HintForPackage(wanted) is { } hint ? hint + " " : string.Empty)
                + $"Searched for: {string.Join(", ", searched)}. Define one of them.");
    }

    /// <summary>A scope as a dict of its names.</summary>
    private sealed class ScopeView(NodeScope scope, string typeName, IEnumerable<string> names, Func<NodeScope, string, Value> find) : IHostObject
    {
        public string TypeName => typeName;

        public bool IsMapping => true;

        public int? Length => names.Count();

        public bool TryGetAttribute(string name, out Value value)
        {
            value = name switch
            {
                "get" => Value.From(name, (_, a) => Get(a)),
                "keys" => Value.From(name, (_, _) => new ListValue(Iterate())),
                "values" => Value.From(name, (_, _) => new ListValue(Iterate().Select(key => find(scope, key.ToString())))),
                "items" => Value.From(name, (_, _) => new ListValue(Iterate().Select(key => (Value)TupleValue.Of(key, find(scope, key.ToString()))))),
                "update" => Value.From(name, (_, a) => Update(a)),
                _ => find(scope, name),
            };
            return !value.IsUndefined;
        }

        public bool TryGetItem(Value key, out Value value)
        {
            value = key.AsString() is { } name ? find(scope, name) : default;
            return !value.IsUndefined;
        }

        public IEnumerable<Value> Iterate() => names.Select(name => (Value)name);

        private Value Get(Arguments arguments)
        {
            var entry = find(scope, arguments.RequireString(0, "key", "get"));
            return entry.IsUndefined ? arguments.Get(1, "default", Value.None) : entry;
        }

        private Value Update(Arguments arguments)
        {
            scope.added ??= new DictValue();
            foreach (var (key, value) in arguments.Get(0, "other").AsDict() ?? [])
            {
                scope.added[key] = value;
            }

            foreach (var (key, value) in arguments.Keywords.Span)
            {
                scope.added[key] = value;
            }

            return Value.None;
        }
    }
}
