using System.Collections.Concurrent;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>Renders nodes for a target. Each ephemeral model is rendered once, however many nodes read it; any other node
/// is rendered when it is asked for, since its template may query what upstream nodes have built. Thread-safe.</summary>
/// <param name="graph">The nodes.</param>
/// <param name="environment">What all of them see.</param>
public sealed class Compiler(Graph graph, CompileEnvironment environment)
{
    private readonly ConcurrentDictionary<string, CompiledNode> ephemeral = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    public Graph Graph { get; } = graph;

    /// <summary><c>graph</c>, one for all nodes.</summary>
    public Value GraphValue { get; } = Value.From(new GraphObject(graph));

    public CompileEnvironment Environment { get; } = environment;

    /// <summary>The ephemeral models that were rendered so far.</summary>
    public IEnumerable<CompiledNode> Ephemeral => ephemeral.Values;

    /// <summary>Renders an ephemeral model, unless something that reads it has made sure of that.</summary>
    /// <exception cref="TransformException">The template is wrong.</exception>
    /// <exception cref="Adapters.WarehouseException">A query that the template made failed.</exception>
    public CompiledNode CompileEphemeral(ModelNode model, WarehouseSession session) =>
        ephemeral.GetOrAdd(model.UniqueId, _ => Compile(model, session));

    /// <summary>Whether a message is said for the first time.</summary>
    internal bool IsNews(string message) => told.TryAdd(message, true);

    /// <summary>Renders a node's template and puts the ephemeral models that it reads into its SQL.</summary>
    /// <exception cref="TransformException">The template is wrong; the diagnostics carry the node's id.</exception>
    /// <exception cref="Adapters.WarehouseException">A query that the template made failed.</exception>
    public CompiledNode Compile(TemplateNode node, WarehouseSession session) =>
        Compile(node, new NodeContext(this, node, session));

    /// <summary>The same in a context that the caller goes on to use.</summary>
    public CompiledNode Compile(TemplateNode node, NodeContext context)
    {
        try
        {
            var sql = node.Template.IsConstant ? node.Template.ConstantText! : Renderer.Render(node.Template, context.NewState(isOwn: true));
            if (node is SnapshotNode && sql.EndsWith('\n'))
            {
                // A template's last line break is not printed, and to dbt the inside of a snapshot block is a template.
                sql = sql[..^1];
            }

            sql = WithoutFirstBlanks(sql, node);
            var ctes = CollectCtes(context.EphemeralRefs, context.Session);
            return new CompiledNode(node, EphemeralInjection.Inject(sql, ctes), sql, ctes) { Macros = [.. context.CalledMacros] };
        }
        catch (TransformException exception)
        {
            throw new TransformException([.. exception.Diagnostics.Select(d => d with { NodeId = d.NodeId ?? node.UniqueId })]);
        }
    }

    /// <summary>Renders a node that reads what stands in for the relations it names: their rows are expressions in its SQL.</summary>
    /// <param name="context">With its <see cref="NodeContext.StandIns"/>.</param>
    public static CompiledNode CompileWithStandIns(TemplateNode node, NodeContext context)
    {
        var sql = Renderer.Render(node.Template, context.NewState());
        var ctes = context.StandIns!.Ctes;
        return new CompiledNode(node, EphemeralInjection.Inject(sql, ctes), sql, ctes);
    }

    /// <summary>Renders SQL that is no node's, with the ephemeral models that it reads.</summary>
    public string CompileInline(Template template, WarehouseSession session)
    {
        var context = new NodeContext(this, null, session);
        var sql = Renderer.Render(template, context.NewState());
        return EphemeralInjection.Inject(sql, CollectCtes(context.EphemeralRefs, session));
    }

    // dbt reads a file without the blanks that it begins with; the template keeps them, for the places in it.
    private static string WithoutFirstBlanks(string sql, TemplateNode node)
    {
        var source = node.Template.Source.Text.AsSpan();
        var blanks = source.Length - source.TrimStart().Length;
        if (blanks == 0 || node is SnapshotNode || (source.Length > blanks + 2 && source[blanks] == '{' && source[blanks + 2] == '-'))
        {
            return sql;
        }

        return sql.AsSpan().StartsWith(source[..blanks]) ? sql[blanks..] : sql;
    }

    private ImmutableArray<EphemeralCte> CollectCtes(IReadOnlyList<ModelNode> models, WarehouseSession session)
    {
        if (models.Count == 0 || !Environment.InjectEphemeral)
        {
            return [];
        }

        var ctes = ImmutableArray.CreateBuilder<EphemeralCte>();
        void Add(EphemeralCte cte)
        {
            if (!ctes.Any(known => string.Equals(known.UniqueId, cte.UniqueId, StringComparison.Ordinal)))
            {
                ctes.Add(cte);
            }
        }

        foreach (var model in models)
        {
            var compiled = CompileEphemeral(model, session);
            foreach (var inner in compiled.Ctes)
            {
                Add(inner);
            }

            Add(new EphemeralCte(model.UniqueId, $" {EphemeralInjection.Prefix}{model.Alias} as (\n{compiled.OwnSql}\n)"));
        }

        return ctes.ToImmutable();
    }
}
