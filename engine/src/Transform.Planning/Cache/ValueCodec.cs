using System.Globalization;
using System.Numerics;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Writes and reads values of templates.</summary>
internal static class ValueCodec
{
    private enum Tag : byte
    {
        Undefined,
        None,
        True,
        False,
        Integer,
        BigInteger,
        Float,
        String,
        List,
        Tuple,
        Dict,
        Set,
        Decimal,
        Date,
        Time,
        DateTime,
        Instant,
        Span,
    }

    /// <exception cref="NotSupportedException">It is an object that cannot be written.</exception>
    public static void Write(CacheWriter writer, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined:
                writer.Byte((byte)Tag.Undefined);
                break;
            case ValueKind.None:
                writer.Byte((byte)Tag.None);
                break;
            case ValueKind.Boolean:
                writer.Byte((byte)(value.IsTruthy ? Tag.True : Tag.False));
                break;
            case ValueKind.Integer:
                WriteInteger(writer, value);
                break;
            case ValueKind.Float:
                writer.Byte((byte)Tag.Float);
                value.TryGetFloat(out var real);
                writer.Double(real);
                break;
            case ValueKind.String:
                writer.Byte((byte)Tag.String);
                writer.Text(value.AsString());
                break;
            case ValueKind.List:
                writer.Byte((byte)Tag.List);
                WriteItems(writer, value.AsList()!);
                break;
            case ValueKind.Tuple:
                writer.Byte((byte)Tag.Tuple);
                WriteItems(writer, [.. value.Iterate()]);
                break;
            case ValueKind.Dict:
                writer.Byte((byte)Tag.Dict);
                WriteItems(writer, value.AsDict()!);
                break;
            case ValueKind.Set:
                writer.Byte((byte)Tag.Set);
                WriteItems(writer, [.. value.Iterate()]);
                break;
            default:
                WriteObject(writer, value);
                break;
        }
    }

    public static void WriteItems(CacheWriter writer, IReadOnlyCollection<Value> items)
    {
        writer.Number(items.Count);
        foreach (var item in items)
        {
            Write(writer, item);
        }
    }

    public static void WriteItems(CacheWriter writer, DictValue dict)
    {
        writer.Number(dict.Count);
        foreach (var (key, value) in dict)
        {
            Write(writer, key);
            Write(writer, value);
        }
    }

    public static Value Read(CacheReader reader) => (Tag)reader.Byte() switch
    {
        Tag.Undefined => default,
        Tag.None => Value.None,
        Tag.True => Value.True,
        Tag.False => Value.False,
        Tag.Integer => reader.Number(),
        Tag.BigInteger => Value.From(BigInteger.Parse(reader.Text(), CultureInfo.InvariantCulture)),
        Tag.Float => reader.Double(),
        Tag.String => reader.Text(),
        Tag.List => ReadList(reader),
        Tag.Tuple => new TupleValue(Items(reader)),
        Tag.Dict => ReadDict(reader),
        Tag.Set => new SetValue(Items(reader)),
        Tag.Decimal => Value.FromObject(decimal.Parse(reader.Text(), CultureInfo.InvariantCulture)),
        Tag.Date => Value.FromObject(DateOnly.FromDayNumber(reader.Count())),
        Tag.Time => Value.FromObject(new TimeOnly(reader.Number())),
        Tag.DateTime => Value.FromObject(new DateTime(reader.Number(), DateTimeKind.Unspecified)),
        Tag.Instant => Value.FromObject(new DateTimeOffset(reader.Number(), TimeSpan.FromTicks(reader.Number()))),
        Tag.Span => Value.FromObject(new TimeSpan(reader.Number())),
        var tag => throw new InvalidDataException($"{tag} is no value."),
    };

    public static DictValue ReadDict(CacheReader reader)
    {
        var count = reader.Count();
        var dict = new DictValue(count);
        for (var i = 0; i < count; i++)
        {
            var key = Read(reader);
            dict[key] = Read(reader);
        }

        return dict;
    }

    public static ListValue ReadList(CacheReader reader)
    {
        var count = reader.Count();
        var list = new ListValue(count);
        for (var i = 0; i < count; i++)
        {
            list.Add(Read(reader));
        }

        return list;
    }

    private static Value[] Items(CacheReader reader) => reader.List(Read);

    private static void WriteInteger(CacheWriter writer, Value value)
    {
        if (value.TryGetInt64(out var number))
        {
            writer.Byte((byte)Tag.Integer);
            writer.Number(number);
        }
        else
        {
            writer.Byte((byte)Tag.BigInteger);
            writer.Text(value.ToString());
        }
    }

    private static void WriteObject(CacheWriter writer, Value value)
    {
        var given = value.ToObject();
        if (given is null or IHostObject || Value.FromObject(given).Repr() != value.Repr())
        {
            throw new NotSupportedException($"A value is not plain: {value.Repr()}");
        }

        switch (given)
        {
            case decimal number:
                writer.Byte((byte)Tag.Decimal);
                writer.Text(number.ToString(CultureInfo.InvariantCulture));
                break;
            case DateOnly date:
                writer.Byte((byte)Tag.Date);
                writer.Number(date.DayNumber);
                break;
            case TimeOnly time:
                writer.Byte((byte)Tag.Time);
                writer.Number(time.Ticks);
                break;
            case DateTime { Kind: DateTimeKind.Unspecified } time:
                writer.Byte((byte)Tag.DateTime);
                writer.Number(time.Ticks);
                break;
            case DateTimeOffset instant:
                writer.Byte((byte)Tag.Instant);
                writer.Number(instant.Ticks);
                writer.Number(instant.Offset.Ticks);
                break;
            case TimeSpan span:
                writer.Byte((byte)Tag.Span);
                writer.Number(span.Ticks);
                break;
            default:
                throw new NotSupportedException($"A value is not plain: {value.Repr()}");
        }
    }
}
