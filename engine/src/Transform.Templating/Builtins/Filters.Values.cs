using System.Text;

namespace Transform.Templating;

/// <content>Filters that write a whole value.</content>
internal static partial class Filters
{
    private const int PrettyWidth = 80;

    // JSON that is safe within HTML, keys sorted, as Jinja writes it.
    private static Value ToJson(RenderState state, Value value, Arguments arguments)
    {
        var indent = arguments.Get(0, "indent", Value.None);
        return PythonJson.Dumps(value, sortKeys: true, indent: indent.IsMissing ? null : Integer(arguments, 0, "indent", 0))
            .Replace("<", "\\u003c").Replace(">", "\\u003e").Replace("&", "\\u0026").Replace("'", "\\u0027");
    }

    private static Value PrettyPrint(RenderState state, Value value, Arguments arguments)
    {
        var output = new StringBuilder();
        AppendPretty(output, value, 0, 0);
        return output.ToString();
    }

    // Python's pprint: on one line what fits, else an item per line.
    private static void AppendPretty(StringBuilder output, Value value, int indent, int closing)
    {
        var flat = PrettyFlat(value);
        var (open, close, items) = value.Kind switch
        {
            ValueKind.List => ("[", "]", value.AsList()!.Select(i => (default(string), i)).ToList()),
            ValueKind.Tuple => ("(", value.Length == 1 ? ",)" : ")", value.AsTuple()!.Select(i => (default(string), i)).ToList()),
            ValueKind.Dict => ("{", "}", SortedPairs(value.AsDict()!).Select(p => ((string?)p.Key.Repr(), p.Value)).ToList()),
            _ => (string.Empty, string.Empty, []),
        };
        if (flat.Length + indent + closing <= PrettyWidth || items.Count == 0)
        {
            output.Append(flat);
            return;
        }

        output.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            var (key, item) = items[i];
            output.Append(i == 0 ? string.Empty : ",\n" + new string(' ', indent + 1));
            var inner = indent + 1;
            if (key is not null)
            {
                output.Append(key).Append(": ");
                inner += key.Length + 2;
            }

            AppendPretty(output, item, inner, i == items.Count - 1 ? closing + close.Length : 1);
        }

        output.Append(close);
    }

    private static IEnumerable<KeyValuePair<Value, Value>> SortedPairs(DictValue dict) =>
        dict.OrderBy(p => p.Key, Comparer<Value>.Create((a, b) =>
            Value.TryCompare(a, b) ?? string.CompareOrdinal(a.TypeName, b.TypeName)));

    private static string PrettyFlat(Value value) => value.Kind switch
    {
        ValueKind.Dict => "{" + string.Join(", ", SortedPairs(value.AsDict()!).Select(p => $"{p.Key.Repr()}: {PrettyFlat(p.Value)}")) + "}",
        ValueKind.List => "[" + string.Join(", ", value.AsList()!.Select(PrettyFlat)) + "]",
        _ => value.Repr(),
    };
}
