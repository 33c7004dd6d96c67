using Transform.Adapters;
using Transform.Planning;

namespace Transform.Execution.Changes;

/// <summary>Under which key the record has a node: what makes a relation is known by that relation, whichever project, target or node makes
/// it; a test by its own id and the target's schema.</summary>
internal sealed class NodePlaces(Graph graph, Capabilities capabilities)
{
    private readonly TargetDescription target = graph.Project.Target.Description;

    public string TargetSchema => target.Schema;

    /// <summary>The key, and the schema that it is read by.</summary>
    public (string Key, string Schema) Of(Node node) => node is RelationNode relation and not (TestNode or SourceNode)
        ? (Of(relation.Relation), Folded(relation.Schema, relation.Quoting.Schema))
        : ($"{node.UniqueId} in {target.Database}.{target.Schema}", Folded(target.Schema, isQuoted: true));

    public string Of(Relation relation) => string.Join(
        '|',
        Folded(relation.Database ?? string.Empty, relation.Quoting.Database),
        Folded(relation.Schema ?? string.Empty, relation.Quoting.Schema),
        Folded(relation.Identifier ?? string.Empty, relation.Quoting.Identifier));

    /// <summary>Every schema that the record is read by for this project.</summary>
    public IReadOnlyCollection<string> Schemas(Deferral? deferral)
    {
        var schemas = new HashSet<string>(StringComparer.Ordinal) { Folded(target.Schema, isQuoted: true) };
        foreach (var node in graph.Nodes.Values)
        {
            if (node is RelationNode { Schema.Length: > 0 } relation and not (TestNode or SourceNode or OperationNode or AnalysisNode))
            {
                schemas.Add(Folded(relation.Schema, relation.Quoting.Schema));
                if (deferral?.RelationOf(relation) is { Schema: { } other })
                {
                    schemas.Add(Folded(other, relation.Quoting.Schema));
                }
            }
        }

        return schemas;
    }

    private string Folded(string name, bool isQuoted) => isQuoted && !capabilities.NamesIgnoreCase ? name : name.ToLowerInvariant();
}
