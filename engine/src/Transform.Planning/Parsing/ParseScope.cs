using Transform.Adapters;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What a node's template sees in the parse phase: <c>execute</c> is false, <c>ref</c>, <c>source</c> and <c>config</c>
/// are noted in the render's <see cref="NodeRecorder"/>, and the warehouse is not asked.</summary>
internal sealed class ParseScope : NodeScope
{
    private readonly TrackedMacros tracked;
    private readonly Draft? node;
    private readonly IReadOnlyDictionary<string, Value>? extra;
    private ParseAdapter? adapter;
    private Value current;

    public ParseScope(
        Project project,
        MacroRegistry macros,
        TrackedMacros tracked,
        string package,
        Draft? node,
        IReadOnlyDictionary<string, Value>? extra = null)
        : base(project, macros, package)
    {
        this.tracked = tracked;
        this.node = node;
        this.extra = extra;
    }

    /// <summary>What <c>ref()</c>, <c>source()</c> and <c>this</c> give in this phase: the node's own relation.</summary>
    public Value This => current.IsUndefined
        ? current = Value.From(new RelationObject(
            new Relation(node?.Database ?? Project.Target.Description.Database, node?.Schema ?? Project.Target.Description.Schema, node?.Name),
            Project.Target.Factory.Dialect))
        : current;

    protected override IReadOnlyDictionary<string, Value> MacroNames => tracked.Scope(Package);

    protected override bool MissingVarsAreErrors => false;

    protected override IEnumerable<string> OwnNames => ParseFunctions.Names;

    protected override bool TryGetOwn(string name, out Value value)
    {
        if (extra is not null && extra.TryGetValue(name, out value))
        {
            return true;
        }

        switch (name)
        {
            case "ref" or "source":
                value = ParseFunctions.TryGet(name, out var call)
                    ? Value.From(new ReferenceFunction(name, call.As<ICallable>()!.Call, Project))
                    : default;
                return true;
            case "this":
                value = This;
                return true;
            case "adapter":
                value = Value.From(adapter ??= new ParseAdapter(this, tracked));
                return true;
            case "model":
                value = node is null ? Value.None : node.ToModelValue();
                return true;
            case "schema":
                value = node?.Schema ?? Project.Target.Description.Schema;
                return true;
            case "database":
                value = node?.Database ?? Project.Target.Description.Database;
                return true;
            case "graph":
                value = new DictValue();
                return true;
            case "selected_resources" or "pre_hooks" or "post_hooks":
                value = new ListValue();
                return true;
            default:
                return ParseFunctions.TryGet(name, out value);
        }
    }
}
