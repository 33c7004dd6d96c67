using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Planning;

namespace Transform.Tests.Planning;

/// <summary>The graph algorithms, held against plain definitions on random graphs.</summary>
public sealed class DagTests
{
    private const int Vertices = 9;

    // Pairs (a, b): b needs a.
    private static readonly Arbitrary<(int From, int To)[]> Edges =
        ArbMap.Default.ArbFor<int>().Generator
            .Select(seed => new Random(seed))
            .Select(random => Enumerable.Range(0, random.Next(0, 16)).Select(_ => (random.Next(Vertices), random.Next(Vertices))).ToArray())
            .ToArbitrary();

    [Fact]
    public void parents_come_first() => Holds(edges =>
        Build(Forward(edges)) is { } dag
        && Forward(edges).All(e => IndexOf(dag, e.From) < IndexOf(dag, e.To))
        && dag.Order.Count == Vertices);

    [Fact]
    public void reach_is_the_transitive_closure() => Holds(edges =>
    {
        var forward = Forward(edges);
        var dag = Build(forward)!;
        return Enumerable.Range(0, Vertices).All(v =>
            dag.Downstream([v]).SetEquals(Closure(forward, v)) && dag.Upstream([v]).SetEquals(Closure(Reverse(forward), v)));
    });

    [Fact]
    public void depth_limits_reach() => Holds(edges =>
    {
        var dag = Build(Forward(edges))!;
        return Enumerable.Range(0, Vertices).All(v => dag.Upstream([v], 1).SetEquals(dag.Parents(v)) && dag.Upstream([v], 0).Count == 0);
    });

    [Fact]
    public void a_cycle_is_exact() => Holds(edges =>
    {
        var dag = Build(edges, out var cycle);
        var isCyclic = Enumerable.Range(0, Vertices).Any(v => Closure(edges, v).Contains(v));
        return (dag is null) == isCyclic
            && (!isCyclic || (cycle[0] == cycle[^1]
                && cycle.Distinct().Count() == cycle.Count - 1
                && Enumerable.Range(0, cycle.Count - 1).All(i => edges.Contains((cycle[i], cycle[i + 1])))));
    });

    [Fact]
    public void restricting_keeps_paths() => Holds(edges =>
    {
        var forward = Forward(edges);
        var chosen = new HashSet<int> { 0, 2, 4, 5, 8 };
        var small = Build(forward)!.Restrict(chosen);
        return small.Order.ToHashSet().SetEquals(chosen)
            && chosen.All(v => small.Downstream([v]).SetEquals(Closure(forward, v).Where(chosen.Contains)));
    });

    private static void Holds(Func<(int From, int To)[], bool> property) => Prop.ForAll(Edges, property).QuickCheckThrowOnFailure();

    private static (int From, int To)[] Forward((int From, int To)[] edges) =>
        [.. edges.Where(e => e.From != e.To).Select(e => (Math.Min(e.From, e.To), Math.Max(e.From, e.To)))];

    private static (int From, int To)[] Reverse((int From, int To)[] edges) => [.. edges.Select(e => (e.To, e.From))];

    private static Dag<int>? Build((int From, int To)[] edges) => Build(edges, out _);

    private static Dag<int>? Build((int From, int To)[] edges, out IReadOnlyList<int> cycle)
    {
        var dag = Dag<int>.TryBuild(
            [.. Enumerable.Range(0, Vertices)], v => edges.Where(e => e.To == v).Select(e => e.From), out var found);
        cycle = found;
        return dag;
    }

    private static int IndexOf(Dag<int> dag, int vertex) => dag.Order.ToList().IndexOf(vertex);

    private static HashSet<int> Closure((int From, int To)[] edges, int start)
    {
        var found = new HashSet<int>();
        var open = new Stack<int>([start]);
        while (open.TryPop(out var vertex))
        {
            foreach (var edge in edges.Where(e => e.From == vertex && found.Add(e.To)))
            {
                open.Push(edge.To);
            }
        }

        return found;
    }
}
