using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>Python's <c>json.dumps</c> and <c>json.loads</c> with their defaults.</summary>
internal static class PythonJson
{
    private const int MaxDepth = 200;

    public static string Dump(Value value, bool sortKeys, SourceSpan? span)
    {
        var output = new StringBuilder();
        Write(output, value, sortKeys, span, 0);
        return output.ToString();
    }

    /// <summary>Reads a text; false when it is no JSON.</summary>
    public static bool TryLoad(string text, out Value value)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            value = Read(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            value = text.Trim() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => Value.Undefined,
            };
            return !value.IsUndefined;
        }
    }

    private static Value Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new DictValue();
                foreach (var property in element.EnumerateObject())
                {
                    map[property.Name] = Read(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                var list = new ListValue(element.GetArrayLength());
                foreach (var item in element.EnumerateArray())
                {
                    list.Add(Read(item));
                }

                return list;
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                if (element.TryGetInt64(out var number))
                {
                    return number;
                }

                var raw = element.GetRawText();
                return raw.AsSpan().ContainsAny(".eE")
                    ? element.GetDouble()
                    : Value.From(BigInteger.Parse(raw, CultureInfo.InvariantCulture));
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            default:
                return Value.None;
        }
    }

    private static void Write(StringBuilder output, Value value, bool sortKeys, SourceSpan? span, int depth)
    {
        if (depth > MaxDepth)
        {
            throw TransformException.Error(DiagnosticCodes.OperationFailed, "tojson(): the value is nested too deeply.", span);
        }

        switch (value.Kind)
        {
            case ValueKind.None:
                output.Append("null");
                break;
            case ValueKind.Boolean:
                output.Append(value.IsTruthy ? "true" : "false");
                break;
            case ValueKind.Integer:
                output.Append(value.ToString());
                break;
            case ValueKind.Float:
                output.Append(Float(value));
                break;
            case ValueKind.String:
                WriteString(output, value.AsString()!);
                break;
            case ValueKind.List or ValueKind.Tuple:
                output.Append('[');
                var first = true;
                foreach (var item in value.Iterate())
                {
                    output.Append(first ? string.Empty : ", ");
                    Write(output, item, sortKeys, span, depth + 1);
                    first = false;
                }

                output.Append(']');
                break;
            case ValueKind.Dict:
                WriteDict(output, value.AsDict()!, sortKeys, span, depth);
                break;
            default:
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed, $"tojson() cannot write a value of type {value.TypeName}.", span,
                    "Turn it into a text first, such as value | string.");
        }
    }

    private static void WriteDict(StringBuilder output, DictValue dict, bool sortKeys, SourceSpan? span, int depth)
    {
        output.Append('{');
        var first = true;
        foreach (var (key, item) in sortKeys ? Sorted(dict) : dict)
        {
            output.Append(first ? string.Empty : ", ");
            WriteString(output, key.Kind switch
            {
                ValueKind.String => key.AsString()!,
                ValueKind.Integer => key.ToString(),
                ValueKind.Float => Float(key),
                ValueKind.Boolean => key.IsTruthy ? "true" : "false",
                ValueKind.None => "null",
                _ => throw TransformException.Error(
                    DiagnosticCodes.OperationFailed, $"tojson(): a key cannot be a value of type {key.TypeName}.", span),
            });
            output.Append(": ");
            Write(output, item, sortKeys, span, depth + 1);
            first = false;
        }

        output.Append('}');
    }

    /// <summary>The entries by key.</summary>
    public static IEnumerable<KeyValuePair<Value, Value>> Sorted(IEnumerable<KeyValuePair<Value, Value>> entries) =>
        entries.Order(Comparer<KeyValuePair<Value, Value>>.Create(static (a, b) => Value.Compare(a.Key, b.Key)));

    private static string Float(Value value)
    {
        value.TryGetFloat(out var number);
        return double.IsNaN(number) ? "NaN"
            : double.IsPositiveInfinity(number) ? "Infinity"
            : double.IsNegativeInfinity(number) ? "-Infinity"
            : value.Repr();
    }

    private static void WriteString(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var character in text)
        {
            switch (character)
            {
                case '"':
                    output.Append("\\\"");
                    break;
                case '\\':
                    output.Append("\\\\");
                    break;
                case '\n':
                    output.Append("\\n");
                    break;
                case '\r':
                    output.Append("\\r");
                    break;
                case '\t':
                    output.Append("\\t");
                    break;
                case '\b':
                    output.Append("\\b");
                    break;
                case '\f':
                    output.Append("\\f");
                    break;
                case < ' ' or > '~':
                    output.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    output.Append(character);
                    break;
            }
        }

        output.Append('"');
    }
}
