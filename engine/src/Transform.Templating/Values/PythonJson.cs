using System.Globalization;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>json.dumps</c>, with its spaces and escapes.</summary>
public static class PythonJson
{
    private const int MaxIndent = 100;

    /// <summary>The JSON of a value.</summary>
    /// <param name="value">None, booleans, numbers, strings, lists, tuples and dicts of them; dates and decimals are written as dbt
    /// writes them.</param>
    /// <param name="sortKeys">Order the keys of dicts.</param>
    /// <param name="indent">Spaces per level; null for one line.</param>
    /// <param name="asciiOnly">Write other characters as escapes.</param>
    /// <exception cref="TransformException">A value has no JSON (TF2005).</exception>
    public static string Dumps(Value value, bool sortKeys = false, int? indent = null, bool asciiOnly = true)
    {
        var output = new StringBuilder();
        indent = indent is { } width ? Math.Clamp(width, 0, MaxIndent) : null;
        Append(output, value, sortKeys, indent, 0, asciiOnly);
        return output.ToString();
    }

    private static void Append(StringBuilder output, Value value, bool sortKeys, int? indent, int level, bool asciiOnly)
    {
        Value.CheckStack();
        switch (value.Kind)
        {
            case ValueKind.None:
                output.Append("null");
                return;
            case ValueKind.Boolean:
                output.Append(value.IsTruthy ? "true" : "false");
                return;
            case ValueKind.Integer:
                output.Append(value.ToString());
                return;
            case ValueKind.Float:
                var number = value.ToDouble();
                output.Append(double.IsFinite(number) ? value.ToString()
                    : double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                return;
            case ValueKind.String:
                AppendString(output, value.AsString()!, asciiOnly);
                return;
            case ValueKind.List or ValueKind.Tuple:
                AppendAll(output, value.Iterate().ToArray(), sortKeys, indent, level, asciiOnly);
                return;
            case ValueKind.Dict:
                AppendDict(output, value.AsDict()!, sortKeys, indent, level, asciiOnly);
                return;
        }

        switch (value.AsObject())
        {
            case GroupValue group:
                AppendAll(output, [.. group.Iterate()], sortKeys, indent, level, asciiOnly);
                return;
            case DecimalValue exact:
                output.Append(exact.Number == Math.Truncate(exact.Number)
                    ? ((long)exact.Number).ToString(CultureInfo.InvariantCulture)
                    : PythonFloat.Repr((double)exact.Number));
                return;
            case DateTimeValue or DateValue or TimeValue or TimeDeltaValue:
                AppendString(output, value.ToString().Replace(' ', 'T'), asciiOnly);
                return;
            default:
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed,
                    $"A value of type {value.TypeName} cannot be written as JSON.",
                    hint: "Strings, numbers, booleans, none, lists and dictionaries can.");
        }
    }

    private static void AppendAll(
        StringBuilder output, Value[] items, bool sortKeys, int? indent, int level, bool asciiOnly)
    {
        output.Append('[');
        for (var i = 0; i < items.Length; i++)
        {
            AppendSeparator(output, i, indent, level);
            Append(output, items[i], sortKeys, indent, level + 1, asciiOnly);
        }

        AppendEnd(output, ']', items.Length, indent, level);
    }

    private static void AppendDict(
        StringBuilder output, DictValue dict, bool sortKeys, int? indent, int level, bool asciiOnly)
    {
        IEnumerable<KeyValuePair<Value, Value>> pairs = dict;
        if (sortKeys)
        {
            pairs = dict.OrderBy(p => p.Key, Comparer<Value>.Create(Value.Compare));
        }

        output.Append('{');
        var i = 0;
        foreach (var (key, value) in pairs)
        {
            AppendSeparator(output, i++, indent, level);
            AppendString(output, KeyText(key), asciiOnly);
            output.Append(": ");
            Append(output, value, sortKeys, indent, level + 1, asciiOnly);
        }

        AppendEnd(output, '}', i, indent, level);
    }

    private static string KeyText(Value key) => key.Kind switch
    {
        ValueKind.String or ValueKind.Integer or ValueKind.Float => key.ToString(),
        ValueKind.Boolean => key.IsTruthy ? "true" : "false",
        ValueKind.None => "null",
        _ => throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"A key of type {key.TypeName} cannot be written as JSON."),
    };

    private static void AppendSeparator(StringBuilder output, int index, int? indent, int level)
    {
        if (index > 0)
        {
            output.Append(indent is null ? ", " : ",");
        }

        if (indent is { } width)
        {
            output.Append('\n').Append(' ', width * (level + 1));
        }
    }

    private static void AppendEnd(StringBuilder output, char close, int count, int? indent, int level)
    {
        if (indent is { } width && count > 0)
        {
            output.Append('\n').Append(' ', width * level);
        }

        output.Append(close);
    }

    private static void AppendString(StringBuilder output, string text, bool asciiOnly)
    {
        output.Append('"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"': output.Append("\\\""); break;
                case '\\': output.Append("\\\\"); break;
                case '\n': output.Append("\\n"); break;
                case '\r': output.Append("\\r"); break;
                case '\t': output.Append("\\t"); break;
                case '\b': output.Append("\\b"); break;
                case '\f': output.Append("\\f"); break;
                default:
                    if (c < ' ' || (asciiOnly && c > '~'))
                    {
                        output.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                    }
                    else
                    {
                        output.Append(c);
                    }

                    break;
            }
        }

        output.Append('"');
    }
}
