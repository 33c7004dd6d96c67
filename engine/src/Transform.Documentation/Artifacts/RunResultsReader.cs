using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Transform.Core;
using Transform.Execution;
using Transform.Loading.Yaml;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>A run as its <c>run_results.json</c> tells it, Transform's own or dbt's.</summary>
/// <param name="Arguments">The command (<c>which</c>) and its flags by dbt's names.</param>
/// <param name="Started">When the program was called; null where the file does not say.</param>
/// <param name="Results">How the nodes ended.</param>
public sealed record EarlierRun(DictValue Arguments, DateTimeOffset? Started, ImmutableArray<EarlierResult> Results);

/// <summary>How a node ended.</summary>
/// <param name="Status">dbt's name of it.</param>
/// <param name="Batches">Of a microbatch model; null for other nodes.</param>
public sealed record EarlierResult(string UniqueId, string Status, BatchResults? Batches);

/// <summary>Reads <c>run_results.json</c>.</summary>
public static class RunResultsReader
{
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="TransformException">It cannot be read, or is something else (TF1009).</exception>
    public static EarlierRun? Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            var metadata = root.GetProperty("metadata");
            return new EarlierRun(
                root.TryGetProperty("args", out var arguments) ? YamlText.ReadMapping(new SourceText(path, arguments.GetRawText())) : new DictValue(),
                Time(metadata, "invocation_started_at") ?? Time(metadata, "generated_at"),
                [.. root.GetProperty("results").EnumerateArray().Select(Result)]);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception
            is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(
                DiagnosticCodes.UnreadableFile,
                $"{path} does not tell how a run ended: {exception.Message}",
                hint: "Run the project again; that writes the file anew.");
        }
    }

    private static EarlierResult Result(JsonElement json) => new(
        json.GetProperty("unique_id").GetString() ?? string.Empty,
        json.GetProperty("status").GetString() ?? string.Empty,
        json.TryGetProperty("batch_results", out var batches) && batches.ValueKind == JsonValueKind.Object
            ? new BatchResults(Windows(batches.GetProperty("successful")), Windows(batches.GetProperty("failed")))
            : null);

    private static ImmutableArray<BatchWindow> Windows(JsonElement json) =>
        [.. json.EnumerateArray().Select(window => new BatchWindow(Utc(window[0].GetString()), Utc(window[1].GetString())))];

    private static DateTimeOffset? Time(JsonElement json, string key) =>
        json.TryGetProperty(key, out var time) && time.GetString() is { } text ? new DateTimeOffset(Utc(text)) : null;

    private static DateTime Utc(string? text) => DateTime.Parse(
        text ?? string.Empty, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
