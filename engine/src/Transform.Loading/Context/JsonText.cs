using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>Python's <c>json.loads</c>.</summary>
public static class JsonText
{
    private const int MaxDepth = 200;

    /// <summary>Reads a text; false when it is no JSON.</summary>
    public static bool TryLoad(string text, out Value value)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            value = Read(document.RootElement);
            return true;
        }
        catch (JsonException)
        {
            value = text.Trim() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                _ => Value.Undefined,
            };
            return !value.IsUndefined;
        }
    }

    private static Value Read(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var map = new DictValue();
                foreach (var property in element.EnumerateObject())
                {
                    map[property.Name] = Read(property.Value);
                }

                return map;
            case JsonValueKind.Array:
                var list = new ListValue(element.GetArrayLength());
                foreach (var item in element.EnumerateArray())
                {
                    list.Add(Read(item));
                }

                return list;
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.Number:
                if (element.TryGetInt64(out var number))
                {
                    return number;
                }

                var raw = element.GetRawText();
                return raw.AsSpan().ContainsAny(".eE")
                    ? element.GetDouble()
                    : Value.From(BigInteger.Parse(raw, CultureInfo.InvariantCulture));
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            default:
                return Value.None;
        }
    }
}
