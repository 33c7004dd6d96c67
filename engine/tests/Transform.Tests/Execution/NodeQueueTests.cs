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
                while (queue.Take()?.Vertex is { } vertex)
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

        queue.Take()?.Vertex.ShouldBe("long");
        queue.Take()?.Vertex.ShouldBe("short");
    }

    [Fact]
    public void A_level_starts_before_the_next_one()
    {
        var parents = new Dictionary<string, string[]> { ["alone"] = [], ["first"] = [], ["next"] = ["first"], ["last"] = ["next"] };
        var queue = new NodeQueue(Dag<string>.TryBuild(parents.Keys, v => parents[v], out _)!);

        queue.Take()?.Vertex.ShouldBe("first");
        queue.Done("first");
        queue.Take()?.Vertex.ShouldBe("alone");
        queue.Take()?.Vertex.ShouldBe("next");
    }

    [Fact]
    public void Idle_workers_share_the_work_on_a_vertex()
    {
        var queue = new NodeQueue(Dag<string>.TryBuild(["a"], _ => [], out _)!);
        queue.Take()?.Vertex.ShouldBe("a");
        using var together = new Barrier(3);
        var pieces = new int[3];
        var helpers = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (queue.Take() is { } job)
            {
                job.Shared.ShouldNotBeNull().Do(job.Piece, null!);
            }
        })).ToArray();
        Array.ForEach(helpers, h => h.Start());

        // Each piece waits for the others, so that three workers must have them.
        queue.Share("a", 3, (i, _) => pieces[i] += together.SignalAndWait(TimeSpan.FromSeconds(20)) ? 1 : 100, null!);
        queue.Done("a");

        pieces.ShouldBe([1, 1, 1]);
        Array.ForEach(helpers, h => h.Join(TimeSpan.FromSeconds(20)).ShouldBeTrue());
    }

    [Fact]
    public void What_more_hangs_on_goes_before_a_share()
    {
        var parents = new Dictionary<string, string[]> { ["shared"] = [], ["long"] = [], ["next"] = ["long"], ["last"] = ["next"] };
        var queue = new NodeQueue(Dag<string>.TryBuild(parents.Keys, v => parents[v], out _)!);
        queue.Take()?.Vertex.ShouldBe("long");
        queue.Take()?.Vertex.ShouldBe("shared");
        string? taken = null;
        queue.Share("shared", 2, (piece, _) =>
        {
            if (piece == 0)
            {
                queue.Done("long");
                taken = queue.Take()?.Vertex;
            }
        }, null!);

        taken.ShouldBe("next");
    }

    [Fact]
    public void A_piece_that_fails_is_told_to_who_shared_it()
    {
        var queue = new NodeQueue(Dag<string>.TryBuild(["a"], _ => [], out _)!);
        queue.Take()?.Vertex.ShouldBe("a");
        var done = 0;

        Should.Throw<InvalidOperationException>(() => queue.Share("a", 3, (i, _) => throw new InvalidOperationException($"piece {++done}"), null!))
            .Message.ShouldBe("piece 1");
        done.ShouldBe(1);
    }

    [Fact]
    public void An_abandoned_queue_lets_its_workers_go()
    {
        var parents = new Dictionary<string, string[]> { ["first"] = [], ["next"] = ["first"] };
        var queue = new NodeQueue(Dag<string>.TryBuild(parents.Keys, v => parents[v], out _)!);
        queue.Take()?.Vertex.ShouldBe("first");
        var waiting = new Thread(() => queue.Take().ShouldBeNull());
        waiting.Start();

        queue.Abandon();
        waiting.Join(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        queue.Done("first");
        queue.Take().ShouldBeNull();
    }

    private static Dag<string> Random(int[] numbers)
    {
        var count = numbers.Length / 3;
        var parents = Enumerable.Range(0, count).ToDictionary(
            i => $"v{i}", i => Enumerable.Range(0, 3).Select(k => numbers[(i * 3) + k]).Where(n => n < i).Select(n => $"v{n}").ToArray());
        return Dag<string>.TryBuild(parents.Keys, v => parents[v], out _)!;
    }
}
