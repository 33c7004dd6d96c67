using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Nodes;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

public sealed partial class Runner
{
    // For more relations than these it is cheaper to read whole schemas: dbt's number, as it decides which of two macros runs.
    private const int MostNamedRelations = 100;

    public partial Catalog Catalog(IEnumerable<string> selected, CancellationToken cancellation)
    {
        using var session = NewSession(cancellation);
        var tests = new TestRun(options, new SqlFiles(graph.Project.TargetPath, graph.Project.Root, graph.Project.Context.Secrets));
        var nodes = selected.Select(id => graph.Nodes[id]).OfType<RelationNode>().Where(node => node switch
        {
            ModelNode model => !model.IsEphemeral,
            TestNode test => tests.Stores(test),
            _ => node is SeedNode or SnapshotNode or SourceNode,
        }).OrderBy(node => node.UniqueId, StringComparer.Ordinal).ToList();
        var context = new NodeContext(NewCompiler([]), null, session);
        var reader = new CatalogReader();
        var errors = new List<string>();
        foreach (var database in nodes.GroupBy(node => node.Database ?? string.Empty, StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                reader.Add(Ask(context, database, nodes.Count <= MostNamedRelations));
            }
            catch (Exception e) when (e is TransformException or WarehouseException)
            {
                session.Rollback();
                errors.Add(e.Message);
            }
        }

        return new Catalog
        {
            Nodes = reader.Of(nodes.Where(node => node is not SourceNode)),
            Sources = reader.Of(nodes.OfType<SourceNode>()),
            Errors = [.. errors],
        };
    }

    /// <summary>One row for each column of what is in a database.</summary>
    private static TableObject Ask(NodeContext context, IGrouping<string, RelationNode> database, bool byName)
    {
        var relations = database.Select(node => node.Relation).DistinctBy(relation => (relation.Schema, relation.Identifier)).ToList();
        var first = new RelationObject(relations[0], context.Dialect);
        var schema = KeyValuePair.Create("information_schema", Value.From(first.InformationSchema(null)));
        var answer = byName
            ? context.CallNamed(
                "get_catalog_relations", schema, KeyValuePair.Create<string, Value>("relations", new ListValue(relations.Select(context.RelationValue))))
            : context.CallNamed(
                "get_catalog", schema, KeyValuePair.Create<string, Value>("schemas", new ListValue(relations.Select(r => (Value)r.Schema).Distinct())));
        return answer.As<TableObject>() ?? throw TransformException.Error(
            DiagnosticCodes.OperationFailed,
            $"The macro '{(byName ? "get_catalog_relations" : "get_catalog")}' must return a table with a row for each column; it returned {answer.Repr()}.",
            hint: "Look at the project's own version of the macro.");
    }
}
