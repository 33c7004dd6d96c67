using System.Runtime.InteropServices;

namespace Transform.Adapters.DuckDb.Native;

/// <summary><c>duckdb_state</c>.</summary>
internal enum DuckDbState
{
    Success = 0,
    Error = 1,
}

/// <summary><c>duckdb_type</c>: the logical type of a column.</summary>
internal enum DuckDbType
{
    Invalid = 0,
    Boolean = 1,
    TinyInt = 2,
    SmallInt = 3,
    Integer = 4,
    BigInt = 5,
    UTinyInt = 6,
    USmallInt = 7,
    UInteger = 8,
    UBigInt = 9,
    Float = 10,
    Double = 11,
    Timestamp = 12,
    Date = 13,
    Time = 14,
    Interval = 15,
    HugeInt = 16,
    Varchar = 17,
    Blob = 18,
    Decimal = 19,
    TimestampSeconds = 20,
    TimestampMillis = 21,
    TimestampNanos = 22,
    Enum = 23,
    List = 24,
    Struct = 25,
    Map = 26,
    Uuid = 27,
    Union = 28,
    Bit = 29,
    TimeTz = 30,
    TimestampTz = 31,
    UHugeInt = 32,
    Array = 33,
    Any = 34,
    BigNum = 35,
    SqlNull = 36,
    StringLiteral = 37,
    IntegerLiteral = 38,
    TimeNanos = 39,
    Geometry = 40,
    Variant = 41,
}

/// <summary><c>duckdb_statement_type</c>, as far as the adapter asks.</summary>
internal enum StatementKind
{
    Invalid = 0,
    Select = 1,
    Prepare = 6,
    Create = 7,
    Transaction = 10,
    VariableSet = 13,
    Pragma = 17,
    Set = 20,
}

/// <summary><c>duckdb_result_type</c>: what a result holds.</summary>
internal enum ResultKind
{
    Invalid = 0,
    ChangedRows = 1,
    Nothing = 2,
    Rows = 3,
}

/// <summary><c>duckdb_result</c>: a handle, with fields that DuckDB keeps for old callers.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbResult
{
    public ulong ColumnCount;
    public ulong RowCount;
    public ulong RowsChanged;
    public nint Columns;
    public nint ErrorMessage;
    public nint InternalData;
}

/// <summary><c>duckdb_string_t</c>: up to 12 bytes lie in place, longer ones behind a pointer.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct DuckDbString
{
    private const int InlineLimit = 12;

    [FieldOffset(0)]
    private uint length;

    [FieldOffset(4)]
    private fixed byte inline[InlineLimit];

    [FieldOffset(8)]
    private byte* pointer;

    /// <summary>The bytes of the string at an address inside a vector; valid as long as its chunk.</summary>
    public static ReadOnlySpan<byte> Bytes(DuckDbString* value)
    {
        var size = (int)value->length;
        return new ReadOnlySpan<byte>(size <= InlineLimit ? value->inline : value->pointer, size);
    }
}

/// <summary><c>duckdb_list_entry</c>: where a row's elements lie in the child vector.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbListEntry
{
    public ulong Offset;
    public ulong Length;
}

/// <summary><c>duckdb_interval</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DuckDbInterval
{
    public int Months;
    public int Days;
    public long Micros;
}
