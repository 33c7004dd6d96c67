using System.Globalization;

namespace Transform.Adapters.DuckDb;

/// <summary>Scaled integers as decimals.</summary>
internal static class DecimalValue
{
    private const int LargestScale = 28;
    private static readonly Int128 Limit = (Int128)decimal.MaxValue;

    /// <summary>A <see cref="decimal"/> with exactly that scale, or the plain text where it has too many digits.</summary>
    internal static object Read(Int128 unscaled, int scale)
    {
        if (scale > LargestScale || unscaled > Limit || unscaled < -Limit)
        {
            return Print(unscaled, scale);
        }

        var magnitude = (UInt128)Int128.Abs(unscaled);
        return new decimal(
            unchecked((int)(uint)magnitude),
            unchecked((int)(uint)(magnitude >> 32)),
            unchecked((int)(uint)(magnitude >> 64)),
            unscaled < 0,
            (byte)scale);
    }

    private static string Print(Int128 unscaled, int scale)
    {
        var digits = ((UInt128)Int128.Abs(unscaled))
            .ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var sign = unscaled < 0 ? "-" : string.Empty;
        return scale == 0 ? sign + digits : $"{sign}{digits[..^scale]}.{digits[^scale..]}";
    }
}
