using System.Collections.Immutable;
using Transform.Core;
using Transform.Execution;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes <c>run_results.json</c>, the results in parallel: each has the compiled code of its node.</summary>
internal static class RunResultsWriter
{
    public static void Write(Stream stream, SecretMask secrets, RunResult run, Invocation invocation)
    {
        ArtifactJson NewJson() => new(secrets);
        stream.Write("{\"metadata\":"u8);
        Small(json =>
        {
            json.Writer.WriteStartObject();
            ArtifactMetadata.Write(json, "https://schemas.getdbt.com/dbt/run-results/v6.json", invocation);
            json.Writer.WriteEndObject();
        });
        stream.Write(",\"results\":["u8);
        OrderedChunks.Write(run.Results.Length, stream, NewJson, (json, index) => Write(json, run.Results[index]));
        stream.Write("],\"elapsed_time\":"u8);
        Small(json => json.Writer.WriteNumberValue(run.Elapsed.TotalSeconds));
        stream.Write(",\"args\":"u8);
        Small(json => json.Value(invocation.Arguments));
        stream.Write("}"u8);

        void Small(Action<ArtifactJson> write)
        {
            using var json = NewJson();
            write(json);
            stream.Write(json.Written.Span);
        }
    }

    private static void Write(ArtifactJson json, NodeResult result)
    {
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("status"u8, result.Status.ToName());
        Timings(json, result);
        writer.WriteString("thread_id"u8, ReportedResult.Thread(result));
        writer.WriteNumber("execution_time"u8, result.ExecutionTime.TotalSeconds);
        AdapterResponse(json, result);
        json.Text("message"u8, ReportedResult.Message(result));
        // A test that passes has no failures, even where some rows were tolerated.
        var counted = result.Status == NodeStatus.Pass ? 0 : result.Failures;
        if (counted is { } failures)
        {
            writer.WriteNumber("failures"u8, failures);
        }
        else
        {
            json.Null("failures"u8);
        }

        writer.WriteString("unique_id"u8, result.Node.UniqueId);
        if (result.Node is TemplateNode)
        {
            writer.WriteBoolean("compiled"u8, result.CompiledCode is not null);
        }
        else if (result.CompiledCode is not null)
        {
            writer.WriteBoolean("compiled"u8, true);
        }
        else
        {
            json.Null("compiled"u8);
        }

        json.Text("compiled_code"u8, result.CompiledCode);
        json.Text("relation_name"u8, result.Node is TemplateNode template ? result.RelationName ?? template.RelationName : null);
        if (result.Batches is { } batches)
        {
            writer.WriteStartObject("batch_results"u8);
            Windows(json, "successful", batches.Successful);
            Windows(json, "failed", batches.Failed);
            writer.WriteEndObject();
        }
        else
        {
            json.Null("batch_results"u8);
        }

        writer.WriteEndObject();
    }

    private static void Windows(ArtifactJson json, string name, ImmutableArray<BatchWindow> batches)
    {
        json.Writer.WriteStartArray(name);
        foreach (var (start, end) in batches)
        {
            json.Writer.WriteStartArray();
            json.Value(Templating.Value.From(DateTimeValue.FromClr(start)));
            json.Value(Templating.Value.From(DateTimeValue.FromClr(end)));
            json.Writer.WriteEndArray();
        }

        json.Writer.WriteEndArray();
    }

    /// <summary>When the node was compiled and when it ran.</summary>
    public static void Timings(ArtifactJson json, NodeResult result)
    {
        json.Writer.WriteStartArray("timing"u8);
        Timing(json, "compile", result.CompileStarted, result.CompileCompleted);
        Timing(json, "execute", result.ExecuteStarted, result.ExecuteCompleted);
        json.Writer.WriteEndArray();
    }

    private static void Timing(ArtifactJson json, string name, DateTimeOffset? started, DateTimeOffset? completed)
    {
        if (started is not { } from || completed is not { } to)
        {
            return;
        }

        json.Writer.WriteStartObject();
        json.Writer.WriteString("name"u8, name);
        Span<byte> text = stackalloc byte[32];
        json.Writer.WriteString("started_at"u8, text[..ArtifactMetadata.Utc(from, text)]);
        json.Writer.WriteString("completed_at"u8, text[..ArtifactMetadata.Utc(to, text)]);
        json.Writer.WriteEndObject();
    }

    private static void AdapterResponse(ArtifactJson json, NodeResult result)
    {
        var writer = json.Writer;
        writer.WriteStartObject("adapter_response"u8);
        if (ReportedResult.Response(result) is var (message, code, rows))
        {
            json.Text("_message"u8, message);
            if (code is not null)
            {
                json.Text("code"u8, code);
                writer.WriteNumber("rows_affected"u8, rows!.Value);
            }

            if (result.WarehouseTime > TimeSpan.Zero)
            {
                writer.WriteNumber("warehouse_seconds"u8, result.WarehouseTime.TotalSeconds);
            }
        }

        if (result.Reason is { } reason)
        {
            json.Text("run_reason"u8, reason.Text);
        }

        writer.WriteEndObject();
    }
}
