using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transform.Execution.Changes;

/// <summary>What a node read, as the record keeps it: <c>[["model.shop.orders","main|orders","..."]]</c>, ordered by id.</summary>
internal static class InputList
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(ImmutableArray<ResultInput> inputs)
    {
        if (inputs.IsEmpty)
        {
            return "[]";
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var input in inputs)
            {
                json.WriteStartArray();
                json.WriteStringValue(input.Id);
                json.WriteStringValue(input.Key);
                json.WriteStringValue(input.Version);
                json.WriteEndArray();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <returns>Empty where the text is none of ours.</returns>
    public static ImmutableArray<ResultInput> Read(string text)
    {
        if (text is "[]" or "")
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return [.. json.RootElement.EnumerateArray().Select(input => new ResultInput(
                input[0].GetString() ?? string.Empty, input[1].GetString() ?? string.Empty, input[2].GetString()))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IndexOutOfRangeException)
        {
            return [];
        }
    }
}
