using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Transform.Adapters;
using Transform.Adapters.DuckDb;
using Transform.Tests.Documentation;

namespace Transform.Tests.Execution;

/// <summary>Runs the steps of a project as <c>record.py</c> does and writes the same transcript.</summary>
internal sealed partial class RecordedRun(string fixture, Func<string, RecordedWarehouse> warehouseIn) : IDisposable
{
    private const string Results = "target/run_results.json";
    private const string Catalog = "target/catalog.json";

    // In the order in which they are told of; one is where a step wants it.
    private static readonly string[] Artifacts = [Results, "target/sources.json", "report.json", Catalog];

    private readonly string folder = Programs.Copy(fixture);
    private readonly List<(DateTime Start, DateTime End)> steps = [];
    private SortedDictionary<string, string[]> seen = new(StringComparer.Ordinal);

    public string Transcript()
    {
        var text = new StringBuilder();
        var warehouse = warehouseIn(folder);
        foreach (var step in File.ReadLines(Path.Combine(fixture, "steps.txt")).Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#'))
        {
            foreach (var path in Artifacts.Select(artifact => Path.Combine(folder, artifact)).Where(File.Exists))
            {
                File.Delete(path);
            }

            var start = TimeProvider.System.GetUtcNow().UtcDateTime;
            if (warehouse.HasWholeSeconds)
            {
                var rest = TimeSpan.FromTicks(TimeSpan.TicksPerSecond - (start.Ticks % TimeSpan.TicksPerSecond));
                Thread.Sleep(rest);
                start += rest;
            }

            var code = EndToEnd.Cli.Run(folder, [.. Words(step), "--profiles-dir", ".", .. warehouse.Arguments], [.. warehouse.Variables]).ExitCode;
            steps.Add((start, TimeProvider.System.GetUtcNow().UtcDateTime));
            text.Append(CultureInfo.InvariantCulture, $"# {steps.Count}: {step}\nexit code {code}\n");
            foreach (var path in Artifacts)
            {
                AppendAll(text, Describe(path));
            }

            AppendAll(text, Changes(warehouse));
            text.Append('\n');
        }

        return text.ToString().TrimEnd();
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static void AppendAll(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }
    }

    private IEnumerable<string> Describe(string artifact)
    {
        var path = Path.Combine(folder, artifact);
        if (!File.Exists(path))
        {
            return [];
        }

        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        return artifact switch
        {
            Results => [.. root.GetProperty("results").EnumerateArray().Select(Describe).Order(StringComparer.Ordinal)],
            Catalog => [.. RecordedArtifacts.Tables(root)],
            _ => [Path.GetFileName(artifact), .. root.GetProperty("results").EnumerateArray().Select(r => Mask(RecordedArtifacts.Freshness(r))).Order(StringComparer.Ordinal)],
        };
    }

    private static string Describe(JsonElement result)
    {
        var status = result.GetProperty("status").GetString();
        var id = result.GetProperty("unique_id").GetString()!;
        var line = $"{status} {id}";
        if (result.GetProperty("failures") is { ValueKind: JsonValueKind.Number } failures && failures.GetInt64() != 0)
        {
            line += $" failures={failures.GetInt64()}";
        }

        // The words of errors, and the tables of unit tests, are each program's own.
        return status is not ("error" or "skipped") && !id.StartsWith("unit_test.", StringComparison.Ordinal)
            && result.GetProperty("message").GetString() is { Length: > 0 } message
            ? $"{line}: {message.Trim().Replace("\n", "\n    ", StringComparison.Ordinal)}"
            : line;
    }

    private List<string> Changes(RecordedWarehouse warehouse)
    {
        var lines = new List<string>();
        using var adapter = warehouse.Open();
        if (adapter is null)
        {
            return lines;
        }

        using var connection = adapter.Connect(TestContext.Current.CancellationToken);
        if (warehouse.Zone is { } zone)
        {
            connection.Execute(zone, TestContext.Current.CancellationToken);
        }

        var now = new SortedDictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var relation in Query(connection, warehouse.Relations))
        {
            var quoted = $"\"{relation[0]}\".\"{relation[1]}\"";
            var columns = Query(connection, warehouse.Columns(quoted));
            var rows = Query(connection, warehouse.Rows(quoted)).Select(row => Mask(row[0])).Order(StringComparer.Ordinal);
            var key = $"{relation[0]}.{relation[1]}";
            now[key] = [$"{relation[2]} {key} ({string.Join(", ", columns.Select(c => c[0]))})", .. rows];
            AppendChanges(lines, seen.GetValueOrDefault(key), now[key]);
        }

        lines.AddRange(seen.Keys.Except(now.Keys).Select(key => $"gone: {key}"));
        seen = now;
        return lines;
    }

    private static void AppendChanges(List<string> lines, string[]? before, string[] now)
    {
        if (before is not null && before.SequenceEqual(now))
        {
            return;
        }

        lines.Add(now[0]);
        if (before is not null && before[0] != now[0])
        {
            lines.AddRange(now.Skip(1).Select(row => $"  = {row}"));
            return;
        }

        var gone = (before ?? []).Skip(1).ToList();
        var added = now.Skip(1).Where(row => !gone.Remove(row)).ToList();
        lines.AddRange(gone.Select(row => $"  - {row}"));
        lines.AddRange(added.Select(row => $"  + {row}"));
    }

    private static List<string[]> Query(IWarehouseConnection connection, string sql)
    {
        var rows = new List<string[]>();
        using var reader = connection.Query(sql, TestContext.Current.CancellationToken);
        while (reader.Read())
        {
            rows.Add([.. Enumerable.Range(0, reader.Columns.Length).Select(i => Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture) ?? "NULL")]);
        }

        return rows;
    }

    /// <summary>Times of the run become its step; hashes in such rows hold them, too.</summary>
    private string Mask(string row)
    {
        var masked = Stamp().Replace(row, match =>
        {
            var at = DateTime.Parse(match.Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
            var step = steps.FindIndex(s => s.Start <= at && at <= s.End);
            return step < 0 ? match.Value : $"<step {step + 1}>";
        });
        return masked == row ? row : Hash().Replace(masked, "<hash>");
    }

    /// <summary>As a shell splits them: quotes hold words together.</summary>
    private static IEnumerable<string> Words(string line) =>
        Word().Matches(line).Select(word => Quoted().Replace(word.Value, static quoted => quoted.Value[1..^1]));

    [GeneratedRegex("""(?:'[^']*'|"[^"]*"|[^\s'"])+""")]
    private static partial Regex Word();

    [GeneratedRegex("'[^']*'|\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?")]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\b(?:[0-9a-f]{32}|\d{15,20})\b")]
    private static partial Regex Hash();
}
