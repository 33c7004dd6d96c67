using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads what the entries of the semantic layer have in common. The results have dbt's keys in dbt's order, with null where
/// nothing is said.</summary>
internal static class SemanticValues
{
    private static readonly string[] Grains =
    [
        "nanosecond", "microsecond", "millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year",
    ];

    /// <summary>The standard granularities from the finest to the coarsest; -1 for another one.</summary>
    public static int GrainRank(string? grain) => Array.IndexOf(Grains, grain?.ToLowerInvariant());

    /// <summary>A filter: one condition or a list of them, each a template that the semantic layer renders.</summary>
    public static Value Filter(Value written)
    {
        if (written.IsMissing)
        {
            return Value.None;
        }

        var filters = new ListValue();
        foreach (var filter in ConfigMerge.Listed(written))
        {
            filters.Add(DictValue.Of(("where_sql_template", filter)));
        }

        return DictValue.Of(("where_filters", filters));
    }

    /// <summary>A measure as a metric takes it: its name alone, or a mapping.</summary>
    public static Value InputMeasure(Value written)
    {
        if (written.IsMissing)
        {
            return Value.None;
        }

        var given = written.AsDict() ?? DictValue.Of(("name", written));
        return DictValue.Of(
            ("name", given["name"]),
            ("filter", Filter(given["filter"])),
            ("alias", OrNone(given["alias"])),
            ("join_to_timespine", given["join_to_timespine"].IsMissing ? Value.False : given["join_to_timespine"]),
            ("fill_nulls_with", OrNone(given["fill_nulls_with"])));
    }

    /// <summary>A metric as another one takes it: its name alone, or a mapping.</summary>
    public static Value InputMetric(Value written, Draft draft)
    {
        if (written.IsMissing)
        {
            return Value.None;
        }

        var given = written.AsDict() ?? DictValue.Of(("name", written));
        return DictValue.Of(
            ("name", given["name"]),
            ("filter", Filter(given["filter"])),
            ("alias", OrNone(given["alias"])),
            ("offset_window", Window(given["offset_window"], draft)),
            ("offset_to_grain", OrNone(given["offset_to_grain"])));
    }

    /// <summary>A window such as <c>7 days</c>.</summary>
    /// <exception cref="TransformException">TF3020: it is none.</exception>
    public static Value Window(Value written, Draft draft)
    {
        if (written.IsMissing)
        {
            return Value.None;
        }

        var parts = written.ToString().ToLowerInvariant().Split(' ');
        if (parts.Length != 2 || !int.TryParse(parts[0], System.Globalization.CultureInfo.InvariantCulture, out var count) || count < 0)
        {
            throw Wrong(draft, $"has the window '{written}', which is none.", "Write a number and a granularity, such as 7 days.");
        }

        var grain = parts[1].EndsWith('s') && GrainRank(parts[1][..^1]) >= 0 ? parts[1][..^1] : parts[1];
        return DictValue.Of(("count", count), ("granularity", grain));
    }

    /// <summary>A word of a closed list, in small letters.</summary>
    /// <exception cref="TransformException">TF3020: it is none of the list, or it is missing.</exception>
    public static Value Word(Value written, string what, Draft draft, params ReadOnlySpan<string> allowed)
    {
        var text = written.AsString()?.ToLowerInvariant();
        foreach (var word in allowed)
        {
            if (word == text)
            {
                return word;
            }
        }

        throw Wrong(
            draft,
            written.IsMissing ? $"does not say the {what}." : $"says '{written}' as the {what}, which does not exist.",
            (text is null ? null : NearMiss.Question(text, allowed.ToArray())) ?? $"Write one of: {string.Join(", ", allowed.ToArray())}.");
    }

    /// <summary>A text; numbers and booleans as Python spells them.</summary>
    public static Value Text(Value written) => written.IsMissing ? Value.None : written.ToString();

    public static Value OrNone(Value written) => written.IsMissing ? Value.None : written;

    public static TransformException Wrong(Draft draft, string what, string hint) => TransformException.Error(
        DiagnosticCodes.InvalidSemantics, $"The {draft.Type.ToName().Replace('_', ' ')} '{draft.Name}' {what}", draft.Span, hint);
}
