using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads the parameters of metrics that are written without <c>type_params</c>, as dbt 1.12 has them: each stands on the
/// metric itself, and simple metrics aggregate a semantic model without a measure.</summary>
internal static class PlainMetrics
{
    /// <summary>Whether a metric is written that way.</summary>
    public static bool IsPlain(Draft draft) => draft.Declared!.Values["type_params"].IsMissing;

    public static DictValue TypeParameters(Draft draft, string type, DictValue given)
    {
        var isSimple = type == "simple";
        var metrics = new ListValue();
        foreach (var metric in given["input_metrics"].AsList() ?? new ListValue())
        {
            metrics.Add(SemanticValues.InputMetric(metric, draft));
        }

        return DictValue.Of(
            ("measure", Value.None),
            ("input_measures", new ListValue()),
            ("numerator", SemanticValues.InputMetric(given["numerator"], draft)),
            ("denominator", SemanticValues.InputMetric(given["denominator"], draft)),
            ("expr", SemanticValues.Text(given["expr"])),
            ("window", Value.None),
            ("grain_to_date", Value.None),
            ("metrics", metrics),
            ("conversion_type_params", type == "conversion" ? Conversion(draft, given) : Value.None),
            ("cumulative_type_params", type == "cumulative" ? Cumulative(draft, given) : Value.None),
            ("metric_aggregation_params", isSimple ? Aggregation(draft, given) : Value.None),
            ("join_to_timespine", isSimple && given["join_to_timespine"].IsTruthy),
            ("fill_nulls_with", isSimple ? SemanticValues.OrNone(given["fill_nulls_with"]) : Value.None),
            ("is_private", given["hidden"].IsTruthy));
    }

    private static DictValue Aggregation(Draft draft, DictValue given)
    {
        if (draft.Within is not { } model)
        {
            throw SemanticValues.Wrong(
                draft, "is simple and stands outside of a model.", "Move it under metrics: of the model that it aggregates, or give it type_params: with a measure.");
        }

        var time = SemanticValues.OrNone(given["agg_time_dimension"]);
        return DictValue.Of(
            ("semantic_model", model.Name),
            ("agg", SemanticValues.Word(given["agg"], "aggregation", draft, SemanticModels.Aggregations)),
            ("agg_params", SemanticModels.AggregationParameters(DictValue.Of(
                ("percentile", given["percentile"]),
                ("use_discrete_percentile", given["percentile_type"].AsString() == "discrete"),
                ("use_approximate_percentile", given["percentile_type"].AsString() == "continuous")))),
            ("agg_time_dimension", time.IsNone
                ? SemanticValues.OrNone(model.Declared!.Values["defaults"].AsDict()?["agg_time_dimension"] ?? Value.None)
                : time),
            ("non_additive_dimension", given["non_additive_dimension"].AsDict() is { } dimension
                ? SemanticModels.NonAdditive(DictValue.Of(
                    ("name", dimension["name"]), ("window_choice", dimension["window_agg"]), ("window_groupings", dimension["group_by"])))
                : Value.None),
            ("expr", SemanticValues.Text(given["expr"])));
    }

    private static DictValue Conversion(Draft draft, DictValue given) => DictValue.Of(
        ("base_measure", Value.None),
        ("conversion_measure", Value.None),
        ("entity", SemanticValues.OrNone(given["entity"])),
        ("calculation", given["calculation"].IsMissing ? "conversion_rate" : SemanticValues.Word(
            given["calculation"], "calculation", draft, "conversions", "conversion_rate")),
        ("window", SemanticValues.Window(given["window"], draft)),
        ("constant_properties", SemanticValues.OrNone(given["constant_properties"])),
        ("base_metric", SemanticValues.InputMetric(given["base_metric"], draft)),
        ("conversion_metric", SemanticValues.InputMetric(given["conversion_metric"], draft)));

    private static DictValue Cumulative(Draft draft, DictValue given) => DictValue.Of(
        ("window", SemanticValues.Window(given["window"], draft)),
        ("grain_to_date", SemanticValues.OrNone(given["grain_to_date"])),
        ("period_agg", given["period_agg"].IsMissing ? "first" : SemanticValues.Word(
            given["period_agg"], "period aggregation", draft, "first", "last", "average")),
        ("metric", SemanticValues.InputMetric(given["input_metric"], draft)));
}
