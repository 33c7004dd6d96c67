using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Metrics, semantic models and saved queries. Transform does not run them: it carries them along, with every key
/// that the readers of a manifest ask for.</summary>
internal static class ManifestSemantics
{
    public static void Metric(ArtifactJson json, DeclaredNode node, double createdAt)
    {
        var values = node.Values;
        json.Text("description"u8, node.Description);
        json.Member("label"u8, values, "label");
        json.Member("type"u8, values, "type");
        json.Member("type_params"u8, values, "type_params");
        json.Member("filter"u8, values, "filter");
        json.Null("metadata"u8);
        json.Member("time_granularity"u8, values, "time_granularity");
        json.Member("meta"u8, values, "meta");
        json.Member("tags"u8, values, "tags");
        ManifestDeclared.Config(json, node);
        json.EmptyList("sources"u8);
        ManifestNodes.DependsOn(json, node);
        ManifestNodes.Refs(json, node.Refs);
        json.EmptyList("metrics"u8);
        json.Writer.WriteNumber("created_at"u8, createdAt);
        json.Text("group"u8, node.Group);
    }

    public static void SemanticModel(ArtifactJson json, DeclaredNode node, Graph graph, double createdAt)
    {
        var values = node.Values;
        json.Member("model"u8, values, "model");
        if (node.DependsOn.Length > 0 && graph.Nodes.GetValueOrDefault(node.DependsOn[0]) is RelationNode model)
        {
            json.Writer.WritePropertyName("node_relation"u8);
            Relation(json, model);
        }
        else
        {
            json.Null("node_relation"u8);
        }

        json.Member("description"u8, values, "description");
        json.Member("label"u8, values, "label");
        json.Member("defaults"u8, values, "defaults");
        json.Member("entities"u8, values, "entities");
        json.Member("measures"u8, values, "measures");
        json.Member("dimensions"u8, values, "dimensions");
        json.Null("metadata"u8);
        ManifestNodes.DependsOn(json, node);
        ManifestNodes.Refs(json, node.Refs);
        json.Writer.WriteNumber("created_at"u8, createdAt);
        ManifestDeclared.Config(json, node);
        json.Member("primary_entity"u8, values, "primary_entity");
        json.Text("group"u8, node.Group);
    }

    public static void SavedQuery(ArtifactJson json, DeclaredNode node, double createdAt)
    {
        var values = node.Values;
        json.Member("query_params"u8, values, "query_params");
        json.Member("exports"u8, values, "exports");
        json.Text("description"u8, values["description"].IsMissing ? null : node.Description);
        json.Member("label"u8, values, "label");
        json.Null("metadata"u8);
        ManifestDeclared.Config(json, node);
        json.Text("group"u8, node.Group);
        ManifestNodes.DependsOn(json, node);
        json.Writer.WriteNumber("created_at"u8, createdAt);
        json.EmptyList("refs"u8);
        json.Member("tags"u8, values, "tags");
    }

    /// <summary>The relation that a semantic model or a time spine stands on.</summary>
    public static void Relation(ArtifactJson json, RelationNode model)
    {
        json.Writer.WriteStartObject();
        json.Text("alias"u8, model.Alias);
        json.Text("schema_name"u8, model.Schema);
        json.Text("database"u8, model.Database);
        json.Text("relation_name"u8, model.RelationName);
        json.Writer.WriteEndObject();
    }
}
