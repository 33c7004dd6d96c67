using System.Collections.Concurrent;
using Spectre.Console;
using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>For somebody who watches a terminal: what runs now with its time, a bar, counts; what failed stays above.
/// Only its own thread draws, ten times a second, so that a thousand fast nodes cost no more than ten slow ones.</summary>
internal sealed class LiveReporter(ReportOptions options, Terminal terminal) : PlainReporter(options, terminal)
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> above = new();
    private readonly ManualResetEventSlim ended = new();
    private readonly LiveView view = new(options.Time);
    private Thread? painter;

    public override void RunStarted(IReadOnlyList<Node> nodes, int workers)
    {
        base.RunStarted(nodes, workers);
        view.Start(nodes.Count);
        painter = new Thread(Paint) { IsBackground = true, Name = "live view" };
        painter.Start();
    }

    public override void NodeStarted(Node node, int index, int worker, RunReason? reason)
    {
        if (painter is null)
        {
            base.NodeStarted(node, index, worker, reason);
            return;
        }

        view.NodeStarted(node);
    }

    public override void NodeFinished(NodeResult result, int index)
    {
        if (painter is null)
        {
            base.NodeFinished(result, index);
            return;
        }

        view.NodeFinished(result);
        if (result.Failed || result.Status == NodeStatus.Warn)
        {
            base.NodeFinished(result, index);
        }
    }

    public override void BatchStarted(ModelNode batch, int worker)
    {
        if (painter is null)
        {
            base.BatchStarted(batch, worker);
        }
    }

    public override void BatchFinished(NodeResult result)
    {
        view.BatchFinished(result);
        if (painter is null || result.Failed)
        {
            base.BatchFinished(result);
        }
    }

    public override void Product(string text)
    {
        if (painter is null)
        {
            base.Product(text);
        }
        else
        {
            above.Enqueue(Options.Mask.Mask(text));
        }
    }

    public override void RunFinished(RunResult result)
    {
        StopPainting();
        base.RunFinished(result);
    }

    protected override void Write(string text)
    {
        if (painter is null)
        {
            base.Write(text);
        }
        else
        {
            above.Enqueue(text);
        }
    }

    protected override void Dispose(bool disposing)
    {
        StopPainting();
        ended.Dispose();
        base.Dispose(disposing);
    }

    private void StopPainting()
    {
        if (painter is not { } running)
        {
            return;
        }

        ended.Set();
        running.Join();
        painter = null;
        Flush();
    }

    private void Flush()
    {
        while (above.TryDequeue(out var text))
        {
            Terminal.Out.WriteLine(text);
        }
    }

    private void Paint()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(Terminal.Out),
        });
        console.Live(view.Render(console.Profile.Height)).AutoClear(true).Overflow(VerticalOverflow.Crop).Start(context =>
        {
            do
            {
                while (above.TryDequeue(out var text))
                {
                    // Text that is written while the view is live is put above it. It has its colours already.
                    console.Write(new RawText(text));
                }

                context.UpdateTarget(view.Render(console.Profile.Height));
            }
            while (!ended.Wait(Frame));
        });
    }
}
