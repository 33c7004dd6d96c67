using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>One line per event, as dbt prints them, for logs and for terminals that cannot do more.</summary>
internal class PlainReporter(ReportOptions options, Terminal terminal) : IReporter
{
    // Who has ten thousand nodes wants to read of those that ran.
    private const int MostReused = 20;

    private readonly Lock gate = new();
    private int total;
    private int reused;

    protected ReportOptions Options { get; } = options;

    protected Terminal Terminal { get; } = terminal;

    // What a command was asked for goes to standard output; when that is for programs, the talk goes beside it.
    private TextWriter Talk => Options.HasProduct ? Terminal.Error : Terminal.Out;

    public virtual void Started() => Info($"Running with transform={VersionText.Version}");

    public virtual void Loaded(Graph graph) =>
        Info($"Found {NodeText.Count(graph.Nodes)}");

    public void Info(string text) => Say(LogLevel.Info, text);

    public virtual void Report(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
        {
            if (diagnostic.Severity == Severity.Warning && !Shows(LogLevel.Warn))
            {
                continue;
            }

            lock (gate)
            {
                DiagnosticPrinter.Print(diagnostic, Terminal.Error, Terminal.Ansi, Options.Mask);
                Terminal.Error.WriteLine();
            }
        }
    }

    public virtual void Product(string text)
    {
        lock (gate)
        {
            Terminal.Out.WriteLine(Options.Mask.Mask(text));
        }
    }

    public virtual void RunStarted(IReadOnlyList<Node> nodes, int workers)
    {
        total = nodes.Count;
        if (Options.RunsNothing)
        {
            return;
        }

        Info(string.Empty);
        Info($"Concurrency: {NodeText.Plural(workers, "thread")} (target='{Options.TargetName}')");
        Info(string.Empty);
    }

    public virtual void NodeStarted(Node node, int index, int worker, RunReason? reason)
    {
        if (Shows(LogLevel.Info) && !Options.RunsNothing)
        {
            Say(LogLevel.Info, Line(index, $"START {NodeText.Describe(node)}{NodeText.Because(reason)}", "RUN", null));
        }
    }

    public virtual void NodeFinished(NodeResult result, int index)
    {
        var level = result.Failed ? LogLevel.Error : result.Status == NodeStatus.Warn ? LogLevel.Warn : LogLevel.Info;
        if (!Shows(level) || Options.RunsNothing)
        {
            return;
        }

        var count = result.Status == NodeStatus.Reused ? Interlocked.Increment(ref reused) : 0;
        if (count <= MostReused || Shows(LogLevel.Debug))
        {
            Say(level, ResultLine(result, index));
        }
        else if (count == MostReused + 1)
        {
            Info("... and more that are reused; the log file names all of them.");
        }
    }

    public virtual void BatchStarted(ModelNode batch, int worker)
    {
        if (Shows(LogLevel.Info))
        {
            Say(LogLevel.Info, BatchLine(batch.Batch!, $"START {NodeText.Describe(batch)}", "RUN", null));
        }
    }

    public virtual void BatchFinished(NodeResult result)
    {
        var level = result.Failed ? LogLevel.Error : LogLevel.Info;
        if (Shows(level))
        {
            var status = result.Status == NodeStatus.Skipped ? "SKIPPED" : NodeText.Status(result);
            Say(level, BatchLine(((ModelNode)result.Node).Batch!, NodeText.Ended(result), status, result.ExecutionTime, Colour(result)));
        }
    }

    public virtual void Message(LogLevel level, string text, Node? node)
    {
        if (level == LogLevel.Info && Options.Quiet)
        {
            return;
        }

        Say(level, text);
    }

    public virtual void Statement(string sql, Node? node)
    {
        if (Shows(LogLevel.Debug))
        {
            Say(LogLevel.Debug, $"On {node?.UniqueId ?? "master"}: {sql}");
        }
    }

    public virtual void RunFinished(RunResult result)
    {
        if (Options.RunsNothing)
        {
            return;
        }

        var summary = new Summary(result, Options.TargetPath, Options.CurrentFolder);
        Info(string.Empty);
        Info(summary.Finished);
        if (summary.Changes is { } changes)
        {
            Info(changes);
        }

        WriteSummary(summary, result);
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        Terminal.Out.Flush();
        Terminal.Error.Flush();
    }

    protected void WriteSummary(Summary summary, RunResult result)
    {
        var bad = result.Failed;
        Info(string.Empty);
        Say(bad ? LogLevel.Error : LogLevel.Info, Paint(summary.Completed, bad ? "31" : summary.Warnings.Length > 0 ? "33" : "32"));
        foreach (var failure in summary.Failures)
        {
            WriteProblem(summary, failure, LogLevel.Error, $"Failure in {NodeText.Title(failure.Node)}", "31");
        }

        foreach (var warning in summary.Warnings)
        {
            WriteProblem(summary, warning, LogLevel.Warn, $"Warning in {NodeText.Title(warning.Node)}", "33");
        }

        Info(string.Empty);
        Info($"Done. {summary.Tally}");
    }

    protected bool Shows(LogLevel level) => level >= Options.Level && (!Options.Quiet || level == LogLevel.Error);

    protected string ResultLine(NodeResult result, int index) => Line(
        index, NodeText.Ended(result), NodeText.Status(result), result.Status is NodeStatus.Skipped or NodeStatus.NoOp or NodeStatus.Reused ? null : result.ExecutionTime, Colour(result));

    protected string Paint(string text, string code) => Terminal.Ansi ? $"\e[{code}m{text}\e[0m" : text;

    protected void Say(LogLevel level, string text)
    {
        if (!Shows(level))
        {
            return;
        }

        var stamped = $"{Options.Time.GetLocalNow():HH:mm:ss}  {Options.Mask.Mask(text)}";
        lock (gate)
        {
            Write(stamped);
        }
    }

    /// <summary>Prints lines that are ready; the caller holds the lock.</summary>
    protected virtual void Write(string text) => Talk.WriteLine(text);

    private static string Colour(NodeResult result) =>
        result.Status == NodeStatus.PartialSuccess ? "33" : result.Failed ? "31" : result.Status is NodeStatus.Warn or NodeStatus.Skipped or NodeStatus.NoOp ? "33" : "32";

    private void WriteProblem(Summary summary, NodeResult result, LogLevel level, string title, string colour)
    {
        if (!Shows(level))
        {
            return;
        }

        Say(level, string.Empty);
        Say(level, Paint(title, colour));
        using var text = new StringWriter();
        DiagnosticPrinter.Print(Summary.Diagnostics(result), text, Terminal.Ansi, Options.Mask);
        lock (gate)
        {
            Write(text.ToString().TrimEnd());
        }

        // A hint may have said so already.
        if (summary.CompiledPath(result) is { } path && !text.ToString().Contains(path, StringComparison.Ordinal))
        {
            Say(level, $"  compiled code at {path}");
        }
    }

    private string BatchLine(Batch batch, string text, string status, TimeSpan? time, string? colour = null) =>
        Line($"Batch {batch.Index + 1} of {batch.Count} {text} ", status, time, colour);

    private string Line(int index, string text, string status, TimeSpan? time, string? colour = null) =>
        Line(index > 0 ? $"{index} of {total} {text} " : $"{text} ", status, time, colour);

    private string Line(string lead, string status, TimeSpan? time, string? colour)
    {
        var word = colour is null ? status : Paint(status, colour);
        var tail = time is { } elapsed ? $"[{word} in {elapsed.TotalSeconds:F2}s]" : $"[{word}]";
        return $"{lead.PadRight(Options.Width, '.')} {tail}";
    }
}
