namespace Transform.Adapters.ClickHouse.Results;

/// <summary>Reads the types that stand before each value of a <c>Dynamic</c>, in ClickHouse's binary encoding of types.</summary>
internal static class BinaryType
{
    /// <returns>Null where the bytes end before the type does.</returns>
    internal static ColumnType? TryRead(ReadOnlySpan<byte> bytes, ref int at) => throw new NotSupportedException("Dynamic");
}
