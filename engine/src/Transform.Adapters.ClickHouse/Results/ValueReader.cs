using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;

namespace Transform.Adapters.ClickHouse.Results;

/// <summary>Reads values out of RowBinary.</summary>
internal static class ValueReader
{
    private const int UnixEpochDay = 719162;
    private const int TicksDigits = 7;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The value at a place, as <see cref="IResultReader.GetValue"/> gives it, and moves behind it.</summary>
    internal static object? Read(ColumnType type, ReadOnlySpan<byte> bytes, ref int at, TimeZoneInfo zone)
    {
        if (type.IsNullable && bytes[at++] != 0)
        {
            return null;
        }

        switch (type.Kind)
        {
            case ValueKind.Array:
                return Items(type.Items[0], bytes, ref at, zone);
            case ValueKind.Tuple:
                return Parts(type, bytes, ref at, zone);
            case ValueKind.Map:
                return Entries(type, bytes, ref at, zone);
            case ValueKind.Variant:
                return RowLayout.Alternative(type, bytes[at++]) is { } alternative ? Read(alternative, bytes, ref at, zone) : null;
            case ValueKind.Dynamic:
                return BinaryType.TryRead(bytes, ref at) is { } dynamic ? Read(dynamic, bytes, ref at, zone) : null;
            case ValueKind.String:
                RowLayout.TryLength(bytes, ref at, out var length);
                return Text(Take(bytes, ref at, length));
        }

        var value = Take(bytes, ref at, type.Size);
        return type.Kind switch
        {
            ValueKind.Nothing => null,
            ValueKind.Boolean => value[0] != 0,
            ValueKind.Float32 or ValueKind.Float64 or ValueKind.BFloat16 => Double(type.Kind, value),
            ValueKind.Decimal32 or ValueKind.Decimal64 or ValueKind.Decimal128 or ValueKind.Decimal256 =>
                TryDecimal(Integer(value), type.Scale, out var number) ? number : DecimalText(Integer(value), type.Scale),
            ValueKind.FixedString => Text(Unpadded(value)),
            ValueKind.Uuid => Uuid(value),
            ValueKind.Ipv4 => new IPAddress(BinaryPrimitives.ReverseEndianness(BinaryPrimitives.ReadUInt32LittleEndian(value))).ToString(),
            ValueKind.Ipv6 => new IPAddress(value).ToString(),
            ValueKind.Date => DateOnly.FromDayNumber(UnixEpochDay + BinaryPrimitives.ReadUInt16LittleEndian(value)),
            ValueKind.Date32 => DateOnly.FromDayNumber(UnixEpochDay + BinaryPrimitives.ReadInt32LittleEndian(value)),
            ValueKind.DateTime => Time(BinaryPrimitives.ReadUInt32LittleEndian(value), 0, type.Zone, zone),
            ValueKind.DateTime64 => Time(BinaryPrimitives.ReadInt64LittleEndian(value), type.Scale, type.Zone, zone),
            ValueKind.Time => TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32LittleEndian(value)),
            ValueKind.Time64 => new TimeSpan(Ticks(BinaryPrimitives.ReadInt64LittleEndian(value), type.Scale)),
            ValueKind.Enum8 => Label(type, (sbyte)value[0]),
            ValueKind.Enum16 => Label(type, BinaryPrimitives.ReadInt16LittleEndian(value)),
            ValueKind.Interval => Interval(type.Unit, BinaryPrimitives.ReadInt64LittleEndian(value)),
            _ => TryInt64(type.Kind, value, out var whole) ? (object)whole : BigInteger(type.Kind, value),
        };
    }

    /// <summary>A whole number, where it fits.</summary>
    /// <exception cref="InvalidCastException">The type is none of whole numbers.</exception>
    internal static bool TryInt64(ValueKind kind, ReadOnlySpan<byte> value, out long number)
    {
        number = kind switch
        {
            ValueKind.Int8 => (sbyte)value[0],
            ValueKind.UInt8 => value[0],
            ValueKind.Int16 => BinaryPrimitives.ReadInt16LittleEndian(value),
            ValueKind.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(value),
            ValueKind.Int32 => BinaryPrimitives.ReadInt32LittleEndian(value),
            ValueKind.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(value),
            ValueKind.Int64 => BinaryPrimitives.ReadInt64LittleEndian(value),
            ValueKind.UInt64 or ValueKind.Int128 or ValueKind.UInt128 or ValueKind.Int256 or ValueKind.UInt256 => BinaryPrimitives.ReadInt64LittleEndian(value),
            _ => throw new InvalidCastException($"{kind} is no type of whole numbers."),
        };
        if (kind is ValueKind.UInt64)
        {
            return number >= 0;
        }

        // The higher bytes repeat the sign where 64 bits are enough.
        var isSigned = kind is not (ValueKind.UInt128 or ValueKind.UInt256);
        return value.Length <= sizeof(long)
            || ((isSigned || number >= 0) && !value[sizeof(long)..].ContainsAnyExcept(number < 0 ? (byte)0xFF : (byte)0));
    }

    internal static BigInteger BigInteger(ValueKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        ValueKind.UInt8 or ValueKind.UInt16 or ValueKind.UInt32 or ValueKind.UInt64 or ValueKind.UInt128 or ValueKind.UInt256 =>
            new BigInteger(value, isUnsigned: true),
        ValueKind.Int8 or ValueKind.Int16 or ValueKind.Int32 or ValueKind.Int64 or ValueKind.Int128 or ValueKind.Int256 => Integer(value),
        _ => throw new InvalidCastException($"{kind} is no type of whole numbers."),
    };

    internal static double Double(ValueKind kind, ReadOnlySpan<byte> value) => kind switch
    {
        ValueKind.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(value),
        ValueKind.Float32 => BinaryPrimitives.ReadSingleLittleEndian(value),
        ValueKind.BFloat16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(value) << 16),
        _ => throw new InvalidCastException($"{kind} is no type of real numbers."),
    };

    internal static string Label(ColumnType type, int number) => type.Labels.GetValueOrDefault(number) ?? number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A text of a fixed size without the zeros that fill it up, as the server's <c>toString</c> gives it.</summary>
    internal static ReadOnlySpan<byte> Unpadded(ReadOnlySpan<byte> text) => text.TrimEnd((byte)0);

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, ref int at, int length)
    {
        var taken = bytes.Slice(at, length);
        at += length;
        return taken;
    }

    private static object?[] Items(ColumnType type, ReadOnlySpan<byte> bytes, ref int at, TimeZoneInfo zone)
    {
        RowLayout.TryLength(bytes, ref at, out var count);
        var items = new object?[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = Read(type, bytes, ref at, zone);
        }

        return items;
    }

    private static Array Parts(ColumnType type, ReadOnlySpan<byte> bytes, ref int at, TimeZoneInfo zone)
    {
        var parts = new object?[type.Items.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = Read(type.Items[i], bytes, ref at, zone);
        }

        return type.Names.Length == 0 ? parts : parts.Select((part, i) => KeyValuePair.Create((object)type.Names[i], part)).ToArray();
    }

    private static KeyValuePair<object, object?>[] Entries(ColumnType type, ReadOnlySpan<byte> bytes, ref int at, TimeZoneInfo zone)
    {
        RowLayout.TryLength(bytes, ref at, out var count);
        var entries = new KeyValuePair<object, object?>[count];
        for (var i = 0; i < count; i++)
        {
            var key = Read(type.Items[0], bytes, ref at, zone);
            entries[i] = KeyValuePair.Create(key ?? string.Empty, Read(type.Items[1], bytes, ref at, zone));
        }

        return entries;
    }

    // A String of ClickHouse holds any bytes.
    private static object Text(ReadOnlySpan<byte> value)
    {
        try
        {
            return Strict.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            return value.ToArray();
        }
    }

    private static BigInteger Integer(ReadOnlySpan<byte> value) => new(value);

    private static bool TryDecimal(BigInteger digits, int scale, out decimal value)
    {
        const int MostDigitsAfterPoint = 28;
        const int MostBits = 96;
        var magnitude = System.Numerics.BigInteger.Abs(digits);
        if (scale > MostDigitsAfterPoint || magnitude.GetBitLength() > MostBits)
        {
            value = 0;
            return false;
        }

        var low = (UInt128)magnitude;
        value = new decimal((int)(uint)low, (int)(uint)(low >> 32), (int)(uint)(low >> 64), digits.Sign < 0, (byte)scale);
        return true;
    }

    private static string DecimalText(BigInteger digits, int scale)
    {
        var text = System.Numerics.BigInteger.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        return (digits.Sign < 0 ? "-" : string.Empty) + (scale == 0 ? text : $"{text[..^scale]}.{text[^scale..]}");
    }

    // Two numbers of 64 bits, the higher one first, each with its lowest byte first.
    private static Guid Uuid(ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, BinaryPrimitives.ReadUInt64LittleEndian(value));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], BinaryPrimitives.ReadUInt64LittleEndian(value[8..]));
        return new Guid(bytes, bigEndian: true);
    }

    // Times that name a zone are instants; the others are what the server's clock shows, as dbt has them.
    private static object Time(long count, int scale, TimeZoneInfo? own, TimeZoneInfo server)
    {
        var instant = new DateTime(checked(DateTime.UnixEpoch.Ticks + Ticks(count, scale)), DateTimeKind.Utc);
        if (own is not null)
        {
            return new DateTimeOffset(instant, TimeSpan.Zero);
        }

        return DateTime.SpecifyKind(TimeZoneInfo.ConvertTimeFromUtc(instant, server), DateTimeKind.Unspecified);
    }

    private static long Ticks(long count, int scale)
    {
        for (; scale < TicksDigits; scale++)
        {
            count = checked(count * 10);
        }

        for (; scale > TicksDigits; scale--)
        {
            count = Math.DivRem(count, 10, out var rest) - (rest < 0 ? 1 : 0);
        }

        return count;
    }

    private static object Interval(string unit, long count)
    {
        checked
        {
            return unit switch
            {
                "Year" => new Interval((int)(count * 12), 0, 0),
                "Quarter" => new Interval((int)(count * 3), 0, 0),
                "Month" => new Interval((int)count, 0, 0),
                "Week" => new Interval(0, (int)(count * 7), 0),
                "Day" => new Interval(0, (int)count, 0),
                "Hour" => new Interval(0, 0, count * 3_600_000_000),
                "Minute" => new Interval(0, 0, count * 60_000_000),
                "Second" => new Interval(0, 0, count * 1_000_000),
                "Millisecond" => new Interval(0, 0, count * 1000),
                "Microsecond" => new Interval(0, 0, count),
                _ => count,
            };
        }
    }
}
