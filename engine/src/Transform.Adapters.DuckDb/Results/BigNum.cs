using System.Numerics;

namespace Transform.Adapters.DuckDb;

/// <summary>DuckDB's whole numbers of any size: three header bytes, then the magnitude, high byte first. A negative
/// number has every bit flipped, so that all of them sort as bytes.</summary>
internal static class BigNum
{
    private const int HeaderSize = 3;

    internal static BigInteger Read(ReadOnlySpan<byte> bytes)
    {
        var negative = (bytes[0] & 0x80) == 0;
        var magnitude = bytes[HeaderSize..].ToArray();
        if (negative)
        {
            for (var i = 0; i < magnitude.Length; i++)
            {
                magnitude[i] = (byte)~magnitude[i];
            }
        }

        var value = new BigInteger(magnitude, isUnsigned: true, isBigEndian: true);
        return negative ? -value : value;
    }
}
