using Transform.Adapters;
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
        json.Member("label"u8, values, "label", node.Name);
        json.Member("type"u8, values, "type");
        var parameters = values["type_params"].AsDict() ?? new DictValue();
        var measure = Input(parameters["measure"]);
        json.Writer.WriteStartObject("type_params"u8);
        json.Value("measure"u8, measure);
        json.Value("input_measures"u8, measure.IsNone ? new ListValue() : new ListValue { measure });
        json.Member("numerator"u8, parameters, "numerator");
        json.Member("denominator"u8, parameters, "denominator");
        json.Member("expr"u8, parameters, "expr");
        json.Member("window"u8, parameters, "window");
        json.Member("grain_to_date"u8, parameters, "grain_to_date");
        json.Member("metrics"u8, parameters, "metrics", new ListValue());
        json.Member("conversion_type_params"u8, parameters, "conversion_type_params");
        json.Member("cumulative_type_params"u8, parameters, "cumulative_type_params");
        json.Null("metric_aggregation_params"u8);
        json.Writer.WriteEndObject();
        json.Value("filter"u8, Filter(values["filter"]));
        json.Null("metadata"u8);
        json.Member("time_granularity"u8, values, "time_granularity");
        json.Member("meta"u8, node.Config.Values, "meta", new DictValue());
        json.Texts("tags"u8, node.Tags);
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
        var model = node.DependsOn.Length > 0 ? graph.Nodes.GetValueOrDefault(node.DependsOn[0]) as RelationNode : null;
        if (model is null)
        {
            json.Null("node_relation"u8);
        }
        else
        {
            json.Writer.WriteStartObject("node_relation"u8);
            json.Text("alias"u8, model.Alias);
            json.Text("schema_name"u8, model.Schema);
            json.Text("database"u8, model.Database);
            json.Text("relation_name"u8, model.RelationName);
            json.Writer.WriteEndObject();
        }

        json.Member("description"u8, values, "description");
        json.Member("label"u8, values, "label");
        json.Member("defaults"u8, values, "defaults");
        Parts(json, "entities"u8, values["entities"], ["name", "type", "description", "label", "role", "expr"]);
        Parts(json, "measures"u8, values["measures"], ["name", "agg", "description", "label", "create_metric", "expr", "agg_params", "non_additive_dimension", "agg_time_dimension"]);
        Parts(json, "dimensions"u8, values["dimensions"], ["name", "type", "description", "label", "is_partition", "type_params", "expr", "metadata"]);
        json.Null("metadata"u8);
        ManifestNodes.DependsOn(json, node);
        ManifestNodes.Refs(json, node.Refs);
        json.Writer.WriteNumber("created_at"u8, createdAt);
        ManifestDeclared.Config(json, node);
        json.Member("primary_entity"u8, values, "primary_entity");
        json.Text("group"u8, node.Group);
    }

    public static void SavedQuery(ArtifactJson json, DeclaredNode node, Graph graph, double createdAt)
    {
        var values = node.Values;
        var query = values["query_params"].AsDict() ?? new DictValue();
        json.Writer.WriteStartObject("query_params"u8);
        json.Member("metrics"u8, query, "metrics", new ListValue());
        json.Member("group_by"u8, query, "group_by", new ListValue());
        json.Value("where"u8, Filter(query["where"]));
        json.Member("order_by"u8, query, "order_by", new ListValue());
        json.Member("limit"u8, query, "limit");
        json.Writer.WriteEndObject();
        json.Writer.WriteStartArray("exports"u8);
        foreach (var export in values["exports"].AsList() ?? new ListValue())
        {
            Export(json, export.AsDict() ?? new DictValue(), graph.Project.Target.Description);
        }

        json.Writer.WriteEndArray();
        json.Member("description"u8, values, "description");
        json.Member("label"u8, values, "label");
        json.Null("metadata"u8);
        ManifestDeclared.Config(json, node);
        json.Text("group"u8, node.Group);
        ManifestNodes.DependsOn(json, node);
        json.Writer.WriteNumber("created_at"u8, createdAt);
        ManifestNodes.Refs(json, node.Refs);
        json.Texts("tags"u8, node.Tags);
    }

    private static void Export(ArtifactJson json, DictValue export, TargetDescription target)
    {
        var config = export["config"].AsDict() ?? new DictValue();
        json.Writer.WriteStartObject();
        json.Member("name"u8, export, "name");
        json.Writer.WriteStartObject("config"u8);
        json.Member("export_as"u8, config, "export_as", "table");
        json.Member("schema_name"u8, config, "schema", target.Schema);
        json.Member("alias"u8, config, "alias", export["name"]);
        json.Member("database"u8, config, "database", target.Database);
        json.Writer.WriteEndObject();
        json.Value("unrendered_config"u8, config);
        json.Writer.WriteEndObject();
    }

    // A measure may be written as its name alone.
    private static Value Input(Value written)
    {
        if (written.IsMissing)
        {
            return Value.None;
        }

        var given = written.AsDict() ?? DictValue.Of(("name", written));
        return DictValue.Of(
            ("name", given["name"]),
            ("filter", Filter(given["filter"])),
            ("alias", given["alias"]),
            ("join_to_timespine", given.TryGetValue("join_to_timespine", out var join) ? join : Value.False),
            ("fill_nulls_with", given["fill_nulls_with"]));
    }

    private static Value Filter(Value written)
    {
        if (written.IsMissing)
        {
            return Value.None;
        }

        var filters = new ListValue();
        foreach (var filter in written.AsList() ?? new ListValue { written })
        {
            filters.Add(DictValue.Of(("where_sql_template", filter)));
        }

        return DictValue.Of(("where_filters", filters));
    }

    private static void Parts(ArtifactJson json, ReadOnlySpan<byte> name, Value parts, string[] keys)
    {
        json.Writer.WriteStartArray(name);
        foreach (var part in parts.AsList() ?? new ListValue())
        {
            json.Value(Filled(part.AsDict() ?? new DictValue(), keys));
        }

        json.Writer.WriteEndArray();
    }

    // Every key in its place, null or its default where it is not given; then the config.
    private static DictValue Filled(DictValue given, string[] keys)
    {
        var filled = new DictValue();
        foreach (var key in keys)
        {
            filled[key] = given.TryGetValue(key, out var value) ? value
                : key is "create_metric" or "is_partition" ? Value.False
                : Value.None;
        }

        if (filled["type_params"].AsDict() is { } parameters && !parameters.ContainsKey("validity_params"))
        {
            parameters = parameters.Copy();
            parameters["validity_params"] = Value.None;
            filled["type_params"] = parameters;
        }

        filled["config"] = given.TryGetValue("config", out var config) ? config : DictValue.Of(("meta", new DictValue()));
        return filled;
    }
}
