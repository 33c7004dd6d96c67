namespace Transform.Adapters.ClickHouse.Results;

/// <summary>Finds where values lie in RowBinary.</summary>
internal static class RowLayout
{
    internal const byte NoAlternative = 255;

    /// <summary>Moves behind a value of a type.</summary>
    /// <returns>False where the bytes end before the value does.</returns>
    internal static bool TrySkip(ColumnType type, ReadOnlySpan<byte> bytes, ref int at)
    {
        if (type.IsNullable)
        {
            if (at >= bytes.Length)
            {
                return false;
            }

            if (bytes[at++] != 0)
            {
                return true;
            }
        }

        if (type.Size >= 0)
        {
            at += type.Size;
            return at <= bytes.Length;
        }

        return type.Kind switch
        {
            ValueKind.String => TryLength(bytes, ref at, out var length) && TryMove(bytes, ref at, length),
            ValueKind.Array => TryItems(type.Items[0], bytes, ref at),
            ValueKind.Tuple => TryParts(type.Items, bytes, ref at),
            ValueKind.Map => TryEntries(type.Items, bytes, ref at),
            ValueKind.Variant => TryVariant(type, bytes, ref at),
            ValueKind.Dynamic => TryDynamic(bytes, ref at),
            _ => throw new InvalidOperationException($"There is no layout of {type.Kind}."),
        };
    }

    /// <summary>A count or a length: seven bits to a byte, the lowest first.</summary>
    internal static bool TryLength(ReadOnlySpan<byte> bytes, ref int at, out int length)
    {
        ulong value = 0;
        for (var shift = 0; at < bytes.Length && shift < 64; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                length = checked((int)value);
                return true;
            }
        }

        length = 0;
        return false;
    }

    /// <summary>The alternative of a variant's value; null where the value is NULL.</summary>
    internal static ColumnType? Alternative(ColumnType type, byte number) => number == NoAlternative ? null : type.Items[number];

    private static bool TryMove(ReadOnlySpan<byte> bytes, ref int at, long length)
    {
        if (length > bytes.Length - at)
        {
            return false;
        }

        at += (int)length;
        return true;
    }

    private static bool TryItems(ColumnType item, ReadOnlySpan<byte> bytes, ref int at)
    {
        if (!TryLength(bytes, ref at, out var count))
        {
            return false;
        }

        if (item is { Size: >= 0, IsNullable: false })
        {
            return TryMove(bytes, ref at, (long)count * item.Size);
        }

        for (var i = 0; i < count; i++)
        {
            if (!TrySkip(item, bytes, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryParts(ColumnType[] parts, ReadOnlySpan<byte> bytes, ref int at)
    {
        foreach (var part in parts)
        {
            if (!TrySkip(part, bytes, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryEntries(ColumnType[] entry, ReadOnlySpan<byte> bytes, ref int at)
    {
        if (!TryLength(bytes, ref at, out var count))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if (!TryParts(entry, bytes, ref at))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryVariant(ColumnType type, ReadOnlySpan<byte> bytes, ref int at)
    {
        if (at >= bytes.Length)
        {
            return false;
        }

        return Alternative(type, bytes[at++]) is not { } alternative || TrySkip(alternative, bytes, ref at);
    }

    private static bool TryDynamic(ReadOnlySpan<byte> bytes, ref int at) =>
        BinaryType.TryRead(bytes, ref at) is { } type && TrySkip(type, bytes, ref at);
}
