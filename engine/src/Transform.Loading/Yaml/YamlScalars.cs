using System.Globalization;
using System.Numerics;
using Transform.Templating;

namespace Transform.Loading.Yaml;

/// <summary>Resolves plain scalars as PyYAML's SafeLoader does, which is YAML 1.1 with a few limits of its own: <c>yes</c> and
/// <c>off</c> are booleans, <c>0o17</c> and <c>1e3</c> are strings, <c>010</c> is 8 and <c>1:30</c> is 90.</summary>
internal static class YamlScalars
{
    /// <summary>The value of a scalar node.</summary>
    /// <exception cref="FormatException">Its tag does not fit its text, or it is no date that exists.</exception>
    public static Value Resolve(YamlScalar scalar) => scalar.Tag switch
    {
        YamlTag.None => scalar.Style == YamlScalarStyle.Plain ? Resolve(scalar.Text) : scalar.Text,
        YamlTag.String => scalar.Text,
        YamlTag.Null => Value.None,
        YamlTag.Boolean => Boolean(scalar.Text) is { } flag ? flag : throw new FormatException(),
        YamlTag.Integer => Integer(scalar.Text) is { IsUndefined: false } number ? number : throw new FormatException(),
        YamlTag.Float => Float(scalar.Text) is { } real ? real
            : Integer(scalar.Text) is { IsUndefined: false } whole && whole.TryGetBigInteger(out var big) ? (double)big
            : throw new FormatException(),
        _ => Timestamp(scalar.Text) is { IsUndefined: false } time ? time : throw new FormatException(),
    };

    /// <summary>The value of a plain scalar's text.</summary>
    public static Value Resolve(string text)
    {
        if (text.Length == 0)
        {
            return Value.None;
        }

        switch (text[0])
        {
            case 'y' or 'Y' or 't' or 'T' or 'f' or 'F' or 'o' or 'O':
                return Boolean(text) is { } flag ? flag : text;
            case 'n' or 'N':
                return IsNull(text) ? Value.None : Boolean(text) is { } no ? no : text;
            case '~':
                return text.Length == 1 ? Value.None : text;
            case >= '0' and <= '9' or '-' or '+' or '.':
                if (Float(text) is { } real)
                {
                    return real;
                }

                var number = Integer(text);
                if (!number.IsUndefined)
                {
                    return number;
                }

                var time = Timestamp(text);
                return time.IsUndefined ? text : time;
            default:
                return text;
        }
    }

    public static bool IsNull(string text) => text is "" or "~" or "null" or "Null" or "NULL";

    public static string Describe(YamlScalar scalar)
    {
        try
        {
            var value = Resolve(scalar);
            return value.Kind switch
            {
                ValueKind.None => "nothing",
                ValueKind.Boolean => $"the boolean {scalar.Text}",
                ValueKind.Integer or ValueKind.Float => $"the number {scalar.Text}",
                ValueKind.String when scalar.Text.Length > 40 || scalar.Text.Contains('\n', StringComparison.Ordinal) => "a text",
                ValueKind.String => $"the text '{scalar.Text}'",
                _ => $"the date {scalar.Text}",
            };
        }
        catch (FormatException)
        {
            return $"'{scalar.Text}'";
        }
    }

    public static bool? Boolean(string text) => text switch
    {
        "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    // Undefined when the text is no integer.
    private static Value Integer(string text)
    {
        var digits = text.AsSpan();
        var negative = digits[0] == '-';
        if (digits[0] is '-' or '+')
        {
            digits = digits[1..];
        }

        if (digits.IsEmpty)
        {
            return Value.Undefined;
        }

        if (digits is "0")
        {
            return 0;
        }

        if (digits[0] == '0')
        {
            return digits[1] switch
            {
                'b' => InBase(digits[2..], 2, negative),
                'x' => InBase(digits[2..], 16, negative),
                _ => InBase(digits[1..], 8, negative),
            };
        }

        if (digits[0] is < '1' or > '9')
        {
            return Value.Undefined;
        }

        var colon = digits.IndexOf(':');
        if (colon >= 0)
        {
            return Sexagesimal(digits, colon, out var total) ? Signed(total, negative) : Value.Undefined;
        }

        if (digits.Length <= 18 && !digits.Contains('_'))
        {
            return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var small)
                ? negative ? -small : small
                : Value.Undefined;
        }

        return Digits(digits, 10, out var value) ? Signed(value, negative) : Value.Undefined;
    }

    private static Value InBase(ReadOnlySpan<char> digits, int @base, bool negative) =>
        !digits.IsEmpty && Digits(digits, @base, out var value) ? Signed(value, negative) : Value.Undefined;

    private static Value Signed(BigInteger value, bool negative) => Value.From(negative ? -value : value);

    private static bool Digits(ReadOnlySpan<char> digits, int @base, out BigInteger value)
    {
        value = BigInteger.Zero;
        if (@base == 10 && digits.Length > 18)
        {
            foreach (var digit in digits)
            {
                if (digit is not ('_' or (>= '0' and <= '9')))
                {
                    return false;
                }
            }

            var plain = digits.ToString().Replace("_", string.Empty, StringComparison.Ordinal);
            return BigInteger.TryParse(plain, NumberStyles.None, CultureInfo.InvariantCulture, out value);
        }

        foreach (var character in digits)
        {
            if (character == '_')
            {
                continue;
            }

            var digit = character switch
            {
                >= '0' and <= '9' => character - '0',
                >= 'a' and <= 'f' => character - 'a' + 10,
                >= 'A' and <= 'F' => character - 'A' + 10,
                _ => 99,
            };
            if (digit >= @base)
            {
                return false;
            }

            value = (value * @base) + digit;
        }

        return true;
    }

    // Parts of base 60: the first may be any number, the others are 0 to 59 in one or two digits.
    private static bool Sexagesimal(ReadOnlySpan<char> text, int colon, out BigInteger total)
    {
        if (!Digits(text[..colon], 10, out total))
        {
            return false;
        }

        foreach (var part in text[(colon + 1)..].ToString().Split(':'))
        {
            if (!IsSixtieth(part))
            {
                return false;
            }

            total = (total * 60) + int.Parse(part, CultureInfo.InvariantCulture);
        }

        return true;
    }

    private static bool IsSixtieth(ReadOnlySpan<char> part) =>
        (part.Length == 1 && char.IsAsciiDigit(part[0]))
        || (part.Length == 2 && part[0] is >= '0' and <= '5' && char.IsAsciiDigit(part[1]));

    private static double? Float(string text)
    {
        var rest = text.AsSpan();
        if (!rest.Contains('.'))
        {
            return null;
        }

        var sign = rest[0] is '-' or '+';
        var negative = rest[0] == '-';
        if (sign)
        {
            rest = rest[1..];
        }

        if (rest is ".inf" or ".Inf" or ".INF")
        {
            return negative ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!sign && rest is ".nan" or ".NaN" or ".NAN")
        {
            return double.NaN;
        }

        var point = rest.IndexOf('.');
        var whole = rest[..point];
        if (whole.IsEmpty ? sign || rest.Length < 2 || !char.IsAsciiDigit(rest[1]) : !char.IsAsciiDigit(whole[0]))
        {
            return null;
        }

        var colon = whole.IndexOf(':');
        var fraction = rest[(point + 1)..];
        if (colon >= 0)
        {
            return OnlyDigits(fraction) && Sexagesimal(whole, colon, out var minutes)
                ? Negate((double)minutes + ParseFloat(string.Concat("0.", fraction)), negative)
                : null;
        }

        var exponent = fraction.IndexOfAny('e', 'E');
        if (exponent >= 0)
        {
            var power = fraction[(exponent + 1)..];
            if (power.Length < 2 || power[0] is not ('-' or '+') || power[1..].ContainsAnyExceptInRange('0', '9'))
            {
                return null;
            }
        }

        return OnlyDigits(whole) && OnlyDigits(exponent >= 0 ? fraction[..exponent] : fraction)
            ? Negate(ParseFloat(rest.ToString()), negative)
            : null;
    }

    private static double Negate(double value, bool negative) => negative ? -value : value;

    private static double ParseFloat(string text) =>
        double.Parse(text.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static bool OnlyDigits(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (character != '_' && !char.IsAsciiDigit(character))
            {
                return false;
            }
        }

        return true;
    }

    private static Value Timestamp(string text) => YamlTimestamps.Read(text);
}
