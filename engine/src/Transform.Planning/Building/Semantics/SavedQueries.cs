using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads saved queries into the form that dbt keeps them in.</summary>
internal static class SavedQueries
{
    /// <summary>The values of a saved query whose config is settled; its metrics are noted on the draft.</summary>
    public static DictValue Read(Plan plan, Draft draft)
    {
        var given = draft.Declared!.Values;
        var query = given["query_params"].AsDict()
            ?? throw SemanticValues.Wrong(draft, "has no query_params.", "Add query_params: with a list of metrics.");
        var values = given.Copy();
        var metrics = Listed(query["metrics"]);
        foreach (var metric in metrics)
        {
            draft.Recorder.Add(new MetricCall(null, metric.ToString(), draft.Span));
        }

        values["query_params"] = DictValue.Of(
            ("metrics", metrics),
            ("group_by", Listed(query["group_by"])),
            ("where", SemanticValues.Filter(query["where"])),
            ("order_by", Listed(query["order_by"])),
            ("limit", SemanticValues.OrNone(query["limit"])));
        var exports = new ListValue();
        foreach (var export in given["exports"].AsList() ?? new ListValue())
        {
            if (export.AsDict() is { } written)
            {
                exports.Add(Export(plan, draft, written));
            }
        }

        values["exports"] = exports;
        values["label"] = SemanticValues.OrNone(given["label"]);
        var tags = new SortedSet<string>(ConfigMerge.Listed(given["tags"]).Select(tag => tag.ToString()), StringComparer.Ordinal);
        tags.UnionWith(ConfigMerge.Listed(draft.Resolved.Config.Get("tags")).Select(tag => tag.ToString()));
        values["tags"] = new ListValue(tags.Select(tag => (Value)tag));
        return values;
    }

    private static DictValue Export(Plan plan, Draft draft, DictValue export)
    {
        var config = export["config"].AsDict() ?? new DictValue();
        Value Setting(string key) => SemanticValues.OrNone(
            config.TryGetValue(key, out var own) && !own.IsMissing ? own : draft.Resolved.Config.Get(key));
        var kind = SemanticValues.Word(Setting("export_as"), $"export_as of the export '{export["name"]}'", draft, "table", "view", "cache");
        var schema = SemanticValues.OrNone(config["schema_name"]) is { IsNone: false } named ? named : Setting("schema");
        var (database, fallback) = plan.Names.ForExport(draft, SemanticValues.OrNone(Setting("database")));
        return DictValue.Of(
            ("name", export["name"]),
            ("config", DictValue.Of(
                ("export_as", kind),
                ("schema_name", schema.IsTruthy ? schema : fallback),
                ("alias", Setting("alias") is { IsTruthy: true } alias ? alias : export["name"]),
                ("database", database))),
            ("unrendered_config", config));
    }

    private static ListValue Listed(Value written) => ConfigMerge.Listed(written);
}
