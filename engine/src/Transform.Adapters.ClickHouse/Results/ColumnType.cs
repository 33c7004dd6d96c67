namespace Transform.Adapters.ClickHouse.Results;

/// <summary>How the values of a type lie in RowBinary.</summary>
internal enum ValueKind
{
    /// <summary>No bytes: the type of a NULL that nothing else is known of.</summary>
    Nothing,
    Boolean,
    Int8,
    Int16,
    Int32,
    Int64,
    Int128,
    Int256,
    UInt8,
    UInt16,
    UInt32,
    UInt64,
    UInt128,
    UInt256,
    BFloat16,
    Float32,
    Float64,
    Decimal32,
    Decimal64,
    Decimal128,
    Decimal256,
    String,
    FixedString,
    Uuid,
    Ipv4,
    Ipv6,
    Date,
    Date32,
    DateTime,
    DateTime64,
    Time,
    Time64,
    Enum8,
    Enum16,
    Interval,
    Array,
    Tuple,
    Map,
    Variant,
    Dynamic,
}

/// <summary>A type of ClickHouse, as far as reading needs it.</summary>
/// <param name="Kind">Of a value that is not NULL.</param>
internal sealed record ColumnType(ValueKind Kind)
{
    /// <summary>A byte before each value says whether it is NULL.</summary>
    public bool IsNullable { get; init; }

    /// <summary>The bytes of a value that is not NULL, where all have as many; -1 otherwise.</summary>
    public int Size { get; init; } = -1;

    /// <summary>The types of an array's items, a tuple's parts, a map's keys and values, or a variant's alternatives in their order.</summary>
    public ColumnType[] Items { get; init; } = [];

    /// <summary>The names of a tuple's parts; empty where they have none.</summary>
    public string[] Names { get; init; } = [];

    /// <summary>Digits after the point, of seconds too.</summary>
    public int Scale { get; init; }

    /// <summary>The zone of a time; null where the type names none.</summary>
    public TimeZoneInfo? Zone { get; init; }

    /// <summary>The names of an enum's values.</summary>
    public IReadOnlyDictionary<int, string> Labels { get; init; } = System.Collections.Immutable.ImmutableDictionary<int, string>.Empty;

    /// <summary>Of an interval: <c>Day</c>.</summary>
    public string Unit { get; init; } = string.Empty;
}
