using System.Globalization;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>format % values</c>.</summary>
internal static class PercentFormat
{
    public static string Format(string format, Value values)
    {
        var output = new StringBuilder(format.Length + 16);
        var arguments = values.AsTuple() is { } tuple ? tuple : TupleValue.Of(values);
        var next = 0;
        var usesNames = false;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                output.Append(format[i]);
                continue;
            }

            i++;
            Value? named = null;
            if (i < format.Length && format[i] == '(')
            {
                var close = format.IndexOf(')', i);
                var dict = values.AsDict() ?? throw Fail("A format with names needs a dictionary on its right.");
                if (close < 0)
                {
                    throw Fail("A name in the format is never closed.");
                }

                var name = format[(i + 1)..close];
                named = dict.TryGetValue(name, out var found) ? found : throw Fail($"The dictionary has no '{name}'.");
                usesNames = true;
                i = close + 1;
            }

            Value Take() => named ?? (next < arguments.Count
                ? arguments[next++]
                : throw Fail("There are fewer values than places in the format."));
            AppendPlace(output, format, ref i, Take);
        }

        if (!usesNames && next < arguments.Count && values.Kind is not (ValueKind.Dict or ValueKind.List))
        {
            throw Fail("There are more values than places in the format.");
        }

        return output.ToString();
    }

    private static void AppendPlace(StringBuilder output, string format, ref int i, Func<Value> take)
    {
        var (left, plus, space, alternate, zero) = (false, false, false, false, false);
        for (; i < format.Length && format[i] is '-' or '+' or ' ' or '#' or '0'; i++)
        {
            left |= format[i] == '-';
            plus |= format[i] == '+';
            space |= format[i] == ' ';
            alternate |= format[i] == '#';
            zero |= format[i] == '0';
        }

        var width = ReadNumber(format, ref i, take) ?? -1;
        if (width < -1)
        {
            (left, width) = (true, -width);
        }

        int? precision = null;
        if (i < format.Length && format[i] == '.')
        {
            i++;
            precision = ReadNumber(format, ref i, take) ?? 0;
        }

        while (i < format.Length && format[i] is 'l' or 'h' or 'L')
        {
            i++;
        }

        if (i >= format.Length)
        {
            throw Fail("The format ends in the middle of a place.");
        }

        var type = format[i];
        if (type == '%')
        {
            output.Append('%');
            return;
        }

        var value = take();
        var spec = new FormatSpec(
            zero && !left && type is not ('s' or 'r' or 'a' or 'c') ? '0' : ' ',
            left ? '<' : zero && type is not ('s' or 'r' or 'a' or 'c') ? '=' : '>',
            plus ? '+' : space ? ' ' : '\0',
            alternate,
            width,
            '\0',
            precision ?? -1,
            type is 'i' or 'u' ? 'd' : type);
        output.Append(FormatOne(type, spec, value));
    }

    private static string FormatOne(char type, FormatSpec spec, Value value)
    {
        switch (type)
        {
            case 's':
                return (spec with { Type = 's', Sign = '\0', Alternate = false }).Apply(value.ToString());
            case 'r' or 'a':
                return (spec with { Type = 's', Sign = '\0', Alternate = false }).Apply(value.Repr());
            case 'c':
                return (spec with { Type = 's', Precision = -1, Sign = '\0', Alternate = false }).Apply(
                    value.IsInteger ? PythonText.Character(value.ToBigInteger()) : value.ToString());
            case 'd' or 'i' or 'u':
                return FormatInteger(spec with { Precision = -1 }, spec.Precision, ToInteger(value, type));
            case 'x' or 'X' or 'o' or 'b' when value.IsInteger || value.Kind == ValueKind.Boolean:
                return FormatInteger(spec with { Precision = -1 }, spec.Precision, value);
            case 'e' or 'E' or 'f' or 'F' or 'g' or 'G':
                return PythonNumber.TryParseFloat(value, out var number) && !value.IsString
                    ? spec.Apply(number)
                    : throw Fail($"'%{type}' needs a number, not a value of type {value.TypeName}.");
            case 'x' or 'X' or 'o':
                throw Fail($"'%{type}' needs an integer, not a value of type {value.TypeName}.");
            default:
                throw Fail($"There is no '%{type}' in formats; a percent sign is written '%%'.");
        }
    }

    private static string FormatInteger(FormatSpec spec, int digits, Value value)
    {
        if (digits < 0)
        {
            return spec.Apply(value);
        }

        var text = (spec with { Width = -1, Sign = spec.Sign }).Apply(value);
        var sign = text.Length > 0 && text[0] is '-' or '+' or ' ' ? text[..1] : string.Empty;
        return (spec with { Type = 's', Align = spec.Align == '=' ? '>' : spec.Align, Fill = ' ' })
            .Apply(sign + text[sign.Length..].PadLeft(digits, '0'));
    }

    private static Value ToInteger(Value value, char type)
    {
        if (value.AsObject() is DecimalValue exact)
        {
            return (long)Math.Truncate(exact.Number);
        }

        return !value.IsNumeric
            ? throw Fail(value.IsUndefined
                ? $"'%{type}' needs a number: {value.UndefinedMessage}."
                : $"'%{type}' needs a number, not a value of type {value.TypeName}.")
            : !value.IsFloat ? value
            : double.IsFinite(value.ToDouble()) ? Value.From(new System.Numerics.BigInteger(Math.Truncate(value.ToDouble())))
            : throw Fail($"'%{type}' needs a finite number.");
    }

    private static int? ReadNumber(string format, ref int i, Func<Value> take)
    {
        if (i < format.Length && format[i] == '*')
        {
            i++;
            return take().TryGetInt64(out var given) && Math.Abs(given) <= 1_000_000
                ? (int)given
                : throw Fail("'*' in a format needs an integer.");
        }

        var start = i;
        while (i < format.Length && char.IsAsciiDigit(format[i]))
        {
            i++;
        }

        return i == start ? null
            : int.TryParse(format.AsSpan(start, i - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 1_000_000
                ? number
                : throw Fail("A width or precision is too large.");
    }

    private static TransformException Fail(string message) =>
        TransformException.Error(DiagnosticCodes.OperationFailed, message);
}
