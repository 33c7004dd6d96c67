using System.Collections.Frozen;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>dbt's context of the run phase for one node: what its template, its hooks and the macros they call see.
/// Used by one thread.</summary>
public sealed class NodeContext : NodeScope
{
    // Functions of the context by name; a golden file holds the whole key set.
    private static readonly FrozenDictionary<string, Func<NodeContext, Value>> Members =
        new Dictionary<string, Func<NodeContext, Value>>(StringComparer.Ordinal)
        {
            ["ref"] = c => Value.From(new ReferenceFunction("ref", c.Ref, c.Project)),
            ["source"] = c => Value.From(new ReferenceFunction("source", c.Source, c.Project)),
            ["function"] = c => Value.From("function", c.Function),
            ["config"] = c => Value.From(c.Config),
            ["this"] = c => c.This,
            ["model"] = c => c.Model,
            ["execute"] = _ => true,
            ["adapter"] = c => Value.From(c.adapterObject),
            ["metric"] = c => Value.From("metric", c.Metric),
            ["database"] = c => (c.Node as RelationNode)?.Database ?? c.Graph.Project.Target.Description.Database,
            ["schema"] = c => c.Node is RelationNode { Schema.Length: > 0 } node ? node.Schema : c.Graph.Project.Target.Description.Schema,
            ["graph"] = c => c.Compiler.GraphValue,
            ["selected_resources"] = c => new ListValue(c.Compiler.Environment.Selected.Select(id => (Value)id)),
            ["load_result"] = c => Value.From("load_result", (_, a) => c.Statements.Load(a)),
            ["store_result"] = c => Value.From("store_result", (_, a) => c.Statements.Store(a)),
            ["store_raw_result"] = c => Value.From("store_raw_result", (_, a) => c.Statements.StoreRaw(a)),
            ["run_statement"] = c => Value.From("run_statement", c.RunStatement),
            ["render"] = c => Value.From("render", (_, a) => c.RenderText(a.Require(0, "string", "render").ToString())),
            ["write"] = c => Value.From("write", c.Write),
            ["load_agate_table"] = _ => Value.From("load_agate_table", static (_, a) => throw StatementStore.NotASeed(a)),
            ["sql"] = _ => Value.None,
            ["compiled_code"] = c => c.Node is null ? Value.Undefined : Value.None,
            ["pre_hooks"] = c => c.Hooks("pre-hook"),
            ["post_hooks"] = c => c.Hooks("post-hook"),
            ["_sql_results"] = _ => new DictValue(),
            ["thread_id"] = _ => $"Thread-{System.Environment.CurrentManagedThreadId}",
            ["defer_relation"] = c => c.DeferRelation is { } relation ? c.RelationValue(relation) : Value.None,
            [TestArguments.Name] = c => c.Node is TestNode { Metadata: not null } ? c.TestArgumentValues() : Value.Undefined,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly Dictionary<string, Value> own = new(StringComparer.Ordinal);
    private readonly List<ModelNode> ephemeralRefs = [];
    private readonly List<string> called = [];
    private readonly AdapterObject adapterObject;
    private Value model;
    private IReadOnlyDictionary<string, Value>? macroNames;

    /// <param name="compiler">The run.</param>
    /// <param name="node">The node; null for macros that are called by themselves.</param>
    /// <param name="session">Where queries of the template go.</param>
    public NodeContext(Compiler compiler, Node? node, WarehouseSession session)
        : base(compiler.Graph.Project, compiler.Graph.Macros, node?.PackageName ?? compiler.Graph.Project.Main.Name)
    {
        Compiler = compiler;
        Node = node;
        Session = session;
        Config = new ConfigObject(node?.Config, () => Model);
        adapterObject = new AdapterObject(this);
    }

    /// <summary>The names of the members, for the golden file.</summary>
    public static IEnumerable<string> MemberNames => Members.Keys;

    public Compiler Compiler { get; }

    public Node? Node { get; }

    public WarehouseSession Session { get; }

    public StatementStore Statements { get; } = new();

    public ConfigObject Config { get; }

    /// <summary>The ephemeral models that were asked for so far, each once.</summary>
    public IReadOnlyList<ModelNode> EphemeralRefs => ephemeralRefs;

    /// <summary>The unique ids of the macros that the node's own template called so far, each once.</summary>
    public IReadOnlyList<string> CalledMacros => called;

    public Graph Graph => Compiler.Graph;

    public ISqlDialect Dialect => Session.Adapter.Dialect;

    /// <summary>The node as a dictionary, as <c>model</c> shows it.</summary>
    public Value Model => model.IsUndefined ? model = Macro is not null ? NodeDictionary.Of(Macro) : Node is null ? Value.None : OwnModel(Node) : model;

    /// <summary>The macro that is called by itself; null for a node and for SQL that is no node's.</summary>
    public MacroBlock? Macro { get; init; }

    /// <summary>What stands in for the relations that the node reads, and for names of its context; null outside of unit tests.</summary>
    public StandIns? StandIns { get; init; }

    /// <summary>The code that <c>write()</c> was given last: what a materialization's main statement says.</summary>
    public string? Written { get; private set; }

    /// <summary>Whether the statement that does the node's work was written under <c>target/run</c>.</summary>
    public bool HasRunFile { get; set; }

    /// <summary>The node's relation in the state that is deferred to; null where there is none.</summary>
    public Relation? DeferRelation => Node is RelationNode node ? Compiler.Environment.Deferral?.RelationOf(node) : null;

    /// <summary>Where a node is read: here, or in the state that is deferred to.</summary>
    public Relation PlaceOf(RelationNode node) =>
        Compiler.Environment.Deferral is { FollowsRefs: true } deferral && deferral.RelationOf(node) is { } other
            && ((deferral.IsFavored && !Compiler.Environment.Selected.Contains(node.UniqueId)) || Session.Relations.Find(node.Relation, Session) is null)
            ? other
            : node.Relation;

    private Value This => StandIns is { } standIns ? standIns.This(this) : Node is RelationNode node ? RelationValue(node.Relation) : Node is null ? Value.Undefined : Value.None;

    /// <summary>Lets materializations see the node's SQL: as <c>sql</c>, <c>compiled_code</c> and in <c>model</c>.</summary>
    public void ShowCompiled(string sql)
    {
        if (Model.AsDict() is { } model)
        {
            model["compiled_code"] = sql;
            model["compiled"] = true;
        }

        Set("sql", sql);
        Set("compiled_code", sql);
    }

    /// <summary>Gives a name a value for this node only (<c>sql</c>, <c>pre_hooks</c>, <c>results</c>, ...).</summary>
    public void Set(string name, Value value) => own[name] = value;

    /// <summary>Puts something in the place of macros, for this node only.</summary>
    public void Override(params ReadOnlySpan<(string Macro, Value Value)> replacements)
    {
        var names = new Dictionary<string, Value>(MacroNames, StringComparer.Ordinal);
        foreach (var (macro, value) in replacements)
        {
            names[macro] = value;
        }

        macroNames = names;
    }

    /// <param name="isOwn">The node's own template is rendered: which macros it calls is noted.</param>
    public RenderState NewState(bool isOwn = false) => new(this, Compiler.Environment.RenderOptions, Session.Cancellation, this)
    {
        OnCall = isOwn ? NoteCall : null,
    };

    /// <summary>Notes a macro as one that the node's own template calls.</summary>
    public void NoteCall(MacroBlock macro)
    {
        var id = MacroRegistry.UniqueId(macro);
        if (!called.Contains(id))
        {
            called.Add(id);
        }
    }

    /// <summary>Calls a macro by name as this node's package finds it and gives its text, or what it returned.</summary>
    /// <exception cref="TransformException">There is no such macro (TF2003), or it failed.</exception>
    public Value Call(string macro, params Value[] arguments) => Call(macro, Arguments.Of(arguments));

    /// <summary>The same with arguments by name, for macros whose own versions may have them in another order.</summary>
    public Value CallNamed(string macro, params KeyValuePair<string, Value>[] arguments) => Call(macro, new Arguments(default, arguments));

    private Value Call(string macro, Arguments arguments)
    {
        var found = Macros.Find(macro, Package) ?? throw TransformException.Error(
            DiagnosticCodes.UnknownMacro, $"There is no macro '{macro}'.", Node?.Span);
        return found.Call(NewState(), arguments);
    }

    /// <summary>Calls a macro that writes SQL.</summary>
    public string Sql(string macro, params Value[] arguments) => Call(macro, arguments).ToString().Trim();

    /// <summary>Renders a text of this node (a hook, a YAML value) as a template.</summary>
    /// <param name="label">What the text is, for error messages: it has no file of its own.</param>
    public string RenderText(string text, string label = "template") =>
        text.Contains('{', StringComparison.Ordinal)
            ? Renderer.Render(Template.Parse(new SourceText(Node is null ? label : $"{Node.OriginalFilePath} ({label})", text)), NewState(isOwn: Node is OperationNode))
            : text;

    /// <summary>The node that a call names, as <c>ref('orders')</c> or <c>source('shop', 'orders')</c>; null where it calls neither.</summary>
    /// <exception cref="TransformException">There is no such node, or this is no such call.</exception>
    public Node? Resolve(string call)
    {
        Node? found = null;
        Value Take(Resolution resolution)
        {
            found = resolution.Problem is { } problem ? throw new TransformException(problem) : resolution.Node;
            return Value.EmptyString;
        }

        var names = new Dictionary<string, Value>
        {
            ["ref"] = Value.From("ref", (_, a) => Take(Graph.References.Ref(ReferenceArguments.Ref(a), Package))),
            ["source"] = Value.From("source", (_, a) => Take(Graph.References.Source(ReferenceArguments.Source(a), Package))),
        };
        Renderer.Render(Template.Parse(new SourceText("input", $"{{{{ {call} }}}}")), new RenderState(new DictScope(names), Compiler.Environment.RenderOptions));
        return found;
    }

    public Value RelationValue(Relation relation) => Value.From(new RelationObject(relation, Dialect));

    /// <inheritdoc/>
    protected override IEnumerable<string> OwnNames => Members.Keys.Concat(own.Keys);

    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, Value> MacroNames =>
        macroNames ??= StandIns is null ? base.MacroNames : StandIns.Replace(base.MacroNames, this);

    /// <inheritdoc/>
    protected override bool TryGetOwn(string name, out Value value)
    {
        if (own.TryGetValue(name, out value))
        {
            return true;
        }

        if (Members.TryGetValue(name, out var member))
        {
            value = member(this);
            own[name] = value;
            return !value.IsUndefined;
        }

        return false;
    }

    private DictValue OwnModel(Node node)
    {
        var dict = NodeDictionary.Model(node, Graph);
        if (Compiler.Environment.Deferral?.Find(node) is { } then)
        {
            dict["defer_relation"] = Deferral.Describe(then);
        }

        return dict;
    }

    // What is read through ref() and source(), with as many of its rows as are wanted.
    private Value Input(RelationNode node, Relation relation) =>
        Value.From(new RelationObject(relation, Dialect) { Limit = Compiler.Environment.Empty ? 0 : null, Filter = FilterOf(node) });

    private Value Ref(RenderState state, Arguments arguments)
    {
        var call = ReferenceArguments.Ref(arguments);
        var resolution = Graph.References.Ref(call, Package);
        if (resolution.Problem is { } problem)
        {
            throw new TransformException(problem);
        }

        var target = (RelationNode)resolution.Node!;
        CheckDeclared(target, arguments.Span);
        if (StandIns is not null)
        {
            return RelationValue(StandIns.Read(target, arguments.Span));
        }

        if (target is not ModelNode { IsEphemeral: true } ephemeral)
        {
            return Input(target, PlaceOf(target));
        }

        if (Macro is not null)
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"'{ephemeral.Name}' is ephemeral: there is no relation that the operation '{Macro.Name}' could read.",
                arguments.Span,
                "Give the model another materialization, or write its SQL into the macro.");
        }

        if (!ephemeralRefs.Contains(ephemeral))
        {
            ephemeralRefs.Add(ephemeral);
        }

        var relation = new Relation(null, null, EphemeralInjection.Prefix + ephemeral.Alias, RelationKind.Cte)
        {
            Quoting = new QuotePolicy(false, false, false),
        };
        return Input(ephemeral, relation);
    }

    /// <summary>The rows of an input that the node reads, where the input has an event time: a batch reads those of its time, and
    /// a sample those of the sample.</summary>
    private RowFilter? FilterOf(RelationNode input)
    {
        var sample = Node is ModelNode or SnapshotNode ? Compiler.Environment.Sample : null;
        var window = (Node as ModelNode)?.Batch?.Window is { } batch ? sample?.Within(batch) ?? batch : sample;
        if (window is not { } rows || input.Config.Text("event_time") is not { Length: > 0 } name)
        {
            return null;
        }

        var isQuoted = input.Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal))?.Quote ?? false;
        return new RowFilter(isQuoted ? Dialect.Quote(name) : name, rows);
    }

    // A reference that was hidden while the project was parsed has no edge in the graph: what it reads may not be built yet.
    private void CheckDeclared(Node target, SourceSpan? span)
    {
        if (Node is TemplateNode node and not OperationNode
            && !node.DependsOn.Contains(target.UniqueId))
        {
            throw TransformException.Error(
                DiagnosticCodes.UndeclaredDependency,
                $"'{node.Name}' reads '{target.Name}' only while it runs, so it could run before '{target.Name}' is built.",
                span ?? node.Span,
                $"Name the dependency where it is always seen: put the comment `-- depends_on: {{{{ ref('{target.Name}') }}}}` "
                + "at the top of the file.");
        }
    }

    private Value Source(RenderState state, Arguments arguments)
    {
        var resolution = Graph.References.Source(ReferenceArguments.Source(arguments), Package);
        if (resolution.Problem is { } problem)
        {
            throw new TransformException(problem);
        }

        var target = (RelationNode)resolution.Node!;
        return StandIns is null ? Input(target, target.Relation) : RelationValue(StandIns.Read(target, arguments.Span));
    }

    private Value Function(RenderState state, Arguments arguments)
    {
        var resolution = Graph.References.Function(FunctionCall.Read(arguments), Package);
        if (resolution.Problem is { } problem)
        {
            throw new TransformException(problem);
        }

        CheckDeclared(resolution.Node!, arguments.Span);
        return RelationValue(PlaceOf((RelationNode)resolution.Node!) with { Kind = RelationKind.Function });
    }

    private Value Write(RenderState state, Arguments arguments)
    {
        Written = arguments.RequireString(0, "payload", "write").Trim();
        return Value.EmptyString;
    }

    private Value RunStatement(RenderState state, Arguments arguments)
    {
        var sql = arguments.RequireString(0, "sql", "statement").Trim();
        var fetch = arguments.Get(2, "fetch", false).IsTruthy;
        var autoBegin = arguments.Get(3, "auto_begin", true).IsTruthy;
        var (response, table) = adapterObject.Statements.Run(sql, autoBegin, fetch, arguments.Span);
        if (arguments.TryGet(1, "name", out var name) && !name.IsMissing)
        {
            Statements.Keep(name.ToString(), response, table);
        }

        return Value.EmptyString;
    }

    // The hooks as dbt shows them: without what is not set.
    private Value Hooks(string key)
    {
        if (Node is null)
        {
            return Value.None;
        }

        return Node is TestNode ? new ListValue() : new ListValue((Node.Config.Get(key).AsList() ?? []).Select(NodeDictionary.WithoutNone));
    }

    private Value Metric(RenderState state, Arguments arguments)
    {
        var (package, name) = ReferenceArguments.Read("metric", arguments);
        return Declared(ResourceType.Metric, package, name) is { } metric
            ? metric.Name
            : throw NotFound("metric", package, name, arguments.Span);
    }

    private Node? Declared(ResourceType type, string? package, string name) => Graph.Nodes.OfType(type).FirstOrDefault(node =>
        string.Equals(node.Name, name, StringComparison.Ordinal)
        && (package is null || string.Equals(node.PackageName, package, StringComparison.Ordinal)));

    private TransformException NotFound(string what, string? package, string name, SourceSpan? span) => TransformException.Error(
        DiagnosticCodes.ReferenceNotFound,
        $"There is no {what} '{name}'{(package is null ? string.Empty : $" in the package '{package}'")}.",
        span ?? Node?.Span);

    private Value TestArgumentValues() => Node is TestNode { Metadata: { } metadata }
        ? TestArguments.Render(metadata.Arguments, text =>
            Renderer.RenderNative(Template.Parse(new SourceText(Node.OriginalFilePath, text)), NewState(isOwn: true)))
        : new DictValue();
}
