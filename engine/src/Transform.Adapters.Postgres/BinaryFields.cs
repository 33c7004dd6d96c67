using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Transform.Adapters.Postgres;

/// <summary>Writes a field's text as PostgreSQL's binary value of a type. It knows the usual way of writing each type and refuses all
/// others, which are for the server to read or to complain about.</summary>
internal static class BinaryFields
{
    private const int DigitsOfGroup = 4;
    private const int LongestNumber = 200;
    private const int MicrosecondDigits = 6;
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private static readonly DateTime Epoch = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>Writes the value with its length before it; false where the text is written in another way.</summary>
    /// <param name="field">As it is in the file, not empty; only texts keep the blanks around it.</param>
    internal delegate bool Writer(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field, ReadOnlySpan<byte> trimmed);

    /// <summary>The writer of a type, as <c>format_type</c> names it; null where there is none.</summary>
    internal static Writer? Of(string? type) => type switch
    {
        "smallint" => static (b, _, f) => Integer(b, f, sizeof(short), short.MinValue, short.MaxValue),
        "integer" => static (b, _, f) => Integer(b, f, sizeof(int), int.MinValue, int.MaxValue),
        "bigint" => static (b, _, f) => Integer(b, f, sizeof(long), long.MinValue, long.MaxValue),
        "double precision" => static (b, _, f) => Double(b, f),
        "boolean" => static (b, _, f) => Boolean(b, f),
        "date" => static (b, _, f) => Date(b, f),
        "timestamp without time zone" => static (b, _, f) => Timestamp(b, f),
        "text" or "character varying" => Text,
        not null when type.StartsWith("character varying(", StringComparison.Ordinal) => Text,
        not null when type is "numeric" || type.StartsWith("numeric(", StringComparison.Ordinal) => static (b, _, f) => Numeric(b, f),
        _ => null,
    };

    internal static void Null(ArrayBufferWriter<byte> buffer) => Length(buffer, -1);

    private static bool Text(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field, ReadOnlySpan<byte> trimmed)
    {
        Length(buffer, field.Length);
        buffer.Write(field);
        return true;
    }

    private static bool Integer(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field, int size, long least, long most)
    {
        if (!long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) || value < least || value > most)
        {
            return false;
        }

        Length(buffer, size);
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        buffer.Write(bytes[^size..]);
        return true;
    }

    private static bool Double(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field)
    {
        if (!Utf8Parser.TryParse(field, out double value, out var read) || read != field.Length || !double.IsFinite(value))
        {
            return false;
        }

        Length(buffer, sizeof(double));
        BinaryPrimitives.WriteDoubleBigEndian(buffer.GetSpan(sizeof(double)), value);
        buffer.Advance(sizeof(double));
        return true;
    }

    private static bool Boolean(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field)
    {
        var isTrue = Ascii.EqualsIgnoreCase(field, "true"u8) || Ascii.EqualsIgnoreCase(field, "t"u8);
        if (!isTrue && !Ascii.EqualsIgnoreCase(field, "false"u8) && !Ascii.EqualsIgnoreCase(field, "f"u8))
        {
            return false;
        }

        Length(buffer, 1);
        buffer.Write([isTrue ? (byte)1 : (byte)0]);
        return true;
    }

    private static bool Date(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field)
    {
        if (field.Length != 10 || !TryDay(field, out var day))
        {
            return false;
        }

        Length(buffer, sizeof(int));
        BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(sizeof(int)), (day - Epoch).Days);
        buffer.Advance(sizeof(int));
        return true;
    }

    /// <summary><c>2024-01-31</c>, or with a space or a T and <c>12:34:56</c> after it, and up to six digits behind a point.</summary>
    private static bool Timestamp(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field)
    {
        if (field.Length < 10 || !TryDay(field[..10], out var day))
        {
            return false;
        }

        var time = field[10..];
        long micros = 0;
        if (!time.IsEmpty)
        {
            if (time.Length < 9 || time[0] is not ((byte)' ' or (byte)'T') || time[3] != ':' || time[6] != ':'
                || !TryDigits(time[1..3], out var hour) || !TryDigits(time[4..6], out var minute) || !TryDigits(time[7..9], out var second)
                || hour > 23 || minute > 59 || second > 59)
            {
                return false;
            }

            var fraction = time[9..];
            var part = 0;
            if (!fraction.IsEmpty)
            {
                if (fraction[0] != '.' || fraction.Length is 1 or > MicrosecondDigits + 1 || !TryDigits(fraction[1..], out part))
                {
                    return false;
                }

                for (var i = fraction.Length - 1; i < MicrosecondDigits; i++)
                {
                    part *= 10;
                }
            }

            micros = (((((hour * 60L) + minute) * 60) + second) * 1_000_000) + part;
        }

        Length(buffer, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(sizeof(long)), ((day - Epoch).Ticks / TicksPerMicrosecond) + micros);
        buffer.Advance(sizeof(long));
        return true;
    }

    /// <summary>Groups of four digits around the point, with the power of the first one, the sign, and how many digits are behind the point.</summary>
    private static bool Numeric(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field)
    {
        var isNegative = field[0] == '-';
        var digits = field[0] is (byte)'-' or (byte)'+' ? field[1..] : field;
        var point = digits.IndexOf((byte)'.');
        var whole = point < 0 ? digits : digits[..point];
        var fraction = point < 0 ? default : digits[(point + 1)..];
        if (whole.Length + fraction.Length is 0 or > LongestNumber
            || whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        whole = whole.TrimStart((byte)'0');
        var before = (whole.Length + DigitsOfGroup - 1) / DigitsOfGroup;
        var behind = (fraction.Length + DigitsOfGroup - 1) / DigitsOfGroup;
        Span<short> groups = stackalloc short[before + behind];
        for (var i = 0; i < whole.Length; i++)
        {
            var group = before - 1 - ((whole.Length - 1 - i) / DigitsOfGroup);
            groups[group] = (short)((groups[group] * 10) + whole[i] - '0');
        }

        for (var i = 0; i < behind * DigitsOfGroup; i++)
        {
            var group = before + (i / DigitsOfGroup);
            groups[group] = (short)((groups[group] * 10) + (i < fraction.Length ? fraction[i] - '0' : 0));
        }

        var first = 0;
        while (first < groups.Length && groups[first] == 0)
        {
            first++;
        }

        var end = groups.Length;
        while (end > first && groups[end - 1] == 0)
        {
            end--;
        }

        groups = groups[first..end];
        Length(buffer, 8 + (groups.Length * sizeof(short)));
        Short(buffer, (short)groups.Length);
        Short(buffer, (short)(groups.IsEmpty ? 0 : before - 1 - first));
        Short(buffer, (short)(isNegative && !groups.IsEmpty ? 0x4000 : 0));
        Short(buffer, (short)fraction.Length);
        foreach (var group in groups)
        {
            Short(buffer, group);
        }

        return true;
    }

    internal static void Short(ArrayBufferWriter<byte> buffer, short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(buffer.GetSpan(sizeof(short)), value);
        buffer.Advance(sizeof(short));
    }

    private static void Length(ArrayBufferWriter<byte> buffer, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(sizeof(int)), length);
        buffer.Advance(sizeof(int));
    }

    private static bool TryDay(ReadOnlySpan<byte> text, out DateTime day)
    {
        day = default;
        if (text[4] != '-' || text[7] != '-' || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..], out var number)
            || year < 1 || month is < 1 or > 12 || number < 1 || number > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        day = new DateTime(year, month, number, 0, 0, 0, DateTimeKind.Unspecified);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + digit - '0';
        }

        return true;
    }
}
