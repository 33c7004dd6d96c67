using System.Collections.Immutable;
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
public sealed record EarlierRun(DictValue Arguments, DateTimeOffset? Started, ImmutableArray<EarlierResult> Results)
{
    /// <summary>The status of each node, by unique id.</summary>
    public IReadOnlyDictionary<string, string> Statuses
    {
        get
        {
            var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var result in Results)
            {
                statuses[result.UniqueId] = result.Status;
            }

            return statuses;
        }
    }
}

/// <summary>How a node ended.</summary>
/// <param name="Status">dbt's name of it.</param>
/// <param name="Batches">Of a microbatch model; null for other nodes.</param>
public sealed record EarlierResult(string UniqueId, string Status, BatchResults? Batches);

/// <summary>Reads <c>run_results.json</c>.</summary>
public static class RunResultsReader
{
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="TransformException">It cannot be read, or is something else (TF1009).</exception>
    public static EarlierRun? Read(string path) =>
        ArtifactReader.Read(path, "how a run ended", "Run the project again; that writes the file anew.", root =>
        {
            var metadata = root.GetProperty("metadata");
            return new EarlierRun(
                root.TryGetProperty("args", out var arguments) ? YamlText.ReadMapping(new SourceText(path, arguments.GetRawText())) : new DictValue(),
                ArtifactReader.Time(metadata, "invocation_started_at") ?? ArtifactReader.Time(metadata, "generated_at"),
                [.. root.GetProperty("results").EnumerateArray().Select(Result)]);
        });

    private static EarlierResult Result(JsonElement json) => new(
        json.GetProperty("unique_id").GetString() ?? string.Empty,
        json.GetProperty("status").GetString() ?? string.Empty,
        json.TryGetProperty("batch_results", out var batches) && batches.ValueKind == JsonValueKind.Object
            ? new BatchResults(Windows(batches.GetProperty("successful")), Windows(batches.GetProperty("failed")))
            : null);

    private static ImmutableArray<BatchWindow> Windows(JsonElement json) =>
        [.. json.EnumerateArray().Select(window => new BatchWindow(ArtifactReader.Utc(window[0].GetString()), ArtifactReader.Utc(window[1].GetString())))];
}
