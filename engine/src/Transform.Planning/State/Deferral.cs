using Transform.Adapters;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Where another state of the project has what is not built here.</summary>
/// <param name="State">That state.</param>
public sealed record Deferral(EarlierGraph State)
{
    // What dbt tells a template of the other state's node.
    private static readonly string[] Keys =
    [
        "database", "schema", "alias", "relation_name", "resource_type", "name", "description", "compiled_code", "meta", "tags", "config",
    ];

    /// <summary><c>ref()</c> goes there (<c>--defer</c>); otherwise only <c>defer_relation</c> tells of it.</summary>
    public bool FollowsRefs { get; init; }

    /// <summary>What is not selected is read there even where it is built here, too (<c>--favor-state</c>).</summary>
    public bool IsFavored { get; init; }

    /// <summary>The node as the other state has it; null where it has no relation of it.</summary>
    public EarlierNode? Find(Node? node) =>
        node is ModelNode or SeedNode or SnapshotNode or FunctionNode && State.Nodes.GetValueOrDefault(node.UniqueId) is { } then
            && then.Config.ReadDict()["materialized"].AsString() != "ephemeral"
            ? then
            : null;

    /// <summary>A node's relation there; null where there is none.</summary>
    public Relation? RelationOf(RelationNode node) => Find(node) is { } then
        ? new Relation(then.Database, then.Schema, then.Alias) { Quoting = node.Quoting }
        : null;

    /// <summary><c>defer_relation</c> of <c>model</c>.</summary>
    public static DictValue Describe(EarlierNode then)
    {
        var entry = then.Entry.ReadDict();
        var dict = new DictValue(Keys.Length);
        foreach (var key in Keys)
        {
            if (entry.TryGetValue(key, out var value) && !value.IsNone)
            {
                dict[key] = value;
            }
        }

        return dict;
    }
}
