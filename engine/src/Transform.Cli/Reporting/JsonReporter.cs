using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>One JSON object per line with dbt's <c>info</c> and <c>data</c>, for programs that read dbt's structured log. Names,
/// codes and keys are those of dbt 1.11.</summary>
internal sealed class JsonReporter(ReportOptions options, Terminal terminal) : IReporter
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();
    private int total;

    public void Started() =>
        Event("MainReportVersion", "A001", LogLevel.Info, $"Running with transform={VersionText.Version}", json =>
        {
            json.WriteNumber("log_version", 3);
            json.WriteString("version", $"={VersionText.Version}");
        });

    public void Loaded(Graph graph)
    {
        var stats = NodeText.Count(graph.Nodes);
        Event("FoundStats", "W006", LogLevel.Info, $"Found {stats}", json => json.WriteString("stat_line", stats));
    }

    public void Info(string text) => Event("Note", "Z050", LogLevel.Info, text, json => json.WriteString("msg", text));

    public void Product(string text) => Event("PrintEvent", "Z052", LogLevel.Error, text, json => json.WriteString("msg", text), "info");

    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            var (name, code, level) = diagnostic.Severity == Severity.Error
                ? ("MainEncounteredError", "Z002", LogLevel.Error)
                : ("JinjaLogWarning", "I061", LogLevel.Warn);
            Event(name, code, level, Print(diagnostic), json =>
            {
                json.WriteString("exc", diagnostic.Message);
                WriteDiagnostic(json, diagnostic);
            });
        }
    }

    public void RunStarted(IReadOnlyList<Node> nodes, int workers)
    {
        total = nodes.Count;
        Event("ConcurrencyLine", "Q027", LogLevel.Info, $"Concurrency: {NodeText.Plural(workers, "thread")} (target='{options.TargetName}')", json =>
        {
            json.WriteNumber("node_count", total);
            json.WriteNumber("num_threads", workers);
            json.WriteString("target_name", options.TargetName);
        });
    }

    public void NodeStarted(Node node, int index, int worker, RunReason? reason)
    {
        var description = NodeText.Describe(node);
        Event("LogStartLine", "Q011", LogLevel.Info, $"{index} of {total} START {description}{NodeText.Because(reason)} [RUN]", json =>
        {
            json.WriteString("description", description);
            json.WriteNumber("index", index);
            json.WriteNumber("total", total);
            if (reason is not null)
            {
                json.WriteString("reason", reason.Text);
            }

            WriteNode(json, node, "started", options.Time.GetUtcNow(), null);
        }, worker: worker);
    }

    public void NodeFinished(NodeResult result, int index)
    {
        var (name, code) = result.Status == NodeStatus.Skipped ? ("LogSkipBecauseError", "Z033") : result.Node switch
        {
            TestNode => ("LogTestResult", "Q007"),
            SourceNode => ("LogFreshnessResult", "Q018"),
            SeedNode => ("LogSeedResult", "Q016"),
            SnapshotNode => ("LogSnapshotResult", "Q015"),
            OperationNode => ("LogHookEndLine", "Q033"),
            _ => ("LogModelResult", "Q012"),
        };
        var level = result.Failed ? LogLevel.Error : result.Status == NodeStatus.Warn ? LogLevel.Warn : LogLevel.Info;
        var seconds = result.ExecutionTime.TotalSeconds;
        var message = $"{index} of {total} {NodeText.Ended(result)} [{NodeText.Status(result)} in {seconds:F2}s]";
        Event(name, code, level, message, json =>
        {
            if (result.Node is TestNode test)
            {
                json.WriteString("name", test.Name);
                json.WriteNumber("num_failures", result.Failures ?? 0);
                json.WriteNumber("num_models", total);
            }
            else if (result.Node is SourceNode source)
            {
                json.WriteString("source_name", source.SourceName);
                json.WriteString("table_name", source.Name);
                json.WriteNumber("total", total);
            }
            else
            {
                json.WriteString("description", NodeText.Describe(result.Node));
                json.WriteNumber("total", total);
            }

            json.WriteNumber("index", index);
            json.WriteString("status", result.Node is TestNode or SourceNode || result.Failed ? result.Status.ToName() : NodeText.Status(result));
            json.WriteNumber("execution_time", seconds);
            WriteNode(json, result.Node, result.Status.ToName(), result.CompileStarted ?? result.ExecuteStarted, result.ExecuteCompleted);
        }, worker: result.Worker);
    }

    public void BatchStarted(ModelNode batch, int worker)
    {
        var (window, description) = (batch.Batch!, NodeText.Describe(batch));
        Event("LogStartBatch", "Q045", LogLevel.Info, $"Batch {window.Index + 1} of {window.Count} START {description} [RUN]", json =>
        {
            WriteBatch(json, window, description);
            WriteNode(json, batch, "started", options.Time.GetUtcNow(), null);
        }, worker: worker);
    }

    public void BatchFinished(NodeResult result)
    {
        var batch = ((ModelNode)result.Node).Batch!;
        var seconds = result.ExecutionTime.TotalSeconds;
        var message = $"Batch {batch.Index + 1} of {batch.Count} {NodeText.Ended(result)} [{NodeText.Status(result)} in {seconds:F2}s]";
        Event("LogBatchResult", "Q046", result.Failed ? LogLevel.Error : LogLevel.Info, message, json =>
        {
            WriteBatch(json, batch, NodeText.Describe(result.Node));
            json.WriteString("status", result.Status == NodeStatus.Success ? NodeText.Status(result) : result.Status.ToName());
            json.WriteNumber("execution_time", seconds);
            WriteNode(json, result.Node, result.Status.ToName(), result.CompileStarted, result.ExecuteCompleted);
        }, worker: result.Worker);
    }

    public void Message(LogLevel level, string text, Node? node) =>
        Event("JinjaLogInfo", "I062", level, text, json =>
        {
            json.WriteString("msg", text);
            if (node is not null)
            {
                WriteNode(json, node, "executing", null, null);
            }
        });

    public void Statement(string sql, Node? node) =>
        Event("SQLQuery", "E016", LogLevel.Debug, $"On {node?.UniqueId ?? "master"}: {sql}", json =>
        {
            json.WriteString("conn_name", node?.UniqueId ?? "master");
            json.WriteString("sql", sql);
        });

    public void RunFinished(RunResult result)
    {
        if (options.RunsNothing)
        {
            return;
        }

        var summary = new Summary(result, options.TargetPath, options.CurrentFolder);
        Event("FinishedRunningStats", "E047", LogLevel.Info, summary.Finished, json =>
        {
            json.WriteNumber("execution_time", result.Elapsed.TotalSeconds);
            json.WriteString("stat_line", NodeText.Count(result.Results.Select(r => r.Node)));
        });
        Event("EndOfRunSummary", "Z030", LogLevel.Info, summary.Completed, json =>
        {
            json.WriteBoolean("keyboard_interrupt", result.Cancelled);
            json.WriteNumber("num_errors", summary.Failures.Length - summary.Partial);
            json.WriteNumber("num_partial_success", summary.Partial);
            json.WriteNumber("num_warnings", summary.Warnings.Length);
        });
        foreach (var failure in summary.Failures)
        {
            WriteProblem(summary, failure, "RunResultError", "Z024", LogLevel.Error);
        }

        foreach (var warning in summary.Warnings)
        {
            WriteProblem(summary, warning, "RunResultWarning", "Z021", LogLevel.Warn);
        }

        var tally = summary.Tally;
        Event("StatsLine", "Z023", LogLevel.Info, $"Done. {tally}", json =>
        {
            json.WriteStartObject("stats");
            json.WriteNumber("error", tally.Error);
            json.WriteNumber("noop", tally.NoOp);
            json.WriteNumber("pass", tally.Pass);
            json.WriteNumber("reused", tally.Reused);
            json.WriteNumber("skip", tally.Skip);
            json.WriteNumber("total", tally.Total);
            json.WriteNumber("warn", tally.Warn);
            json.WriteEndObject();
        });
    }

    public void Dispose() => terminal.Out.Flush();

    private static string LevelName(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warn => "warn",
        _ => "error",
    };

    private static void WriteDiagnostic(Utf8JsonWriter json, Diagnostic diagnostic)
    {
        json.WriteStartObject("diagnostic");
        json.WriteString("code", diagnostic.Code);
        json.WriteString("message", diagnostic.Message);
        if (diagnostic.Span is { } span)
        {
            json.WriteString("path", span.Source.Path);
            json.WriteNumber("line", span.Line);
            json.WriteNumber("column", span.Column);
        }

        if (diagnostic.Hint is { } hint)
        {
            json.WriteString("hint", hint);
        }

        json.WriteEndObject();
    }

    private static void WriteBatch(Utf8JsonWriter json, Batch batch, string description)
    {
        json.WriteNumber("batch_index", batch.Index + 1);
        json.WriteNumber("total_batches", batch.Count);
        json.WriteString("description", description);
    }

    private static void WriteNode(Utf8JsonWriter json, Node node, string status, DateTimeOffset? started, DateTimeOffset? finished)
    {
        json.WriteStartObject("node_info");
        json.WriteString("materialized", node is TestNode ? "test" : node.Config.Materialized);
        json.WriteString("node_finished_at", finished?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff") ?? string.Empty);
        json.WriteString("node_name", node.Name);
        json.WriteString("node_path", node.Path);
        json.WriteStartObject("node_relation");
        if (node is RelationNode relation)
        {
            json.WriteString("alias", relation.Alias);
            json.WriteString("database", relation.Database);
            json.WriteString("relation_name", relation.RelationName ?? string.Empty);
            json.WriteString("schema", relation.Schema);
        }

        json.WriteEndObject();
        json.WriteString("node_started_at", started?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff") ?? string.Empty);
        json.WriteString("node_status", status);
        json.WriteString("resource_type", NodeText.TypeName(node));
        json.WriteString("unique_id", node.UniqueId);
        json.WriteEndObject();
    }

    private string Print(Diagnostic diagnostic)
    {
        using var text = new StringWriter();
        DiagnosticPrinter.Print(diagnostic, text, ansi: false, options.Mask);
        return text.ToString().TrimEnd();
    }

    private void WriteProblem(Summary summary, NodeResult result, string name, string code, LogLevel level)
    {
        foreach (var diagnostic in Summary.Diagnostics(result))
        {
            Event(name, code, level, Print(diagnostic), json =>
            {
                json.WriteString("msg", diagnostic.Message);
                WriteDiagnostic(json, diagnostic);
                WriteNode(json, result.Node, result.Status.ToName(), result.CompileStarted, result.ExecuteCompleted);
            });
        }

        if (summary.CompiledPath(result) is { } path)
        {
            Event("SQLCompiledPath", "Z026", LogLevel.Info, $"compiled code at {path}", json => json.WriteString("path", path));
        }
    }

    private void Event(
        string name, string code, LogLevel level, string message, Action<Utf8JsonWriter> data, string? shownLevel = null, int worker = 0)
    {
        if (level < options.Level || (options.Quiet && level != LogLevel.Error))
        {
            return;
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteStartObject("info");
            json.WriteString("category", string.Empty);
            json.WriteString("code", code);
            json.WriteStartObject("extra");
            json.WriteEndObject();
            json.WriteString("invocation_id", options.InvocationId.ToString());
            json.WriteString("level", shownLevel ?? LevelName(level));
            json.WriteString("msg", message);
            json.WriteString("name", name);
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteString("thread", worker > 0 ? $"Thread-{worker} (worker)" : "MainThread");
            json.WriteString("ts", options.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ"));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        lock (gate)
        {
            terminal.Out.WriteLine(Encoding.UTF8.GetString((options.Mask.IsEmpty ? buffer : Masked(buffer.WrittenSpan)).WrittenSpan));
        }
    }

    // Once for all, where a line is whole, so that no event can forget it.
    private ArrayBufferWriter<byte> Masked(ReadOnlySpan<byte> line)
    {
        var buffer = new ArrayBufferWriter<byte>(line.Length);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        var reader = new Utf8JsonReader(line);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    json.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    json.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    json.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    json.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    json.WritePropertyName(reader.GetString()!);
                    break;
                case JsonTokenType.String:
                    json.WriteStringValue(options.Mask.Mask(reader.GetString()!));
                    break;
                default:
                    json.WriteRawValue(reader.ValueSpan);
                    break;
            }
        }

        json.Flush();
        return buffer;
    }
}
