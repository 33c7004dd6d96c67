using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Execution.Scheduling;
using Transform.Planning;

namespace Transform.Tests.Execution;

public sealed class NodeQueueTests
{
    [Fact]
    public void Every_vertex_is_handed_out_once_and_after_its_parents() => Prop.ForAll(
        Gen.Choose(0, 60).SelectMany(count => Gen.ArrayOf(Gen.Choose(0, 1000), count * 3)).ToArbitrary(),
        numbers =>
        {
            var dag = Random(numbers);
            var queue = new NodeQueue(dag);
            var done = new HashSet<string>();
            var workers = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                while (queue.Take() is { } vertex)
                {
                    lock (done)
                    {
                        dag.Parents(vertex).ShouldAllBe(parent => done.Contains(parent));
                        done.Add(vertex).ShouldBeTrue();
                    }

                    queue.Done(vertex);
                }
            })).ToArray();
            Array.ForEach(workers, w => w.Start());
            Array.ForEach(workers, w => w.Join(TimeSpan.FromSeconds(20)).ShouldBeTrue());
            return done.Count == dag.Count;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_longest_way_goes_first()
    {
        var parents = new Dictionary<string, string[]> { ["short"] = [], ["long"] = [], ["next"] = ["long"], ["last"] = ["next"] };
        var queue = new NodeQueue(Dag<string>.TryBuild(parents.Keys, v => parents[v], out _)!);

        queue.Take().ShouldBe("long");
        queue.Take().ShouldBe("short");
    }

    private static Dag<string> Random(int[] numbers)
    {
        var count = numbers.Length / 3;
        var parents = Enumerable.Range(0, count).ToDictionary(
            i => $"v{i}", i => Enumerable.Range(0, 3).Select(k => numbers[(i * 3) + k]).Where(n => n < i).Select(n => $"v{n}").ToArray());
        return Dag<string>.TryBuild(parents.Keys, v => parents[v], out _)!;
    }
}
