using System.Collections.Frozen;

namespace Transform.Templating;

/// <summary>Jinja's filters and dbt's own, by name.</summary>
internal static partial class Filters
{
    private static readonly FrozenDictionary<string, FilterFunction> Table = new Dictionary<string, FilterFunction>
    {
        // Text
        ["capitalize"] = static (_, v, _) => PythonString.Capitalize(v.ToString()),
        ["center"] = static (_, v, a) => PythonString.Center(v.ToString(), Integer(a, 0, "width", 80), ' '),
        ["e"] = static (_, v, _) => EscapeHtml(v.ToString()),
        ["escape"] = static (_, v, _) => EscapeHtml(v.ToString()),
        ["forceescape"] = static (_, v, _) => EscapeHtml(v.ToString()),
        ["format"] = Format,
        ["indent"] = Indent,
        ["lower"] = static (_, v, _) => v.ToString().ToLowerInvariant(),
        ["replace"] = Replace,
        ["safe"] = static (_, v, _) => v.ToString(),
        ["string"] = static (_, v, _) => v.ToString(),
        ["striptags"] = StripTags,
        ["title"] = static (_, v, _) => Title(v.ToString()),
        ["trim"] = static (_, v, a) => PythonString.Strip(v.ToString(), a.Get(0, "chars", Value.None), true, true),
        ["truncate"] = Truncate,
        ["upper"] = static (_, v, _) => PythonCase.Upper(v.ToString()),
        ["urlencode"] = UrlEncode,
        ["urlize"] = Urlize,
        ["wordcount"] = WordCount,
        ["wordwrap"] = WordWrap,
        ["xmlattr"] = XmlAttributes,

        // Numbers
        ["abs"] = Abs,
        ["filesizeformat"] = FileSize,
        ["float"] = ToFloat,
        ["int"] = ToInt,
        ["round"] = Round,

        // Sequences
        ["batch"] = Batch,
        ["count"] = static (_, v, _) => v.Length,
        ["dictsort"] = DictSort,
        ["first"] = First,
        ["groupby"] = GroupBy,
        ["items"] = Items,
        ["join"] = Join,
        ["last"] = Last,
        ["length"] = static (_, v, _) => v.Length,
        ["list"] = static (_, v, _) => new ListValue(v.Iterate()),
        ["map"] = Map,
        ["max"] = static (s, v, a) => Extreme(s, v, a, 1),
        ["min"] = static (s, v, a) => Extreme(s, v, a, -1),
        ["random"] = RandomItem,
        ["reject"] = static (s, v, a) => Select(s, v, a, wanted: false, byAttribute: false),
        ["rejectattr"] = static (s, v, a) => Select(s, v, a, wanted: false, byAttribute: true),
        ["reverse"] = Reverse,
        ["select"] = static (s, v, a) => Select(s, v, a, wanted: true, byAttribute: false),
        ["selectattr"] = static (s, v, a) => Select(s, v, a, wanted: true, byAttribute: true),
        ["slice"] = SliceColumns,
        ["sort"] = Sort,
        ["sum"] = Sum,
        ["unique"] = Unique,

        // Values
        ["attr"] = static (_, v, a) => Attributes.Get(v, a.RequireString(0, "name", "attr")),
        ["d"] = Default,
        ["default"] = Default,
        ["pprint"] = PrettyPrint,
        ["tojson"] = ToJson,

        // dbt
        ["as_bool"] = static (s, v, _) => Mark(s, v, "as_bool"),
        ["as_native"] = static (s, v, _) => Mark(s, v, "as_native"),
        ["as_number"] = static (s, v, _) => Mark(s, v, "as_number"),
        ["as_text"] = static (s, v, _) => s.NativeParts is null ? v : v.ToString(),
        ["is_list"] = static (_, v, _) => v.Kind == ValueKind.List,
    }.ToFrozenDictionary();

    public static IEnumerable<string> Names => Table.Keys;

    public static FilterFunction? Find(string name) => Table.GetValueOrDefault(name);

    private static Value Mark(RenderState state, Value value, string filter) =>
        state.NativeParts is null ? value : state.NativeMarks?.Mark(value, filter) ?? value;

    private static Value Default(RenderState state, Value value, Arguments arguments)
    {
        var fallback = arguments.Get(0, "default_value", Value.EmptyString);
        return value.IsUndefined || (arguments.Get(1, "boolean").IsTruthy && !value.IsTruthy) ? fallback : value;
    }
}
