using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads metrics into the form that dbt keeps them in. What depends on other metrics is filled in by
/// <see cref="MetricLinks"/>.</summary>
internal static class Metrics
{
    /// <summary>The values of a metric whose config is settled.</summary>
    public static DictValue Read(Draft draft)
    {
        var given = draft.Declared!.Values;
        var type = SemanticValues.Word(given["type"].IsMissing && draft.Within is not null ? "simple" : given["type"], "type", draft, "simple", "ratio", "cumulative", "derived", "conversion");
        var values = given.Copy();
        var isPlain = PlainMetrics.IsPlain(draft);
        values["label"] = !given["label"].IsMissing ? given["label"]
            : isPlain ? draft.Name
            : throw SemanticValues.Wrong(draft, "has no label.", $"Add label: {draft.Name}, as people should read it.");
        values["type"] = type;
        values["type_params"] = isPlain
            ? PlainMetrics.TypeParameters(draft, type.ToString(), given)
            : TypeParameters(draft, type.ToString(), given["type_params"].AsDict() ?? new DictValue());
        values["filter"] = SemanticValues.Filter(given["filter"]);
        values["time_granularity"] = SemanticValues.OrNone(given["time_granularity"]);
        values["meta"] = draft.Resolved.Config.Get("meta").IsTruthy ? draft.Resolved.Config.Get("meta") : given["meta"].AsDict() ?? new DictValue();
        values["tags"] = ConfigMerge.Listed(given["tags"]);
        return values;
    }

    private static DictValue TypeParameters(Draft draft, string type, DictValue given)
    {
        var metrics = new ListValue();
        foreach (var metric in given["metrics"].AsList() ?? new ListValue())
        {
            metrics.Add(SemanticValues.InputMetric(metric, draft));
        }

        return DictValue.Of(
            ("measure", SemanticValues.InputMeasure(given["measure"])),
            ("input_measures", new ListValue()),
            ("numerator", SemanticValues.InputMetric(given["numerator"], draft)),
            ("denominator", SemanticValues.InputMetric(given["denominator"], draft)),
            ("expr", SemanticValues.Text(given["expr"])),
            ("window", SemanticValues.Window(given["window"], draft)),
            ("grain_to_date", SemanticValues.OrNone(given["grain_to_date"])),
            ("metrics", metrics),
            ("conversion_type_params", Conversion(draft, given["conversion_type_params"].AsDict())),
            ("cumulative_type_params", type == "cumulative" ? Cumulative(draft, given) : Value.None),
            ("metric_aggregation_params", Value.None));
    }

    private static Value Conversion(Draft draft, DictValue? given)
    {
        if (given is null)
        {
            return Value.None;
        }

        var constants = given["constant_properties"].AsList() is not { } list ? Value.None : new ListValue(list.Select(item => (Value)DictValue.Of(
            ("base_property", item.AsDict()?["base_property"] ?? Value.None),
            ("conversion_property", item.AsDict()?["conversion_property"] ?? Value.None))));
        return DictValue.Of(
            ("base_measure", SemanticValues.InputMeasure(given["base_measure"])),
            ("conversion_measure", SemanticValues.InputMeasure(given["conversion_measure"])),
            ("entity", given["entity"]),
            ("calculation", given["calculation"].IsMissing ? "conversion_rate" : SemanticValues.Word(
                given["calculation"], "calculation", draft, "conversions", "conversion_rate")),
            ("window", SemanticValues.Window(given["window"], draft)),
            ("constant_properties", constants));
    }

    // What stands beside cumulative_type_params, as it did once, counts where those do not say it.
    private static DictValue Cumulative(Draft draft, DictValue given)
    {
        var own = given["cumulative_type_params"].AsDict() ?? new DictValue();
        return DictValue.Of(
            ("window", SemanticValues.Window(own["window"].IsTruthy ? own["window"] : given["window"], draft)),
            ("grain_to_date", SemanticValues.OrNone(own["grain_to_date"].IsTruthy ? own["grain_to_date"] : given["grain_to_date"])),
            ("period_agg", own["period_agg"].IsMissing ? "first" : SemanticValues.Word(
                own["period_agg"], "period aggregation", draft, "first", "last", "average")),
            ("metric", SemanticValues.InputMetric(own["metric"], draft)));
    }
}
