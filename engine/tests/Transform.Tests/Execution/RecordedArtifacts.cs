using System.Globalization;
using System.Text.Json;

namespace Transform.Tests.Execution;

/// <summary>Lines of <c>sources.json</c> and <c>catalog.json</c> as <c>record.py</c> writes them.</summary>
internal static class RecordedArtifacts
{
    /// <summary>With the criteria, without what is of this run alone.</summary>
    public static string Freshness(JsonElement result)
    {
        var lead = $"{Text(result, "status")} {Text(result, "unique_id")}";
        if (!result.TryGetProperty("criteria", out var criteria))
        {
            return lead;
        }

        var age = Time(result, "snapshotted_at") - Time(result, "max_loaded_at");
        var isRight = Math.Abs(age.TotalSeconds - result.GetProperty("max_loaded_at_time_ago_in_s").GetDouble()) < 0.001;
        var limits = string.Join(' ', new[] { "warn_after", "error_after" }.Select(name => $"{name}={Limit(criteria.GetProperty(name))}"));
        var timing = string.Join(' ', result.GetProperty("timing").EnumerateArray().Select(part => Text(part, "name")));
        return $"{lead} {Text(result, "max_loaded_at")} age {(isRight ? "right" : "wrong")}, {limits} filter={Text(criteria, "filter")}, "
            + $"{timing}, {Answer(result.GetProperty("adapter_response"))}";
    }

    /// <summary>The tables without statistics: what is worth knowing is each program's own choice.</summary>
    public static IEnumerable<string> Tables(JsonElement catalog)
    {
        yield return "catalog.json";
        foreach (var section in new[] { "nodes", "sources" })
        {
            foreach (var entry in catalog.GetProperty(section).EnumerateObject().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var metadata = entry.Value.GetProperty("metadata");
                var described = string.Join(
                    " | ", new[] { "type", "database", "schema", "name", "comment", "owner" }.Select(name => Text(metadata, name)));
                var id = Text(entry.Value, "unique_id");
                yield return $"{section[..^1]} {id} {entry.Name == id}: {described}";
                foreach (var column in entry.Value.GetProperty("columns").EnumerateObject())
                {
                    yield return $"  {Text(column.Value, "index")} {column.Name} = {Text(column.Value, "name")} {Text(column.Value, "type")} {Text(column.Value, "comment")}";
                }
            }
        }

        if (catalog.GetProperty("errors") is { ValueKind: JsonValueKind.Array } errors)
        {
            foreach (var _ in errors.EnumerateArray())
            {
                yield return "error";
            }
        }
    }

    private static string Limit(JsonElement time) =>
        time.ValueKind == JsonValueKind.Null ? "none" : $"{Text(time, "count")} {Text(time, "period")}";

    private static string Answer(JsonElement response) => string.Join(
        ' ',
        new[] { "_message", "code", "rows_affected" }.Where(name => response.TryGetProperty(name, out _)).Select(name => $"{name}={Text(response, name)}"));

    private static DateTimeOffset Time(JsonElement json, string name) => DateTimeOffset.Parse(json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    // As Python prints it.
    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : "None";
}
