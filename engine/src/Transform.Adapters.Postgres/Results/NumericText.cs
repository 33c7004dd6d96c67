using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Transform.Adapters.Postgres;

/// <summary>A <c>numeric</c> that System.Decimal cannot hold, in plain notation.</summary>
internal static class NumericText
{
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort PositiveInfinity = 0xD000;
    private const ushort NegativeInfinity = 0xF000;
    private const int Header = 8;

    /// <summary>Reads the server's binary form: how many groups of four digits there are, the place of the first of them, the sign, how
    /// many digits stand after the point; then the groups.</summary>
    internal static string Read(ReadOnlySpan<byte> bytes)
    {
        var sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        switch (sign)
        {
            case NotANumber:
                return "NaN";
            case PositiveInfinity:
                return "Infinity";
            case NegativeInfinity:
                return "-Infinity";
        }

        var count = BinaryPrimitives.ReadInt16BigEndian(bytes);
        var weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var scale = BinaryPrimitives.ReadInt16BigEndian(bytes[6..]);
        var text = new StringBuilder();
        for (var place = Math.Max(weight, (short)0); place >= 0; place--)
        {
            text.Append(Group(bytes, weight - place, count).ToString(text.Length > 0 ? "D4" : "D", CultureInfo.InvariantCulture));
        }

        if (scale > 0)
        {
            text.Append('.');
            var end = text.Length + scale;
            for (var place = -1; text.Length < end; place--)
            {
                text.Append(Group(bytes, weight - place, count).ToString("D4", CultureInfo.InvariantCulture));
            }

            text.Length = end;
        }

        return sign == Negative ? "-" + text : text.ToString();
    }

    // Groups of zeros at either end are not sent.
    private static int Group(ReadOnlySpan<byte> bytes, int index, int count) =>
        index < 0 || index >= count ? 0 : BinaryPrimitives.ReadInt16BigEndian(bytes[(Header + (index * 2))..]);
}
