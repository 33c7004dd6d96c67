using Spectre.Console;
using Spectre.Console.Rendering;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>What the live view shows. Any thread tells it what happens; one thread asks for a picture.</summary>
internal sealed class LiveView(TimeProvider time)
{
    private const int MaxRunning = 12;
    private const int BarWidth = 30;

    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Text, long Since)> running = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> batches = new(StringComparer.Ordinal);
    private int total;
    private Tally tally;
    private long started;

    public void Start(int nodes)
    {
        lock (gate)
        {
            total = nodes;
            started = time.GetTimestamp();
        }
    }

    public void NodeStarted(Node node)
    {
        var text = NodeText.Describe(node);
        lock (gate)
        {
            running[node.UniqueId] = (text, time.GetTimestamp());
        }
    }

    public void NodeFinished(NodeResult result)
    {
        lock (gate)
        {
            running.Remove(result.Node.UniqueId);
            if (result.Node is not OperationNode)
            {
                tally = tally.Add(result.Status);
            }
        }
    }

    public void BatchFinished(NodeResult result)
    {
        var id = result.Node.UniqueId;
        lock (gate)
        {
            if (running.TryGetValue(id, out var model))
            {
                var done = batches[id] = batches.GetValueOrDefault(id) + 1;
                running[id] = (NodeText.Progress((ModelNode)result.Node, done), model.Since);
            }
        }
    }

    /// <summary>The picture of this moment.</summary>
    /// <param name="height">The terminal's lines.</param>
    public IRenderable Render(int height)
    {
        lock (gate)
        {
            // The bar is what must be seen: a terminal of few lines shows nothing else.
            var room = Math.Clamp(height - 4, 0, MaxRunning);
            var rows = new List<IRenderable>(room + 2);
            foreach (var (text, since) in running.Values.OrderBy(item => item.Since).Take(room))
            {
                rows.Add(new Markup($"  [cyan]•[/] {Markup.Escape(text)} [grey]{time.GetElapsedTime(since).TotalSeconds:F1}s[/]") { Overflow = Overflow.Ellipsis });
            }

            if (room > 0 && running.Count > room)
            {
                rows.Add(new Markup($"  [grey]and {running.Count - room} more[/]"));
            }

            rows.Add(Bar());
            return new Rows(rows);
        }
    }

    private Markup Bar()
    {
        var done = Math.Min(tally.Total, total);
        var filled = total == 0 ? BarWidth : done * BarWidth / total;
        var colour = tally.Error > 0 ? "red" : "green";
        var counts = new List<string> { $"[green]{tally.Pass} ok[/]" };
        void Count(int number, string text, string style)
        {
            if (number > 0)
            {
                counts.Add($"[{style}]{number} {text}[/]");
            }
        }

        Count(tally.Warn, "warned", "yellow");
        Count(tally.Error, "failed", "red");
        Count(tally.Skip, "skipped", "yellow");
        Count(tally.NoOp, "nothing to do", "grey");
        var bar = $"[{colour}]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]";
        return new Markup(
            $"{bar} {done}/{total}  {string.Join("  ", counts)}  [grey]{time.GetElapsedTime(started).TotalSeconds:F1}s[/]")
        {
            Overflow = Overflow.Ellipsis,
        };
    }
}
