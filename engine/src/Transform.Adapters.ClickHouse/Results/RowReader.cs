using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Text;
using Transform.Adapters.ClickHouse.Transports;

namespace Transform.Adapters.ClickHouse.Results;

/// <summary>Reads rows in ClickHouse's RowBinaryWithNamesAndTypes as they come: a row is looked through once to find its values, and
/// a value is made when it is asked for.</summary>
internal sealed class RowReader : IResultReader
{
    private const int FirstBuffer = 64 * 1024;
    private const int Null = -1;
    private const string Format = "RowBinaryWithNamesAndTypes";

    private readonly ClickHouseAnswer answer;
    private readonly string sql;
    private readonly TimeZoneInfo zone;

    // Of values that are not NULL. What every value needs lies in arrays of its own.
    private readonly ColumnType[] types;
    private readonly ValueKind[] kinds;
    private readonly int[] sizes;
    private readonly bool[] nullable;
    private readonly int[] places;
    private byte[] buffer = new byte[FirstBuffer];
    private int start;
    private int end;
    private bool isAtEnd;

    /// <param name="answer">The reader disposes it.</param>
    /// <param name="sql">The statement.</param>
    internal RowReader(ClickHouseAnswer answer, string sql)
    {
        this.answer = answer;
        this.sql = sql;
        try
        {
            zone = TypeParser.FindZone(answer.Timezone);
            (Columns, var read) = ReadHead();
            types = Array.ConvertAll(read, static type => type with { IsNullable = false });
            kinds = Array.ConvertAll(read, static type => type.Kind);
            sizes = Array.ConvertAll(read, static type => type.Size);
            nullable = Array.ConvertAll(read, static type => type.IsNullable);
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        places = new int[types.Length];
    }

    public ImmutableArray<ColumnInfo> Columns { get; }

    public StatementResult Response
    {
        get
        {
            while (!isAtEnd)
            {
                start = end;
                Fill();
            }

            return new StatementResult(answer.WrittenRows == 0 ? null : answer.WrittenRows, "OK");
        }
    }

    public bool Read()
    {
        if (types.Length == 0)
        {
            return false;
        }

        var at = start;
        while (start == end || !TryRow(buffer.AsSpan(0, end), ref at))
        {
            if (isAtEnd)
            {
                return start < end ? throw AnswerErrors.Cut("The rows end in the middle of one.", sql) : false;
            }

            Fill();
            at = start;
        }

        start = at;
        return true;
    }

    // A variant has a NULL of its own, and so has a value whose type comes with it.
    public bool IsNull(int column) => places[column] is var place && (place == Null || types[column].Kind switch
    {
        ValueKind.Variant => buffer[place] == RowLayout.NoAlternative,
        ValueKind.Dynamic => buffer[place] == 0,
        var kind => kind == ValueKind.Nothing,
    });

    public bool GetBoolean(int column) => types[column].Kind switch
    {
        ValueKind.Boolean or ValueKind.UInt8 => Value(column)[0] != 0,
        var kind => throw new InvalidCastException($"{kind} is not boolean."),
    };

    public long GetInt64(int column) =>
        kinds[column] == ValueKind.Int64 ? BinaryPrimitives.ReadInt64LittleEndian(Value(column))
        : ValueReader.TryInt64(kinds[column], Value(column), out var number) ? number
        : throw new OverflowException($"The value of '{Columns[column].Name}' is beyond 64 bits.");

    public BigInteger GetBigInteger(int column) => ValueReader.BigInteger(types[column].Kind, Value(column));

    public double GetDouble(int column) =>
        kinds[column] == ValueKind.Float64 ? BinaryPrimitives.ReadDoubleLittleEndian(Value(column)) : ValueReader.Double(kinds[column], Value(column));

    public string GetString(int column)
    {
        var type = types[column];
        switch (type.Kind)
        {
            case ValueKind.String:
                var at = places[column];
                RowLayout.TryLength(buffer, ref at, out var length);
                return Encoding.UTF8.GetString(buffer, at, length);
            case ValueKind.FixedString:
                return Encoding.UTF8.GetString(ValueReader.Unpadded(Value(column)));
            case ValueKind.Enum8:
                return ValueReader.Label(type, (sbyte)Value(column)[0]);
            case ValueKind.Enum16:
                return ValueReader.Label(type, BinaryPrimitives.ReadInt16LittleEndian(Value(column)));
            default:
                throw new InvalidCastException($"{Columns[column].DataType} is no text.");
        }
    }

    public object? GetValue(int column)
    {
        if (IsNull(column))
        {
            return null;
        }

        var at = places[column];
        try
        {
            return ValueReader.Read(types[column], buffer.AsSpan(0, end), ref at, zone);
        }
        catch (Exception e) when (e is ArgumentException or OverflowException or NotSupportedException)
        {
            throw AnswerErrors.UnreadableValue(Columns[column], e, sql);
        }
    }

    public void Dispose() => answer.Dispose();

    private ReadOnlySpan<byte> Value(int column)
    {
        var place = places[column];
        if (place == Null)
        {
            ThrowNull(column);
        }

        return buffer.AsSpan(place, Math.Max(sizes[column], 0));
    }

    // By itself, so that what calls it stays small.
    private void ThrowNull(int column) => throw new InvalidCastException($"The value of '{Columns[column].Name}' is NULL.");

    private bool TryRow(ReadOnlySpan<byte> bytes, ref int at)
    {
        var places = this.places;
        var sizes = this.sizes;
        var nullable = this.nullable;
        for (var i = 0; i < places.Length; i++)
        {
            if (nullable[i])
            {
                if (at >= bytes.Length)
                {
                    return false;
                }

                if (bytes[at++] != 0)
                {
                    places[i] = Null;
                    continue;
                }
            }

            places[i] = at;
            if (sizes[i] is >= 0 and var size)
            {
                at += size;
            }
            else if (!TrySkip(i, bytes, ref at))
            {
                return false;
            }
        }

        return at <= bytes.Length;
    }

    private bool TrySkip(int column, ReadOnlySpan<byte> bytes, ref int at)
    {
        try
        {
            return RowLayout.TrySkip(types[column], bytes, ref at);
        }
        catch (NotSupportedException e)
        {
            // A value that brings its type with it.
            throw AnswerErrors.UnreadableValue(Columns[column], e, sql);
        }
    }

    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, checked(buffer.Length * 2));
        }

        var count = answer.Read(buffer.AsSpan(end));
        end += count;
        isAtEnd = count == 0;
    }

    // How many columns there are, their names, their types. A statement without rows answers with nothing at all.
    private (ImmutableArray<ColumnInfo> Columns, ColumnType[] Types) ReadHead()
    {
        if (answer.Format is { } format and not Format)
        {
            throw AnswerErrors.OtherFormat(format, sql);
        }

        if (Number() is not { } count)
        {
            return ([], []);
        }

        var names = new string[count];
        for (var i = 0; i < count; i++)
        {
            names[i] = HeadText();
        }

        var columns = ImmutableArray.CreateBuilder<ColumnInfo>(count);
        var parsed = new ColumnType[count];
        for (var i = 0; i < count; i++)
        {
            var type = HeadText();
            columns.Add(new ColumnInfo(names[i], type) { Nullable = Metadata.IsNullable(type) });
            parsed[i] = Parse(names[i], type);
        }

        return (columns.MoveToImmutable(), parsed);
    }

    private ColumnType Parse(string name, string type)
    {
        try
        {
            return TypeParser.Parse(type);
        }
        catch (NotSupportedException e)
        {
            throw AnswerErrors.UnreadableType(name, type, e, sql);
        }
    }

    private int? Number()
    {
        while (true)
        {
            var at = start;
            if (RowLayout.TryLength(buffer.AsSpan(0, end), ref at, out var number))
            {
                start = at;
                return number;
            }

            if (isAtEnd)
            {
                return null;
            }

            Fill();
        }
    }

    private string HeadText()
    {
        var length = Number() ?? throw AnswerErrors.Cut("The names of its columns are cut off.", sql);
        while (end - start < length)
        {
            if (isAtEnd)
            {
                throw AnswerErrors.Cut("The names of its columns are cut off.", sql);
            }

            Fill();
        }

        var text = Encoding.UTF8.GetString(buffer, start, length);
        start += length;
        return text;
    }
}
