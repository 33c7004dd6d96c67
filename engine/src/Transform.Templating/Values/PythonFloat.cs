using System.Globalization;

namespace Transform.Templating;

/// <summary>Floats as Python writes them.</summary>
internal static class PythonFloat
{
    /// <summary>Python's <c>repr</c>: the shortest digits that read back the same, an exponent below 1e-4 and from 1e16.</summary>
    public static string Repr(double value)
    {
        if (double.IsNaN(value))
        {
            return "nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "inf" : "-inf";
        }

        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E');
        if (e < 0)
        {
            return text.Contains('.') ? text : Math.Abs(value) < 1e16 ? text + ".0" : WithExponent(text);
        }

        var exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = text.AsSpan(0, e);
        if (exponent is >= 0 and < 16)
        {
            var sign = mantissa[0] == '-' ? "-" : string.Empty;
            var digits = mantissa.ToString().Replace("-", string.Empty).Replace(".", string.Empty);
            return $"{sign}{digits.PadRight(exponent + 1, '0')}.0";
        }

        return $"{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    // An integer of 17 digits, which .NET writes out.
    private static string WithExponent(string text)
    {
        var sign = text[0] == '-' ? "-" : string.Empty;
        var digits = text[sign.Length..];
        var rest = digits[1..].TrimEnd('0');
        return $"{sign}{digits[0]}{(rest.Length > 0 ? "." : string.Empty)}{rest}e+{digits.Length - 1}";
    }

    /// <summary>The hash of a float, that of an equal integer where there is one.</summary>
    public static int Hash(double value) =>
        value == Math.Floor(value) && Math.Abs(value) < 9e18 ? ((long)value).GetHashCode() : value.GetHashCode();
}
