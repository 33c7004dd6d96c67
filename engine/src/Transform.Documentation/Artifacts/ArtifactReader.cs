using System.Globalization;
using System.Text.Json;
using Transform.Core;

namespace Transform.Documentation.Artifacts;

/// <summary>Reads a file of JSON that an earlier call wrote.</summary>
internal static class ArtifactReader
{
    /// <param name="path">The file.</param>
    /// <param name="tells">What it tells, for the message.</param>
    /// <param name="hint">What to do where it does not.</param>
    /// <param name="read">Reads the root; what it throws when keys are missing or of another type is reported.</param>
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="TransformException">It cannot be read, or is something else (TF1009).</exception>
    public static T? Read<T>(string path, string tells, string hint, Func<JsonElement, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(DiagnosticCodes.UnreadableFile, $"{path} does not tell {tells}: {exception.Message}", hint: hint);
        }
    }

    /// <summary>A time in UTC; null where it is missing or null.</summary>
    public static DateTimeOffset? Time(JsonElement json, string key) =>
        json.TryGetProperty(key, out var time) && time.ValueKind != JsonValueKind.Null && time.GetString() is { } text ? new DateTimeOffset(Utc(text)) : null;

    /// <summary>A time in UTC, where it is not said also.</summary>
    public static DateTime Utc(string? text) => DateTime.Parse(
        text ?? string.Empty, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
