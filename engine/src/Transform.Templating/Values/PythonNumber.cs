using System.Globalization;
using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>int()</c>, <c>float()</c> and <c>round()</c>.</summary>
internal static class PythonNumber
{
    /// <summary>Python's own limit: longer integers are neither read nor written.</summary>
    public const int MaxDigits = 4300;

    /// <exception cref="TransformException">The integer has too many digits to be written (TF2005).</exception>
    public static void RequirePrintable(BigInteger number)
    {
        // A digit is a little more than 3.32 bits.
        if (number.GetBitLength() > MaxDigits * 10L / 3)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"The integer has more than {MaxDigits} digits.");
        }
    }

    public static bool TryParseFloat(Value value, out double number)
    {
        number = 0;
        if (value.IsNumeric)
        {
            number = value.ToDouble();
            return true;
        }

        if (value.AsObject() is DecimalValue exact)
        {
            number = (double)exact.Number;
            return true;
        }

        return value.AsString() is { } text && TryParseFloat(text, out number);
    }

    public static bool TryParseFloat(string text, out double number)
    {
        text = text.Trim();
        switch (text.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf" or "infinity":
                number = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case "nan":
                number = double.NaN;
                return true;
        }

        return double.TryParse(
            WithoutUnderscores(text),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture,
            out number);
    }

    /// <summary>An integer of a base from 2 to 36, or of the base that its prefix says when the base is 0.</summary>
    public static bool TryParseInteger(string text, int radix, out BigInteger number)
    {
        number = default;
        var body = text.AsSpan().Trim();
        var isNegative = body.StartsWith("-");
        if (isNegative || body.StartsWith("+"))
        {
            body = body[1..];
        }

        var prefix = body.Length > 1 && body[0] == '0' ? char.ToLowerInvariant(body[1]) : '\0';
        var prefixRadix = prefix switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 };
        if (prefixRadix != 0 && (radix == prefixRadix || radix == 0))
        {
            body = body[2..];
            radix = prefixRadix;
        }

        radix = radix == 0 ? 10 : radix;
        var digits = WithoutUnderscores(body.ToString());
        if (digits.Length is 0 or > MaxDigits)
        {
            return false;
        }

        if (radix == 10)
        {
            if (!BigInteger.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            {
                return false;
            }
        }
        else
        {
            foreach (var c in digits)
            {
                var digit = char.IsAsciiDigit(c) ? c - '0' : char.IsAsciiLetter(c) ? char.ToLowerInvariant(c) - 'a' + 10 : 99;
                if (digit >= radix)
                {
                    return false;
                }

                number = (number * radix) + digit;
            }
        }

        number = isNegative ? -number : number;
        return true;
    }

    /// <summary>To the nearest; halves, as the digits say them exactly, to the even neighbour.</summary>
    public static double Round(double value, int digits)
    {
        if (!double.IsFinite(value) || digits > 300)
        {
            return value;
        }

        if (digits < -300)
        {
            return 0.0 * value;
        }

        // A double is exactly a decimal fraction, so the rounding is done on exact integers.
        var (mantissa, exponent) = Split(value);
        var numerator = mantissa * (digits > 0 ? BigInteger.Pow(10, digits) : 1) * (exponent > 0 ? BigInteger.One << exponent : 1);
        var denominator = (digits < 0 ? BigInteger.Pow(10, -digits) : 1) * (exponent < 0 ? BigInteger.One << -exponent : 1);
        var rounded = DivideToEven(BigInteger.Abs(numerator), denominator);
        var text = $"{(value < 0 ? "-" : string.Empty)}{rounded}E{-digits}";
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    public static Value RoundInteger(BigInteger value, int digits)
    {
        if (digits >= 0)
        {
            return Value.From(value);
        }

        var unit = BigInteger.Pow(10, Math.Min(-digits, 10_000));
        return Value.From(DivideToEven(BigInteger.Abs(value), unit) * unit * value.Sign);
    }

    private static BigInteger DivideToEven(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var twice = remainder * 2;
        return twice > denominator || (twice == denominator && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static (BigInteger Mantissa, int Exponent) Split(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7ff);
        var fraction = bits & 0xfffffffffffffL;
        return exponent == 0
            ? (fraction, -1074)
            : (fraction | (1L << 52), exponent - 1075);
    }

    // Underscores between digits are allowed, as in the language.
    private static string WithoutUnderscores(string text)
    {
        if (!text.Contains('_'))
        {
            return text;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && (i == 0 || i == text.Length - 1 || !char.IsLetterOrDigit(text[i - 1]) || !char.IsLetterOrDigit(text[i + 1])))
            {
                return "x";
            }
        }

        return text.Replace("_", string.Empty);
    }
}
