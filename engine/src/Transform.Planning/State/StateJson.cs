using System.Globalization;
using System.Text.Json;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A value of an earlier artifact as its JSON says it. It is read when it is asked for: most never are.</summary>
/// <param name="Text">The value in UTF-8; empty where there is none.</param>
public readonly record struct StateJson(ReadOnlyMemory<byte> Text)
{
    /// <summary>None where there is nothing.</summary>
    public Value Read()
    {
        if (Text.IsEmpty)
        {
            return Value.None;
        }

        var reader = new Utf8JsonReader(Text.Span);
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>An empty one where it is something else.</summary>
    public DictValue ReadDict() => Read().AsDict() ?? [];

    /// <summary>Whether a value of today would be written as the earlier one was.</summary>
    public static bool Same(Value now, Value then)
    {
        switch (now.Kind)
        {
            case ValueKind.Undefined or ValueKind.None:
                return then.IsMissing;
            case ValueKind.Dict:
                return SameDict(now.AsDict()!, then.AsDict());
            case ValueKind.List or ValueKind.Tuple or ValueKind.Set:
                return then.AsList() is { } list && SameItems(now, list);
            case ValueKind.Boolean or ValueKind.Integer or ValueKind.Float or ValueKind.String:
                return (now.Kind == then.Kind || (now.IsNumber && then.IsNumber)) && now.Equals(then);
            default:
                // Dates and decimals are texts and numbers there.
                var text = now.ToString();
                return then.ToString() is var other && (text == other || text.Replace(' ', 'T') == other);
        }
    }

    private static bool SameDict(DictValue now, DictValue? then)
    {
        if (then is null || now.Count != then.Count)
        {
            return false;
        }

        for (var i = 0; i < now.Count; i++)
        {
            var (key, value) = now.GetAt(i);
            if (!then.TryGetValue(Name(key), out var other) || !Same(value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameItems(Value now, ListValue then)
    {
        var index = 0;
        foreach (var item in now.Iterate())
        {
            if (index == then.Count || !Same(item, then[index++]))
            {
                return false;
            }
        }

        return index == then.Count;
    }

    /// <summary>The key of a dictionary as JSON has it.</summary>
    private static string Name(Value key) => key.Kind switch
    {
        ValueKind.String => key.AsString()!,
        ValueKind.None or ValueKind.Undefined => "null",
        ValueKind.Boolean => key.TryGetBoolean(out var flag) && flag ? "true" : "false",
        _ => key.ToString(),
    };

    private static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var dict = new DictValue();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var key = reader.GetString()!;
                    reader.Read();
                    dict[key] = Read(ref reader);
                }

                return dict;
            case JsonTokenType.StartArray:
                var list = new ListValue();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    list.Add(Read(ref reader));
                }

                return list;
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.True:
                return true;
            case JsonTokenType.False:
                return false;
            case JsonTokenType.Number:
                return reader.TryGetInt64(out var whole) ? whole : double.Parse(reader.ValueSpan, CultureInfo.InvariantCulture);
            default:
                return Value.None;
        }
    }
}
