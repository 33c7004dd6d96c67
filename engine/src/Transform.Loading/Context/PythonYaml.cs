using System.Globalization;
using System.Text;
using Transform.Core;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>PyYAML's <c>safe_dump</c> with its defaults, but for two things that read back the same: long texts are not folded at
/// column 80, and keys of several lines are written in one.</summary>
internal static class PythonYaml
{
    private const int MaxDepth = 200;

    /// <param name="value">None, texts, numbers, dates, lists and dicts of them.</param>
    /// <param name="sortKeys">Order the keys of dicts.</param>
    /// <param name="span">Where it was asked for.</param>
    /// <param name="indentLists">Indent lists in mappings, as dbt's lock file does.</param>
    public static string Dump(Value value, bool sortKeys, SourceSpan? span, bool indentLists = false)
    {
        var output = new StringBuilder();
        switch (value.Kind)
        {
            case ValueKind.List or ValueKind.Tuple or ValueKind.Dict or ValueKind.Set when value.Length > 0:
                WriteBlock(output, value, sortKeys, 0, span, 0, indentLists);
                break;
            default:
                var text = Scalar(value, span);
                output.Append(text).Append('\n');
                if (value.Kind is not (ValueKind.List or ValueKind.Tuple or ValueKind.Dict) && text[0] is not ('\'' or '"'))
                {
                    output.Append("...\n");
                }

                break;
        }

        return output.ToString();
    }

    private static void WriteBlock(StringBuilder output, Value value, bool sortKeys, int indent, SourceSpan? span, int depth, bool indentLists)
    {
        if (depth > MaxDepth)
        {
            throw TransformException.Error(DiagnosticCodes.OperationFailed, "toyaml(): the value is nested too deeply.", span);
        }

        if (value.AsDict() is not { } dict)
        {
            foreach (var item in value.Iterate())
            {
                output.Append(' ', indent).Append('-');
                if (IsBlock(item))
                {
                    // The first line of the item stands behind the dash.
                    output.Append(' ');
                    var start = output.Length;
                    WriteBlock(output, item, sortKeys, indent + 2, span, depth + 1, indentLists);
                    output.Remove(start, indent + 2);
                }
                else
                {
                    output.Append(' ').Append(Indented(Scalar(item, span), indent + 2)).Append('\n');
                }
            }

            return;
        }

        IEnumerable<KeyValuePair<Value, Value>> entries = dict;
        if (sortKeys)
        {
            entries = dict.OrderBy(e => e.Key, Comparer<Value>.Create(Value.Compare));
        }

        foreach (var (key, item) in entries)
        {
            output.Append(' ', indent).Append(Key(key, span)).Append(':');
            if (IsBlock(item))
            {
                // Lists in a mapping are not indented as a rule.
                output.Append('\n');
                WriteBlock(output, item, sortKeys, indentLists || item.Kind == ValueKind.Dict ? indent + 2 : indent, span, depth + 1, indentLists);
            }
            else
            {
                output.Append(' ').Append(Indented(Scalar(item, span), indent + 2)).Append('\n');
            }
        }
    }

    // A key stands on one line.
    private static string Key(Value key, SourceSpan? span) =>
        key.AsString() is { } text && text.Contains('\n', StringComparison.Ordinal) ? DoubleQuoted(text) : Scalar(key, span);

    // The lines of a quoted text after the first, under the key; empty lines stay empty.
    private static string Indented(string text, int indent) => text.Contains('\n', StringComparison.Ordinal)
        ? string.Join('\n', text.Split('\n').Select((line, i) => i == 0 || line.Length == 0 ? line : new string(' ', indent) + line))
        : text;

    private static bool IsBlock(Value value) =>
        value.Kind is ValueKind.List or ValueKind.Tuple or ValueKind.Dict && value.Length > 0;

    private static string Scalar(Value value, SourceSpan? span)
    {
        switch (value.Kind)
        {
            case ValueKind.None:
                return "null";
            case ValueKind.Boolean:
                return value.IsTruthy ? "true" : "false";
            case ValueKind.Integer:
                return value.ToString();
            case ValueKind.Float:
                value.TryGetFloat(out var number);
                return double.IsNaN(number) ? ".nan"
                    : double.IsInfinity(number) ? number > 0 ? ".inf" : "-.inf"
                    : FloatText(value.Repr());
            case ValueKind.List or ValueKind.Tuple:
                return "[]";
            case ValueKind.Dict:
                return "{}";
            case ValueKind.String:
                return Text(value.AsString()!);
            case ValueKind.Object when value.ToObject() is DateOnly or DateTime or DateTimeOffset:
                return value.ToString();
            default:
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed, $"toyaml() cannot write a value of type {value.TypeName}.", span,
                    "Turn it into a text first, such as value | string.");
        }
    }

    private static string FloatText(string repr) =>
        repr.Contains('e', StringComparison.Ordinal) && !repr.Contains('.', StringComparison.Ordinal)
            ? repr.Replace("e", ".0e", StringComparison.Ordinal)
            : repr;

    private static string Text(string text)
    {
        if (NeedsDouble(text))
        {
            return DoubleQuoted(text);
        }

        if (text.Length == 0 || IsQuoted(text))
        {
            return $"'{text.Replace("'", "''", StringComparison.Ordinal).Replace("\n", "\n\n", StringComparison.Ordinal)}'";
        }

        return text;
    }

    // A plain text would be read as something else.
    private static bool IsQuoted(string text)
    {
        if (!YamlScalarsSafe(text) || text[0] is ' ' || text[^1] is ' ' || text.Contains('\n', StringComparison.Ordinal))
        {
            return true;
        }

        if (text[0] is '#' or ',' or '[' or ']' or '{' or '}' or '&' or '*' or '!' or '|' or '>' or '\'' or '"' or '%' or '@' or '`' or '=' or '<'
            && (text[0] is not ('=' or '<') || text is "=" or "<<"))
        {
            return true;
        }

        if (text[0] is '-' or '?' or ':' && (text.Length == 1 || text[1] == ' '))
        {
            return true;
        }

        return text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal)
            || text.Contains(": ", StringComparison.Ordinal) || text[^1] == ':' || text.Contains(" #", StringComparison.Ordinal);
    }

    private static bool YamlScalarsSafe(string text)
    {
        try
        {
            return YamlScalars.Resolve(text).IsString;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool NeedsDouble(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not '\n' and (< ' ' or > '~') || (text[i] == ' ' && ((i > 0 && text[i - 1] == '\n') || (i + 1 < text.Length && text[i + 1] == '\n'))))
            {
                return true;
            }
        }

        return false;
    }

    private static string DoubleQuoted(string text)
    {
        var output = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            output.Append(rune.Value switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                0 => "\\0",
                7 => "\\a",
                8 => "\\b",
                11 => "\\v",
                12 => "\\f",
                27 => "\\e",
                0x85 => "\\N",
                0xA0 => "\\_",
                0x2028 => "\\L",
                0x2029 => "\\P",
                >= ' ' and <= '~' => rune.ToString(),
                <= 0xFF => "\\x" + rune.Value.ToString("X2", CultureInfo.InvariantCulture),
                <= 0xFFFF => "\\u" + rune.Value.ToString("X4", CultureInfo.InvariantCulture),
                _ => "\\U" + rune.Value.ToString("X8", CultureInfo.InvariantCulture),
            });
        }

        return output.Append('"').ToString();
    }
}
