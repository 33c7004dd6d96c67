using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>What a node sees in a unit test instead of the warehouse: each relation that it names is a common table expression
/// with the rows that the test gives, and macros, vars and environment variables answer as the test says. Used by one
/// thread.</summary>
/// <param name="tested">The node: <c>this</c> is its stand-in, or none where the test gives no rows for it.</param>
/// <param name="overrides"><c>overrides:</c> as written.</param>
/// <param name="write">Writes the SQL that gives the rows of a node; null where the test gives none.</param>
public sealed class StandIns(RelationNode tested, DictValue overrides, Func<RelationNode, string?> write)
{
    private readonly List<EphemeralCte> ctes = [];
    private readonly Dictionary<string, Relation?> relations = new(StringComparer.Ordinal);

    /// <summary>The expressions that were asked for, each after those that it reads.</summary>
    public ImmutableArray<EphemeralCte> Ctes => [.. ctes];

    /// <summary>The stand-in for a relation.</summary>
    /// <exception cref="TransformException">The test gives no rows for it (TF3015).</exception>
    public Relation Read(RelationNode node, SourceSpan? span) => Find(node, span) ?? throw TransformException.Error(
        DiagnosticCodes.InvalidUnitTest,
        $"'{tested.Name}' reads {Call(node)}, and the unit test gives no rows for it.",
        span,
        $"Add it under given:, if only without rows: `- input: {Call(node)}` with `rows: []`.");

    /// <summary>The way that templates name a node.</summary>
    public static string Call(Node node) => node is SourceNode source
        ? $"source('{source.SourceName}', '{source.Name}')"
        : node is ModelNode { Version.IsMissing: false } model ? $"ref('{model.Name}', v={model.Version})" : $"ref('{node.Name}')";

    internal Value This(NodeContext context) =>
        Find(tested, tested.Span) is { } relation ? context.RelationValue(relation) : Value.None;

    /// <summary>The names that a template sees, with those replaced that the test overrides.</summary>
    internal Dictionary<string, Value> Replace(IReadOnlyDictionary<string, Value> names, NodeContext context)
    {
        var replaced = new Dictionary<string, Value>(names, StringComparer.Ordinal);
        var inPackages = new Dictionary<string, Dictionary<string, Value>>(StringComparer.Ordinal);
        foreach (var (key, value) in overrides["macros"].AsDict() ?? [])
        {
            var name = key.ToString();
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            var (package, macro) = dot < 0 ? (MacroLibrary.GlobalPackage, name) : (name[..dot], name[(dot + 1)..]);
            var isMacro = context.Macros.Find(name, context.Package) is not null;
            var answer = isMacro ? Value.From(macro, (_, _) => value) : value;

            // A built-in macro has two names: its own, and the one in the package dbt.
            if (dot < 0 || package == MacroLibrary.GlobalPackage)
            {
                replaced[macro] = answer;
            }

            if (isMacro)
            {
                (inPackages.TryGetValue(package, out var own) ? own : inPackages[package] = new(StringComparer.Ordinal))[macro] = answer;
            }
        }

        foreach (var (package, own) in inPackages)
        {
            if (names.TryGetValue(package, out var all))
            {
                replaced[package] = Value.From(new Overlay(all, own));
            }
        }

        if (overrides["vars"].AsDict() is { Count: > 0 } vars)
        {
            replaced["var"] = Value.From(new VarOverlay(vars, context.Macros.Vars(context.Package).Function(missingIsError: true)));
        }

        if (overrides["env_vars"].AsDict() is { Count: > 0 } environment && ((IScope)context.Project.Context).TryGet("env_var", out var real))
        {
            replaced["env_var"] = Value.From("env_var", (state, arguments) =>
                environment.TryGetValue(arguments.RequireString(0, "var", "env_var"), out var value)
                    ? value
                    : real.As<ICallable>()!.Call(state, arguments));
        }

        return replaced;
    }

    private Relation? Find(RelationNode node, SourceSpan? span)
    {
        if (relations.TryGetValue(node.UniqueId, out var known))
        {
            return known ?? (ReferenceEquals(node, tested) ? null : throw TransformException.Error(
                DiagnosticCodes.InvalidUnitTest, $"The rows of {Call(node)} are read from themselves.", span, "Give rows that read nothing."));
        }

        relations[node.UniqueId] = null;
        if (write(node) is not { } sql)
        {
            if (!ReferenceEquals(node, tested))
            {
                relations.Remove(node.UniqueId);
            }

            return null;
        }

        var name = Name(node);
        ctes.Add(new EphemeralCte(node.UniqueId, $" {name} as (\n{sql}\n)"));
        return relations[node.UniqueId] = new Relation(null, null, name, RelationKind.Cte) { Quoting = new QuotePolicy(false, false, false) };
    }

    // dbt's name, unless two inputs share it.
    private string Name(RelationNode node)
    {
        var name = EphemeralInjection.Prefix + (node is SourceNode source ? $"{source.SourceName}__{source.Name}" : node.Alias);
        return relations.Values.Any(other => string.Equals(other?.Identifier, name, StringComparison.OrdinalIgnoreCase))
            ? $"{name}__{ctes.Count}"
            : name;
    }

    /// <summary>A package's macros, some of them replaced.</summary>
    private sealed class Overlay(Value all, Dictionary<string, Value> own) : IHostObject
    {
        public string TypeName => all.AsObject()?.TypeName ?? "package";

        public bool TryGetAttribute(string name, out Value value) =>
            own.TryGetValue(name, out value) || (all.AsObject() is { } package && package.TryGetAttribute(name, out value));

        public IEnumerable<Value>? Iterate() => all.AsObject()?.Iterate();
    }

    /// <summary><c>var</c> with some vars replaced.</summary>
    private sealed class VarOverlay(DictValue own, Value all) : ICallable
    {
        public string TypeName => "var";

        public Value Call(RenderState state, Arguments arguments) =>
            own.TryGetValue(arguments.RequireString(0, "var_name", "var"), out var value) ? value : all.As<ICallable>()!.Call(state, arguments);

        public bool TryGetAttribute(string name, out Value value)
        {
            if (!all.As<ICallable>()!.TryGetAttribute(name, out var real))
            {
                value = default;
                return false;
            }

            value = name == "has_var"
                ? Value.From(name, (state, arguments) =>
                    own.ContainsKey(arguments.RequireString(0, "var_name", name)) ? true : real.As<ICallable>()!.Call(state, arguments))
                : real;
            return true;
        }
    }
}
