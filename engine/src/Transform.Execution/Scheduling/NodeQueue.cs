using Transform.Planning;

namespace Transform.Execution.Scheduling;

/// <summary>Hands out vertices of a graph to workers: each once all its parents are done, those first that have the
/// longest way behind them. Thread-safe.</summary>
internal sealed class NodeQueue
{
    // A monitor rather than a Lock: workers wait on it.
    private readonly object gate = new();
    private readonly Dictionary<string, int> waiting = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, (int Height, int Order)> ready = new();
    private readonly Dictionary<string, (int Height, int Order)> priority = new(StringComparer.Ordinal);
    private readonly Dag<string> dag;
    private int unfinished;

    public NodeQueue(Dag<string> dag)
    {
        this.dag = dag;
        unfinished = dag.Count;
        var order = dag.Order;
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var height = 0;
            foreach (var child in dag.Children(order[i]))
            {
                height = Math.Max(height, -priority[child].Height + 1);
            }

            priority[order[i]] = (-height, i);
        }

        foreach (var vertex in order)
        {
            var parents = dag.Parents(vertex).Count();
            if (parents == 0)
            {
                ready.Enqueue(vertex, priority[vertex]);
            }
            else
            {
                waiting[vertex] = parents;
            }
        }
    }

    /// <summary>The next vertex to work on; waits for one. Null when every vertex is done.</summary>
    public string? Take()
    {
        lock (gate)
        {
            while (ready.Count == 0 && unfinished > 0)
            {
                Monitor.Wait(gate);
            }

            return ready.TryDequeue(out var vertex, out _) ? vertex : null;
        }
    }

    /// <summary>A vertex that was taken is done: its children may go.</summary>
    public void Done(string vertex)
    {
        lock (gate)
        {
            unfinished--;
            foreach (var child in dag.Children(vertex))
            {
                if (--waiting[child] == 0)
                {
                    waiting.Remove(child);
                    ready.Enqueue(child, priority[child]);
                    Monitor.Pulse(gate);
                }
            }

            if (unfinished == 0)
            {
                Monitor.PulseAll(gate);
            }
        }
    }
}
