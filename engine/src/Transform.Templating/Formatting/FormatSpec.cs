using System.Globalization;
using System.Numerics;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's format specification: <c>[[fill]align][sign][z][#][0][width][grouping][.precision][type]</c>.</summary>
internal readonly record struct FormatSpec(
    char Fill, char Align, char Sign, bool Alternate, int Width, char Grouping, int Precision, char Type)
{
    private const int MaxWidth = 1_000_000;

    public static FormatSpec Parse(string spec)
    {
        var at = 0;
        var (fill, align) = (' ', '\0');
        var hasFill = spec.Length > 1 && spec[1] is '<' or '>' or '=' or '^';
        if (hasFill)
        {
            (fill, align, at) = (spec[0], spec[1], 2);
        }
        else if (spec.Length > 0 && spec[0] is '<' or '>' or '=' or '^')
        {
            (align, at) = (spec[0], 1);
        }

        var sign = at < spec.Length && spec[at] is '+' or '-' or ' ' ? spec[at++] : '\0';
        at += at < spec.Length && spec[at] == 'z' ? 1 : 0;
        var alternate = at < spec.Length && spec[at] == '#';
        at += alternate ? 1 : 0;
        if (at < spec.Length && spec[at] == '0')
        {
            // Zeros fill up on the side that was asked for, and behind the sign where none was.
            at++;
            fill = hasFill ? fill : '0';
            align = align == '\0' ? '=' : align;
        }

        var width = ReadNumber(spec, ref at, -1);
        var grouping = at < spec.Length && spec[at] is ',' or '_' ? spec[at++] : '\0';
        var precision = -1;
        if (at < spec.Length && spec[at] == '.')
        {
            at++;
            precision = ReadNumber(spec, ref at, -1);
            if (precision < 0)
            {
                throw Invalid($"The format '{spec}' has a dot without a precision.");
            }
        }

        var type = at < spec.Length ? spec[at++] : '\0';
        return at == spec.Length
            ? new FormatSpec(fill, align, sign, alternate, width, grouping, precision, type)
            : throw Invalid($"The format '{spec}' is not one of Python's.");
    }

    public static TransformException Invalid(string message) =>
        TransformException.Error(DiagnosticCodes.OperationFailed, message);

    /// <summary>Python's <c>format(value, spec)</c>.</summary>
    public string Apply(Value value)
    {
        if (value.AsString() is { } text)
        {
            return ApplyText(text);
        }

        if (value.Kind == ValueKind.Boolean && IsEmpty)
        {
            return value.ToString();
        }

        if (value.AsObject() is DecimalValue exact)
        {
            return ApplyDecimal(exact.Number);
        }

        if (!value.IsNumeric)
        {
            return IsEmpty
                ? value.ToString()
                : throw Invalid($"A value of type {value.TypeName} takes no format.");
        }

        return Type switch
        {
            's' => throw Invalid("The format 's' is for strings, not for numbers."),
            'e' or 'E' or 'f' or 'F' or 'g' or 'G' or '%' => ApplyFloat(value.ToDouble()),
            _ when value.IsFloat => Type is '\0' or 'n'
                ? ApplyFloat(value.ToDouble())
                : throw Invalid($"The format '{Type}' is for integers, not for floats."),
            _ when Precision >= 0 => throw Invalid("A precision is for strings and floats, not for integers."),
            _ => ApplyInteger(value.ToBigInteger()),
        };
    }

    // Nothing is asked for: the value's own text.
    private bool IsEmpty => this == new FormatSpec(' ', '\0', '\0', false, -1, '\0', -1, '\0');

    private string ApplyText(string text)
    {
        if (Type is not ('\0' or 's'))
        {
            throw Invalid($"The format '{Type}' is not for strings.");
        }

        if (Sign != '\0' || Grouping != '\0' || Alternate)
        {
            throw Invalid("A sign, '#' or a separator of thousands is for numbers, not for strings.");
        }

        if (Precision >= 0 && Precision < text.Length)
        {
            text = text[..Precision];
        }

        return Pad(string.Empty, text, Align is '\0' ? '<' : Align);
    }

    private string ApplyInteger(BigInteger number)
    {
        var magnitude = BigInteger.Abs(number);
        PythonNumber.RequirePrintable(magnitude);
        var (digits, prefix, group) = Type switch
        {
            '\0' or 'd' or 'n' => (magnitude.ToString(CultureInfo.InvariantCulture), string.Empty, 3),
            'x' => (ToRadix(magnitude, 16), "0x", 4),
            'X' => (ToRadix(magnitude, 16).ToUpperInvariant(), "0X", 4),
            'o' => (ToRadix(magnitude, 8), "0o", 4),
            'b' => (ToRadix(magnitude, 2), "0b", 4),
            'c' => (PythonText.Character(number), string.Empty, 0),
            _ => throw Invalid($"There is no format '{Type}' for integers."),
        };
        if (Type == 'c')
        {
            return Pad(string.Empty, digits, Align is '\0' ? '<' : Align);
        }

        var sign = SignOf(number.Sign < 0) + (Alternate ? prefix : string.Empty);
        return PadNumber(sign, digits, string.Empty, group);
    }

    private string ApplyFloat(double number)
    {
        var isNegative = number < 0 || (number == 0 && double.IsNegative(number));
        var sign = SignOf(isNegative);
        if (!double.IsFinite(number))
        {
            var name = double.IsNaN(number) ? "nan" : "inf";
            return Pad(sign, char.IsUpper(Type) ? name.ToUpperInvariant() : name, Align is '\0' ? '>' : Align);
        }

        var magnitude = Math.Abs(number);
        var precision = Precision < 0 ? 6 : Precision;
        var text = Type switch
        {
            'f' or 'F' => Fixed(magnitude, precision),
            '%' => Fixed(magnitude * 100, precision) + "%",
            'e' or 'E' => Exponent(magnitude, precision),
            'g' or 'G' => General(magnitude, precision, Alternate, 0),
            _ => Precision < 0 ? PythonFloat.Repr(magnitude) : General(magnitude, precision, Alternate, 1),
        };
        text = char.IsUpper(Type) ? text.ToUpperInvariant() : text;
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? PadNumber(sign, text, string.Empty, 3) : PadNumber(sign, text[..end], text[end..], 3);
    }

    private string ApplyDecimal(decimal number)
    {
        if (Type is not ('\0' or 'f' or 'F'))
        {
            return ApplyFloat((double)number);
        }

        var magnitude = Math.Abs(number);
        var text = Precision < 0
            ? magnitude.ToString(CultureInfo.InvariantCulture)
            : Math.Round(magnitude, Math.Min(Precision, 28), MidpointRounding.ToEven).ToString("F" + Precision, CultureInfo.InvariantCulture);
        var dot = text.IndexOf('.');
        return PadNumber(SignOf(number < 0), dot < 0 ? text : text[..dot], dot < 0 ? string.Empty : text[dot..], 3);
    }

    public static string ToRadix(BigInteger number, int radix)
    {
        if (number.IsZero)
        {
            return "0";
        }

        var digits = new StringBuilder();
        for (; !number.IsZero; number /= radix)
        {
            digits.Insert(0, "0123456789abcdef"[(int)(number % radix)]);
        }

        return digits.ToString();
    }

    public static string Fixed(double magnitude, int precision) =>
        precision <= 300 ? magnitude.ToString("F" + precision, CultureInfo.InvariantCulture) : throw Invalid("The precision is too large.");

    public static string Exponent(double magnitude, int precision) =>
        magnitude.ToString((precision == 0 ? "0" : "0." + new string('0', Math.Min(precision, 300))) + "e+00", CultureInfo.InvariantCulture);

    /// <summary>Python's <c>g</c>: so many digits in all, an exponent where it is shorter. <paramref name="minDecimals"/> is 1 for the
    /// format without a type, which keeps a decimal.</summary>
    public static string General(double magnitude, int precision, bool keepZeros, int minDecimals)
    {
        precision = Math.Max(precision, 1);
        var scientific = Exponent(magnitude, precision - 1);
        var exponent = magnitude == 0 ? 0 : int.Parse(scientific.AsSpan(scientific.IndexOf('e') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= precision)
        {
            var e = scientific.IndexOf('e');
            var mantissa = keepZeros ? scientific[..e] : TrimZeros(scientific[..e]);
            return mantissa + scientific[e..];
        }

        var text = Fixed(magnitude, Math.Max(precision - 1 - exponent, 0));
        text = keepZeros ? text : TrimZeros(text);
        return minDecimals > 0 && !text.Contains('.') ? text + ".0" : text;
    }

    private static string TrimZeros(string text) => text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;

    private static int ReadNumber(string spec, ref int at, int fallback)
    {
        var start = at;
        while (at < spec.Length && char.IsAsciiDigit(spec[at]))
        {
            at++;
        }

        if (at == start)
        {
            return fallback;
        }

        return int.TryParse(spec.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= MaxWidth
            ? number
            : throw Invalid($"A width or precision of {spec[start..at]} is too large.");
    }

    private string SignOf(bool isNegative) => isNegative ? "-" : Sign is '+' or ' ' ? Sign.ToString() : string.Empty;

    private string PadNumber(string sign, string digits, string rest, int group)
    {
        if (Grouping != '\0' && group > 0)
        {
            // Zeros that fill up are grouped, too.
            if (Fill == '0' && Align == '=')
            {
                var room = Width - sign.Length - rest.Length;
                var wanted = room - (room / (group + 1));
                wanted += GroupedLength(wanted, group) < room ? 1 : 0;
                digits = digits.PadLeft(Math.Max(wanted, 0), '0');
            }

            digits = Group(digits, group, Grouping);
        }

        return Pad(sign, digits + rest, Align is '\0' ? '>' : Align);
    }

    private static int GroupedLength(int digits, int group) => digits + ((digits - 1) / group);

    private static string Group(string digits, int group, char separator)
    {
        var output = new StringBuilder();
        for (var i = 0; i < digits.Length; i++)
        {
            if (i > 0 && (digits.Length - i) % group == 0)
            {
                output.Append(separator);
            }

            output.Append(digits[i]);
        }

        return output.ToString();
    }

    private string Pad(string sign, string body, char align)
    {
        var space = Width - sign.Length - body.Length;
        if (space <= 0)
        {
            return sign + body;
        }

        return align switch
        {
            '<' => sign + body + new string(Fill, space),
            '^' => new string(Fill, space / 2) + sign + body + new string(Fill, space - (space / 2)),
            '=' => sign + new string(Fill, space) + body,
            _ => new string(Fill, space) + sign + body,
        };
    }
}
