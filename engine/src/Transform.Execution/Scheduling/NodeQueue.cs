using Transform.Planning;

namespace Transform.Execution.Scheduling;

/// <summary>Hands out vertices of a graph to workers: each once all its parents are done, in the order of the levels as dbt does
/// (some packages' tests read tables of the package that they do not depend on), and of one level those first that have the longest
/// way behind them. The work on a vertex may be shared between workers. Thread-safe.</summary>
internal sealed class NodeQueue
{
    // A monitor rather than a Lock: workers wait on it.
    private readonly object gate = new();
    private readonly Dictionary<string, int> waiting = new(StringComparer.Ordinal);
    private readonly PriorityQueue<string, (int Level, int Height, int Order)> ready = new();
    private readonly Dictionary<string, (int Level, int Height, int Order)> priority = new(StringComparer.Ordinal);
    private readonly List<SharedWork> shared = [];
    private readonly Dag<string> dag;
    private int unfinished;
    private bool isAbandoned;

    public NodeQueue(Dag<string> dag)
    {
        this.dag = dag;
        unfinished = dag.Count;
        var order = dag.Order;
        var levels = new Dictionary<string, int>(order.Count, StringComparer.Ordinal);
        foreach (var vertex in order)
        {
            var level = 0;
            foreach (var parent in dag.Parents(vertex))
            {
                level = Math.Max(level, levels[parent] + 1);
            }

            levels[vertex] = level;
        }

        for (var i = order.Count - 1; i >= 0; i--)
        {
            var height = 0;
            foreach (var child in dag.Children(order[i]))
            {
                height = Math.Max(height, -priority[child].Height + 1);
            }

            priority[order[i]] = (levels[order[i]], -height, i);
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

    /// <summary>The next thing to do; waits for one. Null when every vertex is done or the queue was abandoned.</summary>
    public Job? Take()
    {
        lock (gate)
        {
            while (ready.Count == 0 && shared.Count == 0 && unfinished > 0 && !isAbandoned)
            {
                Monitor.Wait(gate);
            }

            return isAbandoned ? null : TakeShared() ?? (ready.TryDequeue(out var vertex, out _) ? new Job(vertex) : null);
        }
    }

    /// <summary>Does the work on a vertex together with whoever is idle; comes back when all of it is done.</summary>
    /// <param name="vertex">It was taken by the calling worker.</param>
    /// <param name="pieces">At least one.</param>
    /// <param name="work">Does one piece, by its number from zero.</param>
    public void Share(string vertex, int pieces, Action<int, Worker> work, Worker worker)
    {
        using var own = new SharedWork(priority[vertex].Height, pieces, work);
        lock (gate)
        {
            shared.Add(own);
            Monitor.PulseAll(gate);
        }

        while (TryTake(own, out var piece))
        {
            own.Do(piece, worker);
        }

        own.Wait();
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

    /// <summary>Hands out nothing more: a worker cannot go on.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            isAbandoned = true;
            Monitor.PulseAll(gate);
        }
    }

    private bool TryTake(SharedWork own, out int piece)
    {
        lock (gate)
        {
            var taken = own.TryTake(out piece);
            if (own.IsHandedOut)
            {
                shared.Remove(own);
            }

            return taken;
        }
    }

    // A vertex that waits goes first where more hangs on it.
    private Job? TakeShared()
    {
        SharedWork? first = null;
        foreach (var work in shared)
        {
            first = first is null || work.Height < first.Height ? work : first;
        }

        if (first is null || (ready.TryPeek(out _, out var waiting) && waiting.Height < first.Height))
        {
            return null;
        }

        return TryTake(first, out var piece) ? new Job(null, first, piece) : null;
    }
}
