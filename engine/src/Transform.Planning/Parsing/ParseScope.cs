using Transform.Adapters;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What a node's template sees in the parse phase: <c>execute</c> is false, <c>ref</c>, <c>source</c> and <c>config</c>
/// are noted in the render's <see cref="NodeRecorder"/>, and the warehouse is not asked.</summary>
internal sealed class ParseScope : NodeScope
{
    private readonly Draft? node;
    private readonly IReadOnlyDictionary<string, Value>? extra;
    private ParseAdapter? adapter;
    private StatementStore? statements;
    private Value current;

    public ParseScope(
        Project project,
        MacroRegistry macros,
        string package,
        Draft? node,
        IReadOnlyDictionary<string, Value>? extra = null)
        : base(project, macros, package)
    {
        this.node = node;
        this.extra = extra;
    }

    /// <summary>What <c>ref()</c>, <c>source()</c> and <c>this</c> give in this phase: the node's own relation.</summary>
    public Value This => current.IsUndefined
        ? current = Value.From(new RelationObject(
            new Relation(node?.Database ?? Project.Target.Description.Database, node?.Schema ?? Project.Target.Description.Schema, node?.Name),
            Project.Target.Factory.Dialect))
        : current;

    /// <summary>The names that the scope answers beside <see cref="ParseFunctions"/>.</summary>
    public static IEnumerable<string> OwnMembers => ["this", "adapter", "model", "schema", "database", "graph", "selected_resources", "pre_hooks", "post_hooks"];

    /// <summary>What templates stored themselves: nothing runs in this phase.</summary>
    public StatementStore Statements => statements ??= new StatementStore();

    protected override bool MissingVarsAreErrors => IsNaming;

    /// <summary>It serves a macro that names relations: there is no config to ask, and a missing var is an error.</summary>
    public bool IsNaming { get; init; }

    /// <summary>Tells <c>model.config</c> while the node's own settings are not known yet.</summary>
    public ConfigResolver? Configs { get; init; }

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
            case "config" when IsNaming:
                value = ParseFunctions.NoConfig;
                return true;
            case "this" when !IsNaming:
                value = This;
                return true;
            case "adapter":
                value = Value.From(adapter ??= new ParseAdapter(this));
                return true;
            case "model":
                if (node is not null)
                {
                    node.Recorder.HasSeenNode = true;
                }

                value = node is null ? Value.None : node.ToModelValue(Configs);
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
            case "this":
                value = default;
                return false;
            default:
                return ParseFunctions.TryGet(name, out value);
        }
    }
}
