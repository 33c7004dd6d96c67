using System.Numerics;
using System.Text;
using Transform.Adapters.DuckDb.Native;
using Transform.Core;

namespace Transform.Adapters.DuckDb;

internal sealed unsafe partial class VectorReader
{
    /// <summary>The value as the nearest CLR type. What that type does not hold (a date before year 1, 24:00, more than
    /// 28 digits, nanoseconds) comes as the text that DuckDB prints.</summary>
    internal object? GetValue(int row) => IsNull(row) ? null : type.Kind switch
    {
        DuckDbType.Boolean => *At<byte>(row) != 0,
        DuckDbType.TinyInt or DuckDbType.SmallInt or DuckDbType.Integer or DuckDbType.BigInt or DuckDbType.UTinyInt
            or DuckDbType.USmallInt or DuckDbType.UInteger => GetInt64(row),
        DuckDbType.UBigInt or DuckDbType.HugeInt or DuckDbType.UHugeInt or DuckDbType.BigNum => Whole(GetBigInteger(row)),
        DuckDbType.Float => (double)*At<float>(row),
        DuckDbType.Double => *At<double>(row),
        DuckDbType.Decimal => DecimalValue.Read(Unscaled(row), type.Scale),
        DuckDbType.Varchar or DuckDbType.Enum => GetString(row),
        DuckDbType.Blob or DuckDbType.Geometry => Bytes(row).ToArray(),
        DuckDbType.Bit => BitText(Bytes(row)),
        DuckDbType.Date => Temporal.Date(*At<int>(row)),
        DuckDbType.Time => Temporal.Time(*At<long>(row)),
        DuckDbType.TimeNanos => Temporal.TimeOfNanos(*At<long>(row)),
        DuckDbType.TimeTz => Temporal.TimeWithZone(*At<ulong>(row)),
        DuckDbType.Timestamp => Temporal.Timestamp(*At<long>(row), Temporal.MicrosPerSecond),
        DuckDbType.TimestampSeconds => Temporal.Timestamp(*At<long>(row), 1),
        DuckDbType.TimestampMillis => Temporal.Timestamp(*At<long>(row), Temporal.MillisPerSecond),
        DuckDbType.TimestampNanos => Temporal.Timestamp(*At<long>(row), Temporal.NanosPerSecond),
        DuckDbType.TimestampTz => Temporal.Instant(*At<long>(row)),
        DuckDbType.Interval => IntervalValue(*At<DuckDbInterval>(row)),
        DuckDbType.Uuid => UuidValue(*At<UInt128>(row)),
        DuckDbType.List => Items(*At<DuckDbListEntry>(row)),
        DuckDbType.Array => Items(new DuckDbListEntry { Offset = (ulong)row * (ulong)type.ArraySize, Length = (ulong)type.ArraySize }),
        DuckDbType.Struct => Members(row),
        DuckDbType.Map => Entries(*At<DuckDbListEntry>(row)),
        DuckDbType.Union => children[children[0].GetInt64(row) + 1].GetValue(row),
        _ => throw new WarehouseException(DiagnosticCodes.StatementFailed, $"Values of type {type.Text} cannot be read")
        {
            Hint = "Cast the column to VARCHAR or JSON in the query.",
        },
    };

    private static object Whole(BigInteger value)
    {
        object whole = value;
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            whole = (long)value;
        }

        return whole;
    }

    private static Interval IntervalValue(DuckDbInterval value) => new(value.Months, value.Days, value.Micros);

    /// <summary>DuckDB keeps a UUID as a signed number with its top bit flipped, so that it sorts.</summary>
    private static Guid UuidValue(UInt128 value)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, value ^ (UInt128.One << 127));
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>The first byte says how many bits at the start of the second are padding.</summary>
    private static string BitText(ReadOnlySpan<byte> bytes)
    {
        var padding = bytes[0];
        var text = new StringBuilder();
        for (var i = (int)padding; i < (bytes.Length - 1) * 8; i++)
        {
            text.Append((bytes[1 + (i / 8)] & (0x80 >> (i % 8))) != 0 ? '1' : '0');
        }

        return text.ToString();
    }

    private Int128 Unscaled(int row) => type.Storage switch
    {
        DuckDbType.SmallInt => *At<short>(row),
        DuckDbType.Integer => *At<int>(row),
        DuckDbType.BigInt => *At<long>(row),
        _ => *At<Int128>(row),
    };

    private object?[] Items(DuckDbListEntry entry)
    {
        var items = new object?[entry.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = children[0].GetValue((int)entry.Offset + i);
        }

        return items;
    }

    private KeyValuePair<object, object?>[] Members(int row)
    {
        var members = new KeyValuePair<object, object?>[children.Length];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = new KeyValuePair<object, object?>(type.ChildNames[i], children[i].GetValue(row));
        }

        return members;
    }

    private KeyValuePair<object, object?>[] Entries(DuckDbListEntry entry)
    {
        var (keys, values) = (children[0].children[0], children[0].children[1]);
        var entries = new KeyValuePair<object, object?>[entry.Length];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = (int)entry.Offset + i;
            entries[i] = new KeyValuePair<object, object?>(keys.GetValue(at)!, values.GetValue(at));
        }

        return entries;
    }
}
