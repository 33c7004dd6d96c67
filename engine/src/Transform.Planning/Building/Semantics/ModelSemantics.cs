using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads semantic models that are written within models (dbt 1.12): entities and dimensions on columns, metrics on the
/// model. They become the entries that <c>semantic_models:</c> and <c>metrics:</c> would have.</summary>
internal static class ModelSemantics
{
    /// <summary>The semantic model of a model; null where it has none.</summary>
    public static OtherProperties? SemanticModel(ResourceProperties model)
    {
        var written = model.Semantics["semantic_model"];
        if (!written.IsTruthy)
        {
            return null;
        }

        var given = written.AsDict() ?? new DictValue();
        var name = given["name"].AsString() ?? model.Name;
        var config = given["config"].AsDict()?.Copy() ?? new DictValue();
        foreach (var key in (ReadOnlySpan<string>)["enabled", "group"])
        {
            if (!given[key].IsMissing)
            {
                config[key] = given[key];
            }
        }

        var derived = model.Semantics["derived_semantics"].AsDict() ?? new DictValue();
        var entities = new ListValue();
        var dimensions = new ListValue();
        foreach (var column in model.Columns)
        {
            Add(entities, column, "entity");
            Add(dimensions, column, "dimension");
        }

        entities.AddRange(derived["entities"].AsList() ?? new ListValue());
        foreach (var dimension in derived["dimensions"].AsList() ?? new ListValue())
        {
            dimensions.Add(dimension.AsDict() is { } element ? WithTime(element.Copy(), element["granularity"]) : dimension);
        }

        var values = DictValue.Of(
            ("name", name),
            ("model", $"ref('{model.Name}')"),
            ("description", model.Description),
            ("defaults", DictValue.Of(("agg_time_dimension", model.Semantics["agg_time_dimension"]))),
            ("primary_entity", model.Semantics["primary_entity"]),
            ("config", config),
            ("entities", entities),
            ("dimensions", dimensions),
            ("measures", new ListValue()));
        return new OtherProperties("semantic_models", name, values, model.File, model.Span);
    }

    /// <summary>The metrics of a model, which its semantic model aggregates.</summary>
    public static IEnumerable<OtherProperties> Metrics(ResourceProperties model)
    {
        foreach (var metric in model.Semantics["metrics"].AsList() ?? new ListValue())
        {
            if (metric.AsDict() is { } values && values["name"].AsString() is { } name)
            {
                yield return new OtherProperties("metrics", name, values, model.File, model.Span);
            }
        }
    }

    // A type alone, or a mapping; the column stands in for what is not said.
    private static void Add(ListValue list, ColumnProperties column, string key)
    {
        var written = column.Other[key];
        if (written.IsMissing)
        {
            return;
        }

        var element = written.AsDict()?.Copy() ?? DictValue.Of(("type", written));
        if (element["name"].IsMissing)
        {
            element["name"] = column.Name;
        }

        if (element["description"].IsMissing && column.Description.Length > 0)
        {
            element["description"] = column.Description;
        }

        element["expr"] = column.Name;
        list.Add(key == "dimension" ? WithTime(element, column.Other["granularity"]) : element);
    }

    private static DictValue WithTime(DictValue dimension, Value granularity)
    {
        if (!granularity.IsMissing || !dimension["validity_params"].IsMissing)
        {
            dimension["type_params"] = DictValue.Of(("time_granularity", granularity), ("validity_params", dimension["validity_params"]));
        }

        return dimension;
    }
}
