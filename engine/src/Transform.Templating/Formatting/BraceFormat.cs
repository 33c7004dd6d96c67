using System.Globalization;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>str.format</c>.</summary>
internal static class BraceFormat
{
    private const int MaxNesting = 2;

    public static string Format(RenderState state, string format, Arguments arguments)
    {
        var next = 0;
        return Format(format, arguments, ref next, 0);
    }

    private static string Format(string format, Arguments arguments, ref int next, int depth)
    {
        var output = new StringBuilder(format.Length + 16);
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            if (c is '{' or '}' && i + 1 < format.Length && format[i + 1] == c)
            {
                output.Append(c);
                i++;
            }
            else if (c == '}')
            {
                throw FormatSpec.Invalid("There is a single '}' in the format; write '}}' for the character.");
            }
            else if (c == '{')
            {
                var end = FindEnd(format, i + 1);
                AppendField(output, format[(i + 1)..end], arguments, ref next, depth);
                i = end;
            }
            else
            {
                output.Append(c);
            }
        }

        return output.ToString();
    }

    private static int FindEnd(string format, int start)
    {
        var open = 1;
        for (var i = start; i < format.Length; i++)
        {
            open += format[i] == '{' ? 1 : format[i] == '}' ? -1 : 0;
            if (open == 0)
            {
                return i;
            }
        }

        throw FormatSpec.Invalid("There is a single '{' in the format; write '{{' for the character.");
    }

    // name [!conversion] [:spec]
    private static void AppendField(StringBuilder output, string field, Arguments arguments, ref int next, int depth)
    {
        if (depth >= MaxNesting)
        {
            throw FormatSpec.Invalid("The places of a format are nested too deeply.");
        }

        var bracket = 0;
        var end = 0;
        for (; end < field.Length && (bracket > 0 || field[end] is not ('!' or ':')); end++)
        {
            bracket += field[end] == '[' ? 1 : field[end] == ']' ? -1 : 0;
        }

        var value = Find(field[..end], arguments, ref next);
        if (end < field.Length && field[end] == '!')
        {
            var conversion = end + 1 < field.Length ? field[end + 1] : '\0';
            value = conversion switch
            {
                's' => value.ToString(),
                'r' or 'a' => value.Repr(),
                _ => throw FormatSpec.Invalid("Behind '!' in a format stands 's', 'r' or 'a'."),
            };
            end += 2;
        }

        var spec = end < field.Length && field[end] == ':' ? field[(end + 1)..] : string.Empty;
        if (spec.Contains('{'))
        {
            spec = Format(spec, arguments, ref next, depth + 1);
        }

        output.Append(Apply(value, spec));
    }

    private static string Apply(Value value, string spec)
    {
        if (spec.Length == 0)
        {
            return value.ToString();
        }

        return value.AsObject() is IFormattableValue formattable
            ? formattable.Format(spec)
            : FormatSpec.Parse(spec).Apply(value);
    }

    private static Value Find(string path, Arguments arguments, ref int next)
    {
        var end = path.AsSpan().IndexOfAny('.', '[');
        var first = end < 0 ? path : path[..end];
        Value value;
        if (first.Length == 0 || first.All(char.IsAsciiDigit))
        {
            var position = first.Length == 0 ? next++ : int.Parse(first, CultureInfo.InvariantCulture);
            value = position < arguments.Positional.Length
                ? arguments.Positional.Span[position]
                : throw FormatSpec.Invalid($"The format has a place for value {position + 1}, which is not given.");
        }
        else if (!arguments.TryGet(first, out value))
        {
            throw FormatSpec.Invalid($"The format has a place for '{first}', which is not given.");
        }

        for (var i = end; i >= 0 && i < path.Length;)
        {
            var close = path[i] == '[' ? path.IndexOf(']', i) : path.AsSpan(i + 1).IndexOfAny('.', '[') is var n && n >= 0 ? i + 1 + n : path.Length;
            if (close < 0)
            {
                throw FormatSpec.Invalid("A bracket in the format is never closed.");
            }

            var name = path[(i + 1)..close];
            value = path[i] == '.'
                ? value.GetAttribute(name)
                : value.GetItem(long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : name);
            i = path[i] == '[' ? close + 1 : close;
        }

        return value;
    }
}

/// <summary>A host object with a format language of its own, such as dates.</summary>
internal interface IFormattableValue
{
    string Format(string spec);
}
