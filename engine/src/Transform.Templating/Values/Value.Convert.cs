using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <content>From and to .NET.</content>
public readonly partial struct Value
{
    /// <summary>Booleans count as numbers, as in Python.</summary>
    internal bool IsNumeric => reference is Tag { Kind: not ValueKind.None } or BigInteger;

    internal bool IsFloat => ReferenceEquals(reference, FloatTag);

    /// <summary>The value of a .NET object: null, booleans, numbers, strings, dates, Guid, byte[], arrays (object?[] becomes a
    /// list, arrays of pairs a dict), dictionaries by string, sequences, host objects, or a value itself.</summary>
    public static Value FromObject(object? clr) => clr switch
    {
        null or DBNull => None,
        Value value => value,
        string text => text,
        bool boolean => boolean,
        int number => number,
        long number => number,
        double number => number,
        float number => (double)number,
        short number => (long)number,
        byte number => (long)number,
        sbyte number => (long)number,
        ushort number => (long)number,
        uint number => (long)number,
        ulong number => From(new BigInteger(number)),
        BigInteger number => From(number),
        Int128 number => From((BigInteger)number),
        UInt128 number => From((BigInteger)number),
        decimal number => From(new DecimalValue(number)),
        DateTime moment => From(DateTimeValue.FromClr(moment)),
        DateTimeOffset moment => From(DateTimeValue.FromClr(moment)),
        DateOnly date => From(new DateValue(date)),
        TimeOnly time => From(new TimeValue(time)),
        TimeSpan span => From(new TimeDeltaValue(span)),
        Guid guid => guid.ToString(),
        byte[] bytes => System.Text.Encoding.Latin1.GetString(bytes),
        ListValue list => list,
        TupleValue tuple => tuple,
        DictValue dict => dict,
        SetValue set => set,
        IHostObject host => From(host),
        KeyValuePair<object, object?>[] pairs => FromPairs(pairs),
        IReadOnlyDictionary<string, object?> dict => FromDictionary(dict),
        IReadOnlyDictionary<string, Value> dict => new DictValue(dict.Select(p => KeyValuePair.Create((Value)p.Key, p.Value))),
        IEnumerable<Value> values => new ListValue(values),
        System.Collections.IEnumerable values => FromSequence(values),
        _ => clr.ToString(),
    };

    /// <summary>The .NET object of the value: dict → Dictionary by string, list and tuple → object?[], set → object?[],
    /// Decimal → decimal, dates → DateTime, DateTimeOffset, DateOnly, TimeOnly, TimeSpan; other host objects as they are;
    /// undefined and none → null.</summary>
    public object? ToObject() => Kind switch
    {
        ValueKind.Undefined or ValueKind.None => null,
        ValueKind.Boolean => bits != 0,
        ValueKind.Integer => reference is BigInteger big ? (object)big : bits,
        ValueKind.Float => BitConverter.Int64BitsToDouble(bits),
        ValueKind.List => ToArray(AsList()!.Items),
        ValueKind.Tuple => ToArray(AsTuple()!.Items),
        ValueKind.Set => ToArray([.. AsSet()!]),
        ValueKind.Dict => ToDictionary(AsDict()!),
        ValueKind.Object when reference is IClrValue convertible => convertible.ToObject(),
        _ => reference,
    };

    internal double ToDouble() => reference is BigInteger big
        ? (double)big
        : IsFloat ? BitConverter.Int64BitsToDouble(bits) : bits;

    internal BigInteger ToBigInteger() => reference is BigInteger big ? big : bits;

    private static object?[] ToArray(ReadOnlySpan<Value> values)
    {
        CheckStack();
        var array = new object?[values.Length];
        for (var i = 0; i < array.Length; i++)
        {
            array[i] = values[i].ToObject();
        }

        return array;
    }

    private static Dictionary<string, object?> ToDictionary(DictValue dict)
    {
        CheckStack();
        var result = new Dictionary<string, object?>(dict.Count);
        foreach (var (key, value) in dict)
        {
            result[key.ToString()] = value.ToObject();
        }

        return result;
    }

    private static DictValue FromPairs(KeyValuePair<object, object?>[] pairs)
    {
        var dict = new DictValue(pairs.Length);
        foreach (var (key, value) in pairs)
        {
            dict[FromObject(key)] = FromObject(value);
        }

        return dict;
    }

    private static DictValue FromDictionary(IReadOnlyDictionary<string, object?> source)
    {
        var dict = new DictValue(source.Count);
        foreach (var (key, value) in source)
        {
            dict[key] = FromObject(value);
        }

        return dict;
    }

    private static ListValue FromSequence(System.Collections.IEnumerable values)
    {
        var list = new ListValue();
        foreach (var value in values)
        {
            list.Add(FromObject(value));
        }

        return list;
    }
}

/// <summary>A host object that stands for one .NET object.</summary>
internal interface IClrValue
{
    object ToObject();
}
