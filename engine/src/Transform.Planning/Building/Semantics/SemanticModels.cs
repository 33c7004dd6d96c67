using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads semantic models into the form that dbt keeps them in.</summary>
internal static class SemanticModels
{
    public static readonly string[] Aggregations =
    [
        "sum", "min", "max", "count_distinct", "sum_boolean", "average", "percentile", "median", "count",
    ];

    /// <summary>The values of a semantic model whose config is settled.</summary>
    public static DictValue Read(Plan plan, Draft draft)
    {
        var given = draft.Declared!.Values;
        var values = given.Copy();
        var meta = draft.Resolved.Config.Get("meta").AsDict() ?? new DictValue();
        values["description"] = Described(plan, draft, given["description"]);
        values["label"] = SemanticValues.OrNone(given["label"]);
        values["defaults"] = given["defaults"].AsDict() is { } defaults
            ? DictValue.Of(("agg_time_dimension", SemanticValues.OrNone(defaults["agg_time_dimension"])))
            : Value.None;
        values["entities"] = Each(given["entities"], entity => DictValue.Of(
            ("name", entity["name"]),
            ("type", SemanticValues.Word(entity["type"], $"entity type of '{entity["name"]}'", draft, "foreign", "natural", "primary", "unique")),
            ("description", Described(plan, draft, entity["description"])),
            ("label", SemanticValues.OrNone(entity["label"])),
            ("role", SemanticValues.OrNone(entity["role"])),
            ("expr", SemanticValues.Text(entity["expr"])),
            ("config", ElementConfig(entity, meta))));
        values["measures"] = Each(given["measures"], measure => DictValue.Of(
            ("name", measure["name"]),
            ("agg", SemanticValues.Word(measure["agg"], $"aggregation of '{measure["name"]}'", draft, Aggregations)),
            ("description", Described(plan, draft, measure["description"])),
            ("label", SemanticValues.OrNone(measure["label"])),

            // dbt makes the metric and forgets that it was asked to.
            ("create_metric", Value.False),
            ("expr", SemanticValues.Text(measure["expr"])),
            ("agg_params", AggregationParameters(measure["agg_params"])),
            ("non_additive_dimension", NonAdditive(measure["non_additive_dimension"])),
            ("agg_time_dimension", SemanticValues.OrNone(measure["agg_time_dimension"])),
            ("config", ElementConfig(measure, meta))));
        values["dimensions"] = Each(given["dimensions"], dimension => DictValue.Of(
            ("name", dimension["name"]),
            ("type", SemanticValues.Word(dimension["type"], $"dimension type of '{dimension["name"]}'", draft, "categorical", "time")),
            ("description", Described(plan, draft, dimension["description"])),
            ("label", SemanticValues.OrNone(dimension["label"])),
            ("is_partition", dimension["is_partition"].IsMissing ? Value.False : dimension["is_partition"]),
            ("type_params", TimeParameters(dimension["type_params"])),
            ("expr", SemanticValues.Text(dimension["expr"])),
            ("metadata", Value.None),
            ("config", ElementConfig(dimension, meta))));
        values["primary_entity"] = SemanticValues.OrNone(given["primary_entity"]);
        return values;
    }

    /// <summary>The measures that want a metric of their own (<c>create_metric: true</c>).</summary>
    public static IEnumerable<DictValue> MetricMeasures(DictValue semanticModel) =>
        (semanticModel["measures"].AsList() ?? new ListValue()).Select(item => item.AsDict())
            .Where(measure => measure is not null && measure["create_metric"].IsTruthy)!;

    /// <summary>What a measure would have written to be a metric.</summary>
    public static DictValue MetricOf(DictValue measure)
    {
        Value name = measure["name"];
        return DictValue.Of(
            ("name", name),
            ("label", measure["label"].IsTruthy ? measure["label"] : name),
            ("type", "simple"),
            ("type_params", DictValue.Of(("measure", name), ("expr", measure["expr"].IsTruthy ? measure["expr"] : name))),
            ("description", measure["description"].IsTruthy ? measure["description"] : $"Metric created from measure {name}"));
    }

    public static Value AggregationParameters(Value written) => written.AsDict() is not { } given
        ? Value.None
        : DictValue.Of(
            ("percentile", SemanticValues.OrNone(given["percentile"])),
            ("use_discrete_percentile", Flag(given["use_discrete_percentile"])),
            ("use_approximate_percentile", Flag(given["use_approximate_percentile"])));

    public static Value NonAdditive(Value written) => written.AsDict() is not { } given
        ? Value.None
        : DictValue.Of(
            ("name", given["name"]),
            ("window_choice", given["window_choice"].IsMissing ? "min" : given["window_choice"].ToString().ToLowerInvariant()),
            ("window_groupings", given["window_groupings"].AsList() ?? new ListValue()));

    private static Value TimeParameters(Value written)
    {
        if (written.AsDict() is not { } given)
        {
            return Value.None;
        }

        return DictValue.Of(
            ("time_granularity", SemanticValues.OrNone(given["time_granularity"]).AsString()?.ToLowerInvariant()),
            ("validity_params", given["validity_params"].AsDict() is { } validity
                ? DictValue.Of(("is_start", Flag(validity["is_start"])), ("is_end", Flag(validity["is_end"])))
                : Value.None));
    }

    private static Value Flag(Value written) => written.IsMissing ? Value.False : written;

    private static Value Described(Plan plan, Draft draft, Value written) => written.AsString() is { } text
        ? plan.Docs.Render(text, draft.Package.Name, draft.Span).Text
        : Value.None;

    private static Value ElementConfig(DictValue element, DictValue inherited) =>
        DictValue.Of(("meta", inherited.With(element["config"].AsDict()?["meta"].AsDict())));

    private static ListValue Each(Value written, Func<DictValue, Value> read)
    {
        var list = new ListValue();
        foreach (var item in written.AsList() ?? new ListValue())
        {
            if (item.AsDict() is { } element)
            {
                list.Add(read(element));
            }
        }

        return list;
    }
}
