using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Transform.Core;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes JSON into a buffer with secrets masked. One per worker: it is not thread-safe.</summary>
internal sealed class ArtifactJson : IDisposable
{
    private static readonly JsonWriterOptions Options = new()
    {
        // What a browser would need escaped is not: these files are data. Python's reader takes either.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,

        // Parts of an object are written on their own and joined later.
        SkipValidation = true,
    };

    private const int MostKnown = 256;

    private readonly Dictionary<DictValue, byte[]> known = new(ReferenceEqualityComparer.Instance);
    private readonly ArrayBufferWriter<byte> buffer;
    private readonly SecretMask secrets;

    public ArtifactJson(SecretMask secrets, int capacity = 64 * 1024)
    {
        buffer = new ArrayBufferWriter<byte>(capacity);
        this.secrets = secrets;
        Writer = new Utf8JsonWriter(buffer, Options);
    }

    public Utf8JsonWriter Writer { get; }

    /// <summary>What was written since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written
    {
        get
        {
            Writer.Flush();
            return buffer.WrittenMemory;
        }
    }

    public void Clear()
    {
        buffer.ResetWrittenCount();
        Writer.Reset(buffer);
    }

    public void Dispose() => Writer.Dispose();

    public void Text(string? value)
    {
        if (value is null)
        {
            Writer.WriteNullValue();
        }
        else
        {
            Writer.WriteStringValue(secrets.IsEmpty ? value : secrets.Mask(value));
        }
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        Writer.WritePropertyName(name);
        Text(value);
    }

    public void Texts(ReadOnlySpan<byte> name, IEnumerable<string> values)
    {
        Writer.WriteStartArray(name);
        foreach (var value in values)
        {
            Text(value);
        }

        Writer.WriteEndArray();
    }

    public void Null(ReadOnlySpan<byte> name) => Writer.WriteNull(name);

    public void Flag(ReadOnlySpan<byte> name, bool? value)
    {
        if (value is { } flag)
        {
            Writer.WriteBoolean(name, flag);
        }
        else
        {
            Writer.WriteNull(name);
        }
    }

    public void EmptyList(ReadOnlySpan<byte> name)
    {
        Writer.WriteStartArray(name);
        Writer.WriteEndArray();
    }

    public void Value(ReadOnlySpan<byte> name, Value value)
    {
        Writer.WritePropertyName(name);
        Value(value);
    }

    /// <summary>A dictionary that many have, which nobody changes: it is spelled out once.</summary>
    public void Shared(ReadOnlySpan<byte> name, DictValue values)
    {
        Writer.WritePropertyName(name);
        if (!known.TryGetValue(values, out var text))
        {
            using var json = new ArtifactJson(secrets, capacity: 4 * 1024);
            json.Dict(values);
            if (known.Count == MostKnown)
            {
                known.Clear();
            }

            known.Add(values, text = json.Written.ToArray());
        }

        Writer.WriteRawValue(text, skipInputValidation: true);
    }

    /// <summary>The member of a dictionary, or null where there is none.</summary>
    public void Member(ReadOnlySpan<byte> name, DictValue values, string key, Value fallback = default)
    {
        Writer.WritePropertyName(name);
        Value(values.TryGetValue(key, out var value) && !value.IsMissing ? value : fallback);
    }

    /// <summary>A template's value as dbt's encoder writes it: dates in ISO 8601, decimals as numbers, whatever JSON has no
    /// word for as its <c>repr</c>.</summary>
    public void Value(Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined or ValueKind.None:
                Writer.WriteNullValue();
                break;
            case ValueKind.Boolean:
                value.TryGetBoolean(out var flag);
                Writer.WriteBooleanValue(flag);
                break;
            case ValueKind.Integer when value.TryGetInt64(out var number):
                Writer.WriteNumberValue(number);
                break;
            case ValueKind.Integer:
                Writer.WriteRawValue(value.ToString(), skipInputValidation: true);
                break;
            case ValueKind.Float:
                Float(value);
                break;
            case ValueKind.String:
                Text(value.AsString());
                break;
            case ValueKind.Dict:
                Dict(value.AsDict()!);
                break;
            case ValueKind.List or ValueKind.Tuple or ValueKind.Set:
                Writer.WriteStartArray();
                foreach (var item in value.Iterate())
                {
                    Value(item);
                }

                Writer.WriteEndArray();
                break;
            default:
                Host(value.AsObject()!);
                break;
        }
    }

    private void Dict(DictValue values)
    {
        Writer.WriteStartObject();
        for (var i = 0; i < values.Count; i++)
        {
            var (key, value) = values.GetAt(i);
            Writer.WritePropertyName(Name(key));
            Value(value);
        }

        Writer.WriteEndObject();
    }

    // Python writes keys that are not strings as JSON would write them as values.
    private string Name(Value key) => key.Kind switch
    {
        ValueKind.String => secrets.IsEmpty ? key.AsString()! : secrets.Mask(key.AsString()!),
        ValueKind.None or ValueKind.Undefined => "null",
        ValueKind.Boolean => key.TryGetBoolean(out var flag) && flag ? "true" : "false",
        _ => key.ToString(),
    };

    private void Float(Value value)
    {
        value.TryGetFloat(out var number);
        if (double.IsFinite(number))
        {
            // As Python spells it: 1.0 stays a float.
            Writer.WriteRawValue(value.ToString(), skipInputValidation: true);
        }
        else
        {
            Writer.WriteNullValue();
        }
    }

    private void Host(IHostObject host)
    {
        switch (host.TypeName)
        {
            case "decimal.Decimal" or "Decimal" or "decimal":
                Writer.WriteRawValue(host.Render());
                break;
            case "date" or "datetime.date" or "time" or "datetime.time":
                Text(host.Render());
                break;
            case "datetime" or "datetime.datetime":
                Text(host.Render().Replace(' ', 'T'));
                break;
            default:
                Text(host.Repr());
                break;
        }
    }
}
