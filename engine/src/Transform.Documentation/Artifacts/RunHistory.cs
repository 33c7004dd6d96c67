using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Transform.Core;
using Transform.Execution;

namespace Transform.Documentation.Artifacts;

/// <summary>A run as it is remembered.</summary>
/// <param name="Command">What was called: <c>build</c>, <c>run</c>, <c>test</c>, ...</param>
/// <param name="Started">When.</param>
/// <param name="Elapsed">How long all of it took.</param>
/// <param name="Nodes">How each node ended, in the order in which they did.</param>
public sealed record PastRun(string Command, DateTimeOffset Started, TimeSpan Elapsed, ImmutableArray<PastResult> Nodes);

/// <summary>How a node ended in a past run.</summary>
/// <param name="Status">dbt's name of it.</param>
/// <param name="Begun">How long after the run it began; zero where it did not.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Rows">The rows that it wrote or, of a test, that failed; null where nobody counted.</param>
public sealed record PastResult(string UniqueId, string Status, TimeSpan Begun, TimeSpan Took, long? Rows);

/// <summary>The last runs of a project, each in a file of its own: <c>run_results.json</c> tells of the last command alone.</summary>
public static class RunHistory
{
    /// <summary>The folder below that for generated files.</summary>
    public const string FolderName = "history";

    private const int MostRuns = 20;

    /// <summary>Keeps a run, and as many of those before it as there is room for.</summary>
    /// <param name="folder">The history's folder.</param>
    /// <param name="command">What was called.</param>
    /// <exception cref="TransformException">The file cannot be written (TF1012).</exception>
    public static void Add(string folder, string command, RunResult run)
    {
        var name = $"{run.Started.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff", CultureInfo.InvariantCulture)}.json";
        AtomicFile.Write(Path.Combine(folder, name), stream => Write(stream, command, run));
        foreach (var old in Files(folder).Skip(MostRuns))
        {
            try
            {
                File.Delete(old);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next run tries again.
            }
        }
    }

    /// <summary>The runs that are kept, the last one first. What is no such file is passed over.</summary>
    /// <param name="folder">The history's folder.</param>
    public static ImmutableArray<PastRun> Read(string folder) => [.. Files(folder).Select(TryRead).OfType<PastRun>()];

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json").OrderDescending(StringComparer.Ordinal) : [];

    private static void Write(Stream stream, string command, RunResult run)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("command", command);
        json.WriteString("started", run.Started);
        json.WriteNumber("elapsed", run.Elapsed.TotalSeconds);
        json.WriteStartArray("nodes");
        foreach (var result in run.Results)
        {
            json.WriteStartArray();
            json.WriteStringValue(result.Node.UniqueId);
            json.WriteStringValue(result.Status.ToName());
            json.WriteNumberValue(Math.Round(Begun(run, result).TotalSeconds, 4));
            json.WriteNumberValue(Math.Round(result.ExecutionTime.TotalSeconds, 4));
            if ((result.RowsAffected ?? result.Failures) is { } rows)
            {
                json.WriteNumberValue(rows);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static TimeSpan Begun(RunResult run, NodeResult result) =>
        (result.CompileStarted ?? result.ExecuteStarted) is { } begun && begun > run.Started ? begun - run.Started : TimeSpan.Zero;

    private static PastRun? TryRead(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            return new PastRun(
                root.GetProperty("command").GetString() ?? string.Empty,
                root.GetProperty("started").GetDateTimeOffset(),
                TimeSpan.FromSeconds(root.GetProperty("elapsed").GetDouble()),
                [.. root.GetProperty("nodes").EnumerateArray().Select(static node => new PastResult(
                    node[0].GetString() ?? string.Empty, node[1].GetString() ?? string.Empty, TimeSpan.FromSeconds(node[2].GetDouble()),
                    TimeSpan.FromSeconds(node[3].GetDouble()), node[4].ValueKind == JsonValueKind.Number ? node[4].GetInt64() : null))]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
