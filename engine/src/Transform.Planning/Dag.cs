using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Transform.Planning;

/// <summary>A directed acyclic graph that knows nothing of what its vertices are. An edge runs from what is needed to
/// what needs it. Immutable.</summary>
public sealed class Dag<T>
    where T : notnull
{
    private readonly FrozenDictionary<T, int> index;
    private readonly T[] vertices;
    private readonly int[][] parents;
    private readonly int[][] children;

    private Dag(FrozenDictionary<T, int> index, T[] vertices, int[][] parents, int[][] children)
    {
        this.index = index;
        this.vertices = vertices;
        this.parents = parents;
        this.children = children;
    }

    /// <summary>Every vertex, parents before children; otherwise in the order they were given.</summary>
    public IReadOnlyList<T> Order => vertices;

    public int Count => vertices.Length;

    /// <summary>Builds the graph. Edges to unknown vertices are left out.</summary>
    /// <param name="vertices">Each once.</param>
    /// <param name="parentsOf">What a vertex needs.</param>
    /// <param name="cycle">When the result is null: the vertices of one shortest cycle found, in order; the first one
    /// is repeated at the end.</param>
    public static Dag<T>? TryBuild(
        IReadOnlyCollection<T> vertices, Func<T, IEnumerable<T>> parentsOf, out ImmutableArray<T> cycle)
    {
        var given = vertices.ToArray();
        var position = new Dictionary<T, int>(given.Length);
        for (var i = 0; i < given.Length; i++)
        {
            position[given[i]] = i;
        }

        var parents = new int[given.Length][];
        for (var i = 0; i < given.Length; i++)
        {
            parents[i] = Positions(parentsOf(given[i]), position);
        }

        var children = Invert(parents);
        var order = Sort(parents, children);
        if (order.Length < given.Length)
        {
            cycle = [.. FindCycle(parents, order).Select(i => given[i])];
            return null;
        }

        cycle = [];
        var rank = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            rank[order[i]] = i;
        }

        var sorted = Array.ConvertAll(order, i => given[i]);
        return new Dag<T>(
            sorted.Select((vertex, i) => KeyValuePair.Create(vertex, i)).ToFrozenDictionary(),
            sorted,
            Array.ConvertAll(order, i => Array.ConvertAll(parents[i], p => rank[p])),
            Array.ConvertAll(order, i => Array.ConvertAll(children[i], c => rank[c])));
    }

    /// <summary>A graph that was built before.</summary>
    /// <param name="sorted">The vertices in their order.</param>
    /// <param name="parents">The places of what each of them needs.</param>
    internal static Dag<T> Restore(T[] sorted, int[][] parents) => new(
        sorted.Select((vertex, i) => KeyValuePair.Create(vertex, i)).ToFrozenDictionary(), sorted, parents, Invert(parents));

    /// <summary>The places in the order of what the vertices need.</summary>
    internal IReadOnlyList<int[]> ParentPlaces => parents;

    public bool Contains(T vertex) => index.ContainsKey(vertex);

    public IEnumerable<T> Parents(T vertex) => Neighbours(parents, vertex);

    public IEnumerable<T> Children(T vertex) => Neighbours(children, vertex);

    /// <summary>Whether the second vertex needs the first one, directly or not.</summary>
    public bool Reaches(T from, T to)
    {
        if (!index.TryGetValue(from, out var start) || !index.TryGetValue(to, out var end) || start >= end)
        {
            return false;
        }

        // Upwards from the end; a vertex that comes before the start in the order cannot lead to it.
        var seen = new HashSet<int>();
        var open = new Stack<int>([end]);
        while (open.TryPop(out var vertex))
        {
            foreach (var parent in parents[vertex])
            {
                if (parent == start)
                {
                    return true;
                }

                if (parent > start && seen.Add(parent))
                {
                    open.Push(parent);
                }
            }
        }

        return false;
    }

    /// <summary>What the vertices need, directly or not, without the vertices themselves unless one needs another.</summary>
    /// <param name="depth">How many edges to follow; null for all.</param>
    public IReadOnlySet<T> Upstream(IEnumerable<T> from, int? depth = null) => Reach(parents, from, depth);

    /// <summary>What needs the vertices, directly or not.</summary>
    /// <param name="depth">How many edges to follow; null for all.</param>
    public IReadOnlySet<T> Downstream(IEnumerable<T> from, int? depth = null) => Reach(children, from, depth);

    /// <summary>The graph of the chosen vertices only. Two of them stay connected when a path runs between them through
    /// vertices that were not chosen.</summary>
    public Dag<T> Restrict(IReadOnlySet<T> chosen)
    {
        // Walking in order, each vertex hands its nearest chosen ancestors on to its children.
        var nearest = new HashSet<int>?[vertices.Length];
        var kept = new Dictionary<T, List<T>>();
        for (var i = 0; i < vertices.Length; i++)
        {
            var mine = new HashSet<int>();
            foreach (var parent in parents[i])
            {
                if (chosen.Contains(vertices[parent]))
                {
                    mine.Add(parent);
                }
                else if (nearest[parent] is { } through)
                {
                    mine.UnionWith(through);
                }
            }

            if (chosen.Contains(vertices[i]))
            {
                kept[vertices[i]] = [.. mine.Select(p => vertices[p])];
            }
            else
            {
                nearest[i] = mine;
            }
        }

        return TryBuild([.. vertices.Where(kept.ContainsKey)], v => kept[v], out _)!;
    }

    private static int[] Positions(IEnumerable<T> needed, Dictionary<T, int> position)
    {
        List<int>? found = null;
        foreach (var parent in needed)
        {
            if (position.TryGetValue(parent, out var i) && found?.Contains(i) != true)
            {
                (found ??= new List<int>(2)).Add(i);
            }
        }

        return found?.ToArray() ?? [];
    }

    private static int[][] Invert(int[][] parents)
    {
        var children = new List<int>[parents.Length];
        for (var i = 0; i < parents.Length; i++)
        {
            foreach (var parent in parents[i])
            {
                (children[parent] ??= []).Add(i);
            }
        }

        return Array.ConvertAll(children, list => list?.ToArray() ?? []);
    }

    private static int[] Sort(int[][] parents, int[][] children)
    {
        var waiting = Array.ConvertAll(parents, p => p.Length);
        var ready = new Queue<int>(Enumerable.Range(0, parents.Length).Where(i => waiting[i] == 0));
        var order = new List<int>(parents.Length);
        while (ready.TryDequeue(out var vertex))
        {
            order.Add(vertex);
            foreach (var child in children[vertex])
            {
                if (--waiting[child] == 0)
                {
                    ready.Enqueue(child);
                }
            }
        }

        return [.. order];
    }

    private static List<int> FindCycle(int[][] parents, int[] sorted)
    {
        // Every vertex that could not be sorted is on a cycle or needs one that is. The shortest way back to itself
        // over unsorted vertices, for the first vertex that has one, is a cycle without detours.
        var done = new HashSet<int>(sorted);
        List<int>? best = null;
        for (var start = 0; start < parents.Length && best is not { Count: 2 }; start++)
        {
            if (!done.Contains(start) && WayBack(parents, done, start) is { } way && (best is null || way.Count < best.Count))
            {
                best = way;
                if (parents.Length > 2000)
                {
                    break;
                }
            }
        }

        return best!;
    }

    private static List<int>? WayBack(int[][] parents, HashSet<int> done, int start)
    {
        var next = new Dictionary<int, int>();
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var vertex))
        {
            foreach (var parent in parents[vertex])
            {
                if (parent == start)
                {
                    var way = new List<int> { start };
                    for (var at = vertex; at != start; at = next[at])
                    {
                        way.Add(at);
                    }

                    way.Add(start);
                    return way;
                }

                if (!done.Contains(parent) && next.TryAdd(parent, vertex))
                {
                    queue.Enqueue(parent);
                }
            }
        }

        return null;
    }

    private IEnumerable<T> Neighbours(int[][] edges, T vertex) =>
        index.TryGetValue(vertex, out var i) ? edges[i].Select(n => vertices[n]) : [];

    private HashSet<T> Reach(int[][] edges, IEnumerable<T> from, int? depth)
    {
        var found = new HashSet<T>();
        var frontier = new List<int>();
        foreach (var vertex in from)
        {
            if (index.TryGetValue(vertex, out var i))
            {
                frontier.Add(i);
            }
        }

        for (var level = 0; frontier.Count > 0 && (depth is null || level < depth); level++)
        {
            var next = new List<int>();
            foreach (var vertex in frontier)
            {
                foreach (var neighbour in edges[vertex])
                {
                    if (found.Add(vertices[neighbour]))
                    {
                        next.Add(neighbour);
                    }
                }
            }

            frontier = next;
        }

        return found;
    }
}
