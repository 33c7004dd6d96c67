using Transform.Execution;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes <c>sources.json</c>.</summary>
internal static class SourcesWriter
{
    public static void Write(ArtifactJson json, RunResult run, Invocation invocation)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        ArtifactMetadata.Write(json, "https://schemas.getdbt.com/dbt/sources/v3.json", invocation);
        writer.WriteEndObject();
        writer.WriteStartArray("results"u8);
        foreach (var result in run.Results)
        {
            if (result is { Node: SourceNode source, Freshness: { } freshness })
            {
                Write(json, result, source, freshness);
            }
        }

        writer.WriteEndArray();
        writer.WriteNumber("elapsed_time"u8, run.Elapsed.TotalSeconds);
        writer.WriteEndObject();
    }

    private static void Write(ArtifactJson json, NodeResult result, SourceNode source, SourceFreshness freshness)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("unique_id"u8, source.UniqueId);
        json.Value("max_loaded_at"u8, Utc(freshness.MaxLoadedAt));
        json.Value("snapshotted_at"u8, Utc(freshness.SnapshottedAt));
        writer.WriteNumber("max_loaded_at_time_ago_in_s"u8, freshness.Age.TotalSeconds);
        writer.WriteString("status"u8, result.Status.ToName());
        json.Value("criteria"u8, source.Freshness);
        json.Value("adapter_response"u8, freshness.Response);
        RunResultsWriter.Timings(json, result);
        writer.WriteString("thread_id"u8, ReportedResult.Thread(result));
        writer.WriteNumber("execution_time"u8, result.ExecutionTime.TotalSeconds);
        writer.WriteEndObject();
    }

    private static Value Utc(DateTime time) => Value.From(new DateTimeValue(time, TimeZoneValue.Utc));
}
