using Transform.Adapters.DuckDb.Native;

namespace Transform.Adapters.DuckDb;

/// <summary>A logical type, read once from DuckDB so that values can be read without asking again.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">DuckDB's own text of it, such as <c>DECIMAL(18,3)</c>.</param>
internal sealed record ColumnType(DuckDbType Kind, string Text)
{
    /// <summary>How an enum or a decimal lies in memory; <see cref="Kind"/> otherwise.</summary>
    internal DuckDbType Storage { get; init; } = Kind;

    internal int Scale { get; init; }

    internal int ArraySize { get; init; }

    internal string[] EnumValues { get; init; } = [];

    internal string[] ChildNames { get; init; } = [];

    internal ColumnType[] Children { get; init; } = [];

    /// <summary>Reads a type and destroys its handle.</summary>
    internal static unsafe ColumnType Take(nint handle, DuckDbSession session)
    {
        try
        {
            return Read(handle, session);
        }
        finally
        {
            DuckDbNative.DestroyLogicalType(ref handle);
        }
    }

    private static unsafe ColumnType Read(nint handle, DuckDbSession session)
    {
        var kind = DuckDbNative.GetTypeId(handle);
        switch (kind)
        {
            case DuckDbType.Varchar:
                return DuckDbNative.OwnedText(DuckDbNative.LogicalTypeGetAlias(handle)) is { Length: > 0 } alias
                    ? new ColumnType(kind, alias)
                    : new ColumnType(kind, "VARCHAR");
            case DuckDbType.Decimal:
                var (width, scale) = (DuckDbNative.DecimalWidth(handle), DuckDbNative.DecimalScale(handle));
                return new ColumnType(kind, $"DECIMAL({width},{scale})")
                {
                    Scale = scale,
                    Storage = DuckDbNative.DecimalInternalType(handle),
                };
            case DuckDbType.Enum:
                return ReadEnum(handle);
            case DuckDbType.List:
                var item = Take(DuckDbNative.ListTypeChildType(handle), session);
                return new ColumnType(kind, item.Text + "[]") { Children = [item] };
            case DuckDbType.Array:
                var element = Take(DuckDbNative.ArrayTypeChildType(handle), session);
                var size = (int)DuckDbNative.ArrayTypeArraySize(handle);
                return new ColumnType(kind, $"{element.Text}[{size}]") { Children = [element], ArraySize = size };
            case DuckDbType.Map:
                var key = Take(DuckDbNative.MapTypeKeyType(handle), session);
                var value = Take(DuckDbNative.MapTypeValueType(handle), session);
                return new ColumnType(kind, $"MAP({key.Text}, {value.Text})") { Children = [key, value] };
            case DuckDbType.Struct:
                return ReadStruct(handle, session);
            case DuckDbType.Union:
                return ReadUnion(handle, session);
            default:
                return new ColumnType(kind, PlainText(kind));
        }
    }

    private static unsafe ColumnType ReadEnum(nint handle)
    {
        var values = new string[DuckDbNative.EnumDictionarySize(handle)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = DuckDbNative.OwnedText(DuckDbNative.EnumDictionaryValue(handle, (ulong)i))!;
        }

        return new ColumnType(DuckDbType.Enum, $"ENUM({string.Join(", ", values.Select(Sql.Literal))})")
        {
            EnumValues = values,
            Storage = DuckDbNative.EnumInternalType(handle),
        };
    }

    private static unsafe ColumnType ReadStruct(nint handle, DuckDbSession session)
    {
        var names = new string[DuckDbNative.StructTypeChildCount(handle)];
        var types = new ColumnType[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = DuckDbNative.OwnedText(DuckDbNative.StructTypeChildName(handle, (ulong)i)) ?? string.Empty;
            types[i] = Take(DuckDbNative.StructTypeChildType(handle, (ulong)i), session);
        }

        return Members(DuckDbType.Struct, "STRUCT", names, types, session);
    }

    private static unsafe ColumnType ReadUnion(nint handle, DuckDbSession session)
    {
        var names = new string[DuckDbNative.UnionTypeMemberCount(handle)];
        var types = new ColumnType[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = DuckDbNative.OwnedText(DuckDbNative.UnionTypeMemberName(handle, (ulong)i))!;
            types[i] = Take(DuckDbNative.UnionTypeMemberType(handle, (ulong)i), session);
        }

        return Members(DuckDbType.Union, "UNION", names, types, session);
    }

    private static ColumnType Members(
        DuckDbType kind, string word, string[] names, ColumnType[] types, DuckDbSession session)
    {
        var members = names.Select((name, i) =>
            name.Length == 0 ? types[i].Text : $"{session.Keywords.Print(name)} {types[i].Text}");
        return new ColumnType(kind, $"{word}({string.Join(", ", members)})") { ChildNames = names, Children = types };
    }

    private static string PlainText(DuckDbType kind) => kind switch
    {
        DuckDbType.Boolean => "BOOLEAN",
        DuckDbType.TinyInt => "TINYINT",
        DuckDbType.SmallInt => "SMALLINT",
        DuckDbType.Integer => "INTEGER",
        DuckDbType.BigInt => "BIGINT",
        DuckDbType.UTinyInt => "UTINYINT",
        DuckDbType.USmallInt => "USMALLINT",
        DuckDbType.UInteger => "UINTEGER",
        DuckDbType.UBigInt => "UBIGINT",
        DuckDbType.HugeInt => "HUGEINT",
        DuckDbType.UHugeInt => "UHUGEINT",
        DuckDbType.BigNum => "BIGNUM",
        DuckDbType.Float => "FLOAT",
        DuckDbType.Double => "DOUBLE",
        DuckDbType.Date => "DATE",
        DuckDbType.Time => "TIME",
        DuckDbType.TimeNanos => "TIME_NS",
        DuckDbType.TimeTz => "TIME WITH TIME ZONE",
        DuckDbType.Timestamp => "TIMESTAMP",
        DuckDbType.TimestampSeconds => "TIMESTAMP_S",
        DuckDbType.TimestampMillis => "TIMESTAMP_MS",
        DuckDbType.TimestampNanos => "TIMESTAMP_NS",
        DuckDbType.TimestampTz => "TIMESTAMP WITH TIME ZONE",
        DuckDbType.Interval => "INTERVAL",
        DuckDbType.Blob => "BLOB",
        DuckDbType.Bit => "BIT",
        DuckDbType.Uuid => "UUID",
        DuckDbType.SqlNull => "\"NULL\"",
        DuckDbType.Geometry => "GEOMETRY",
        DuckDbType.Variant => "VARIANT",
        _ => kind.ToString().ToUpperInvariant(),
    };
}
