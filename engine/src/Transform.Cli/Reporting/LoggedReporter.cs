using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>Passes everything on, and writes it to the log file too.</summary>
internal sealed class LoggedReporter(IReporter inner, LogFile log, ReportOptions options) : IReporter
{
    public void Started() => inner.Started();

    public void Loaded(Graph graph) => inner.Loaded(graph);

    public void Info(string text)
    {
        inner.Info(text);
        log.Write(LogLevel.Info, text);
    }

    public void Product(string text) => inner.Product(text);

    public void Report(IEnumerable<Diagnostic> diagnostics)
    {
        var all = diagnostics.ToList();
        inner.Report(all);
        foreach (var diagnostic in all)
        {
            using var text = new StringWriter();
            DiagnosticPrinter.Print(diagnostic, text, ansi: false, options.Mask);
            log.Write(diagnostic.Severity == Severity.Error ? LogLevel.Error : LogLevel.Warn, text.ToString().TrimEnd());
        }
    }

    public void RunStarted(IReadOnlyList<Node> nodes, int workers)
    {
        inner.RunStarted(nodes, workers);
        log.Write(LogLevel.Info, $"{NodeText.Plural(nodes.Count, "node")} on {NodeText.Plural(workers, "thread")}");
    }

    public void NodeStarted(Node node, int index, int worker, RunReason? reason)
    {
        inner.NodeStarted(node, index, worker, reason);
        log.Write(LogLevel.Info, $"{index} START {node.UniqueId} on Thread-{worker}{NodeText.Because(reason)}");
    }

    public void NodeFinished(NodeResult result, int index)
    {
        inner.NodeFinished(result, index);
        log.Write(
            result.Failed ? LogLevel.Error : LogLevel.Info,
            $"{index} {result.Status} {result.Node.UniqueId} in {result.ExecutionTime.TotalSeconds:F3}s {result.Message}");
    }

    public void BatchStarted(ModelNode batch, int worker)
    {
        inner.BatchStarted(batch, worker);
        log.Write(LogLevel.Info, $"START batch {batch.Batch!.Name} of {batch.UniqueId} on Thread-{worker}");
    }

    public void BatchFinished(NodeResult result)
    {
        inner.BatchFinished(result);
        var batch = ((ModelNode)result.Node).Batch!;
        log.Write(
            result.Failed ? LogLevel.Error : LogLevel.Info,
            $"{result.Status} batch {batch.Name} of {result.Node.UniqueId} in {result.ExecutionTime.TotalSeconds:F3}s {result.Message}");
    }

    public void Message(LogLevel level, string text, Node? node)
    {
        inner.Message(level, text, node);
        log.Write(level, text);
    }

    public void Statement(string sql, Node? node)
    {
        inner.Statement(sql, node);
        log.Write(LogLevel.Debug, $"On {node?.UniqueId ?? "master"}: {sql}");
    }

    public void RunFinished(RunResult result)
    {
        inner.RunFinished(result);
        log.Write(LogLevel.Info, $"Done. {Tally.Of(result.Results)}{(result.Cancelled ? " (cancelled)" : string.Empty)}");
    }

    public void Dispose()
    {
        inner.Dispose();
        log.Dispose();
    }
}
