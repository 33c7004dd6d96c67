using System.Diagnostics;
using System.Globalization;
using Transform.Execution.Scheduling;
using Transform.Planning;

namespace Transform.Bench;

/// <summary>Times what hands out nodes to workers, with nodes that do nothing.</summary>
internal static class SchedulerBench
{
    public static int Run(Flags flags)
    {
        var rounds = flags.Number("rounds", 5);
        Console.WriteLine("| nodes | edges | threads | nodes a second, whole | of these setting up |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (var size in flags.List("sizes", "10000,100000").Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
        {
            var (dag, edges) = Graph(size);
            foreach (var threads in flags.List("threads", "1,2,8").Select(text => int.Parse(text, CultureInfo.InvariantCulture)))
            {
                Once(dag, threads);
                var samples = Enumerable.Range(0, rounds).Select(_ => Once(dag, threads)).ToArray();
                var whole = samples.Select(sample => sample.Whole).Order().ElementAt(rounds / 2);
                var setUp = samples.Select(sample => sample.SetUp).Order().ElementAt(rounds / 2);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"| {size:N0} | {edges:N0} | {threads} | {size / whole:N0} | {setUp / whole:P0} |"));
            }
        }

        return 0;
    }

    // Ten layers; each node needs two of the layer before it.
    private static (Dag<string> Dag, int Edges) Graph(int size)
    {
        var layer = Math.Max(size / 10, 2);
        var ids = Enumerable.Range(0, size).Select(i => $"model.synthetic.model_{i:D6}").ToArray();
        string[] Parents(int i) => i < layer ? [] : [ids[i - layer], ids[i - layer + ((i % layer) + 1 == layer ? 1 - layer : 1)]];
        var places = ids.Select((id, i) => (id, i)).ToDictionary(pair => pair.id, pair => pair.i, StringComparer.Ordinal);
        return (Dag<string>.TryBuild(ids, id => Parents(places[id]), out _)!, (size - layer) * 2);
    }

    private static (double Whole, double SetUp) Once(Dag<string> dag, int threads)
    {
        var clock = Stopwatch.StartNew();
        var queue = new NodeQueue(dag);
        var setUp = clock.Elapsed.TotalSeconds;
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (queue.Take() is { } job)
            {
                queue.Done(job.Vertex!);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        return (clock.Elapsed.TotalSeconds, setUp);
    }
}
