using System.Text.Json;
using Transform.Templating;

namespace Transform.Cli.Output;

/// <summary>Template values as JSON.</summary>
internal static class ValueJson
{
    public static void Write(Utf8JsonWriter json, Value value)
    {
        switch (value.Kind)
        {
            case ValueKind.Undefined or ValueKind.None:
                json.WriteNullValue();
                break;
            case ValueKind.Boolean:
                json.WriteBooleanValue(value.TryGetBoolean(out var flag) && flag);
                break;
            case ValueKind.Integer:
                json.WriteRawValue(value.ToString());
                break;
            case ValueKind.Float when value.TryGetFloat(out var number) && double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case ValueKind.Dict:
                json.WriteStartObject();
                foreach (var (key, item) in value.AsDict()!)
                {
                    json.WritePropertyName(key.ToString());
                    Write(json, item);
                }

                json.WriteEndObject();
                break;
            case ValueKind.List or ValueKind.Tuple or ValueKind.Set:
                json.WriteStartArray();
                foreach (var item in value.Iterate())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(value.ToString());
                break;
        }
    }
}
