using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes <c>semantic_manifest.json</c>: the semantic layer alone, in the form that MetricFlow reads.</summary>
internal static class SemanticManifestWriter
{
    private const string LegacyTimeSpine = "metricflow_time_spine";

    private static readonly string[] Entity = ["name", "description", "type", "role", "expr", "metadata", "label", "config"];

    private static readonly string[] Measure =
    [
        "name", "agg", "description", "create_metric", "expr", "agg_params", "metadata", "non_additive_dimension", "agg_time_dimension",
        "label", "config",
    ];

    private static readonly string[] Dimension =
    [
        "name", "description", "type", "is_partition", "type_params", "expr", "metadata", "label", "config",
    ];

    private static readonly string[] MetricParameters =
    [
        "measure", "numerator", "denominator", "expr", "window", "grain_to_date", "metrics", "conversion_type_params",
        "cumulative_type_params", "input_measures",
    ];

    // What metrics without type_params have beyond those.
    private static readonly string[] PlainParameters =
    [
        "metric_aggregation_params", "join_to_timespine", "fill_nulls_with", "is_private",
    ];

    public static void Write(ArtifactJson json, Graph graph)
    {
        var nodes = graph.Nodes.Values.OrderBy(node => node.UniqueId, StringComparer.Ordinal).ToList();
        var declared = nodes.OfType<DeclaredNode>().ToLookup(node => node.ResourceType);
        json.Writer.WriteStartObject();
        Section(json, "semantic_models"u8, declared[ResourceType.SemanticModel], (writer, node) => SemanticModel(writer, node, graph));
        Section(json, "metrics"u8, declared[ResourceType.Metric], Metric);
        ProjectConfiguration(json, nodes, declared[ResourceType.SemanticModel].Any());
        Section(json, "saved_queries"u8, declared[ResourceType.SavedQuery], SavedQuery);
        json.Writer.WriteEndObject();
    }

    private static void Section(
        ArtifactJson json, ReadOnlySpan<byte> name, IEnumerable<DeclaredNode> nodes, Action<ArtifactJson, DeclaredNode> write)
    {
        json.Writer.WriteStartArray(name);
        foreach (var node in nodes)
        {
            json.Writer.WriteStartObject();
            json.Writer.WriteString("name"u8, node.Name);
            write(json, node);
            json.Writer.WriteEndObject();
        }

        json.Writer.WriteEndArray();
    }

    private static void SemanticModel(ArtifactJson json, DeclaredNode node, Graph graph)
    {
        var values = node.Values;
        json.Member("defaults"u8, values, "defaults");
        json.Member("description"u8, values, "description");
        if (node.DependsOn.Length > 0 && graph.Nodes.GetValueOrDefault(node.DependsOn[0]) is RelationNode model)
        {
            json.Writer.WritePropertyName("node_relation"u8);
            ManifestSemantics.Relation(json, model);
        }

        json.Member("primary_entity"u8, values, "primary_entity");
        json.Value("entities"u8, Each(values["entities"], Entity));
        json.Value("measures"u8, Each(values["measures"], Measure));
        json.Value("dimensions"u8, Each(values["dimensions"], Dimension));
        json.Member("label"u8, values, "label");
        json.Null("metadata"u8);
        Meta(json, node);
    }

    private static void Metric(ArtifactJson json, DeclaredNode node)
    {
        var values = node.Values;
        json.Text("description"u8, node.Description);
        json.Member("type"u8, values, "type");
        var all = values["type_params"].AsDict()!;
        var isPlain = all.ContainsKey("is_private");
        var parameters = Pick(all, isPlain ? [.. MetricParameters, .. PlainParameters] : MetricParameters);
        if (!isPlain && parameters["cumulative_type_params"].AsDict() is { } cumulative)
        {
            parameters["cumulative_type_params"] = Pick(cumulative, ["window", "grain_to_date", "period_agg"]);
        }

        json.Value("type_params"u8, parameters);
        json.Member("filter"u8, values, "filter");
        json.Null("metadata"u8);
        json.Member("label"u8, values, "label");
        Meta(json, node);
        json.Member("time_granularity"u8, values, "time_granularity");
    }

    private static void SavedQuery(ArtifactJson json, DeclaredNode node)
    {
        var values = node.Values;
        json.Value("query_params"u8, Pick(values["query_params"].AsDict()!, ["metrics", "group_by", "order_by", "limit", "where"]));
        json.Text("description"u8, values["description"].IsMissing ? null : node.Description);
        json.Null("metadata"u8);
        json.Member("label"u8, values, "label");
        json.Writer.WriteStartArray("exports"u8);
        foreach (var export in values["exports"].AsList()!)
        {
            var given = export.AsDict()!;
            json.Value(DictValue.Of(
                ("name", given["name"]), ("config", Pick(given["config"].AsDict()!, ["export_as", "schema_name", "alias"]))));
        }

        json.Writer.WriteEndArray();
        json.Member("tags"u8, values, "tags");
    }

    private static void ProjectConfiguration(ArtifactJson json, List<Node> nodes, bool hasSemanticModels)
    {
        var writer = json.Writer;
        var spines = nodes.OfType<ModelNode>().Where(model => model.TimeSpine.AsDict() is not null);
        var legacy = hasSemanticModels
            ? nodes.OfType<ModelNode>().FirstOrDefault(model => model.Name == LegacyTimeSpine && model.TimeSpine.IsMissing)
            : null;
        writer.WriteStartObject("project_configuration"u8);
        writer.WriteStartArray("time_spine_table_configurations"u8);
        if (legacy is not null)
        {
            json.Value(DictValue.Of(("location", legacy.RelationName), ("column_name", "date_day"), ("grain", "day")));
        }

        writer.WriteEndArray();
        json.Null("metadata"u8);

        // What dbt writes of the library that it uses.
        json.Value("dsi_package_version"u8, DictValue.Of(("major_version", "0"), ("minor_version", "9"), ("patch_version", "0")));
        writer.WriteStartArray("time_spines"u8);
        foreach (var model in spines)
        {
            TimeSpine(json, model, model.TimeSpine.AsDict()!);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void TimeSpine(ArtifactJson json, ModelNode model, DictValue spine)
    {
        var writer = json.Writer;
        var column = spine["standard_granularity_column"].ToString();
        writer.WriteStartObject();
        writer.WritePropertyName("node_relation"u8);
        ManifestSemantics.Relation(json, model);
        writer.WriteStartObject("primary_column"u8);
        json.Text("name"u8, column);
        json.Text("time_granularity"u8, model.Columns.FirstOrDefault(c => c.Name == column)?.Granularity);
        writer.WriteEndObject();
        json.Value("custom_granularities"u8, Each(spine["custom_granularities"], ["name", "column_name"]));
        writer.WriteEndObject();
    }

    private static void Meta(ArtifactJson json, DeclaredNode node) =>
        json.Value("config"u8, DictValue.Of(("meta", node.Config.Get("meta").AsDict() ?? new DictValue())));

    private static ListValue Each(Value list, string[] keys) =>
        new((list.AsList() ?? new ListValue()).Where(item => item.AsDict() is not null).Select(item => (Value)Pick(item.AsDict()!, keys)));

    private static DictValue Pick(DictValue values, ReadOnlySpan<string> keys)
    {
        var picked = new DictValue(keys.Length);
        foreach (var key in keys)
        {
            picked[key] = values.TryGetValue(key, out var value) ? value : Value.None;
        }

        return picked;
    }
}
