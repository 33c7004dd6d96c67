using System.Collections.Immutable;

namespace Transform.Planning;

/// <summary>A directed acyclic graph that knows nothing of what its vertices are. An edge runs from what is needed to
/// what needs it. Immutable.</summary>
public sealed class Dag<T>
    where T : notnull
{
    private readonly IVertices<T> vertices;
    private readonly Edges parents;
    private readonly Edges children;

    private Dag(IVertices<T> vertices, Edges parents, Edges children)
    {
        this.vertices = vertices;
        this.parents = parents;
        this.children = children;
    }

    /// <summary>Every vertex, parents before children; otherwise in the order they were given.</summary>
    public IReadOnlyList<T> Order => vertices;

    public int Count => vertices.Count;

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

        return TryBuild(given, Edges.Of(given.Length, (i, found) => AddPositions(parentsOf(given[i]), position, found)), out cycle);
    }

    private static Dag<T>? TryBuild(T[] given, Edges parents, out ImmutableArray<T> cycle)
    {
        var children = parents.Inverted();
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

        return new Dag<T>(new SortedVertices<T>(Array.ConvertAll(order, i => given[i])), parents.Ranked(order, rank), children.Ranked(order, rank));
    }

    /// <summary>A graph that was built before.</summary>
    /// <param name="sorted">The vertices in their order.</param>
    /// <param name="parents">The places of what each of them needs.</param>
    /// <param name="children">The places of what needs each of them.</param>
    internal static Dag<T> Restore(IVertices<T> sorted, Edges parents, Edges children) => new(sorted, parents, children);

    /// <summary>The places in the order of what the vertices need.</summary>
    internal Edges ParentPlaces => parents;

    /// <summary>The places in the order of what needs the vertices.</summary>
    internal Edges ChildPlaces => children;

    /// <summary>The same graph, in the same order, with other parents of some places; they come before these.</summary>
    internal Dag<T> WithParents(IReadOnlyDictionary<int, int[]> moved)
    {
        var edges = Edges.Of(Count, (place, found) => found.AddRange(moved.TryGetValue(place, out var needed) ? needed : parents.Of(place)));
        return new Dag<T>(vertices, edges, edges.Inverted());
    }

    public bool Contains(T vertex) => vertices.PlaceOf(vertex) >= 0;

    public IEnumerable<T> Parents(T vertex) => Neighbours(parents, vertex);

    public IEnumerable<T> Children(T vertex) => Neighbours(children, vertex);

    /// <summary>The place of a vertex in the order; negative where it is none.</summary>
    internal int PlaceOf(T vertex) => vertices.PlaceOf(vertex);

    /// <summary>Whether the second vertex needs the first one, directly or not.</summary>
    public bool Reaches(T from, T to)
    {
        var (start, end) = (vertices.PlaceOf(from), vertices.PlaceOf(to));
        if (start < 0 || start >= end)
        {
            return false;
        }

        // Upwards from the end; a vertex that comes before the start in the order cannot lead to it.
        var seen = new HashSet<int>();
        var open = new Stack<int>([end]);
        while (open.TryPop(out var vertex))
        {
            foreach (var parent in parents.Of(vertex))
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
        // Walking in order, each vertex hands itself, or its nearest chosen ancestors, on to its children.
        var kept = new List<T>(chosen.Count);
        var handed = new int[vertices.Count][];
        var needed = new List<int[]>(chosen.Count);
        var mine = new List<int>();
        var takenFor = new int[vertices.Count];
        for (var i = 0; i < handed.Length; i++)
        {
            mine.Clear();
            foreach (var parent in parents.Of(i))
            {
                foreach (var place in handed[parent])
                {
                    if (takenFor[place] != i)
                    {
                        takenFor[place] = i;
                        mine.Add(place);
                    }
                }
            }

            if (chosen.Contains(vertices[i]))
            {
                handed[i] = [kept.Count];
                kept.Add(vertices[i]);
                needed.Add([.. mine]);
            }
            else
            {
                handed[i] = [.. mine];
            }
        }

        var edges = Edges.Of(kept.Count, (place, found) => found.AddRange(needed[place]));
        return TryBuild([.. kept], edges, out _)!;
    }

    private static void AddPositions(IEnumerable<T> needed, Dictionary<T, int> position, List<int> found)
    {
        var start = found.Count;
        foreach (var parent in needed)
        {
            if (position.TryGetValue(parent, out var i) && found.IndexOf(i, start) < 0)
            {
                found.Add(i);
            }
        }
    }

    private static int[] Sort(Edges parents, Edges children)
    {
        var waiting = new int[parents.Count];
        var ready = new Queue<int>(parents.Count);
        for (var i = 0; i < waiting.Length; i++)
        {
            waiting[i] = parents.Of(i).Length;
            if (waiting[i] == 0)
            {
                ready.Enqueue(i);
            }
        }

        var order = new List<int>(parents.Count);
        while (ready.TryDequeue(out var vertex))
        {
            order.Add(vertex);
            foreach (var child in children.Of(vertex))
            {
                if (--waiting[child] == 0)
                {
                    ready.Enqueue(child);
                }
            }
        }

        return [.. order];
    }

    private static List<int> FindCycle(Edges parents, int[] sorted)
    {
        // Every vertex that could not be sorted is on a cycle or needs one that is. The shortest way back to itself
        // over unsorted vertices, for the first vertex that has one, is a cycle without detours.
        var done = new HashSet<int>(sorted);
        List<int>? best = null;
        for (var start = 0; start < parents.Count && best is not { Count: 2 }; start++)
        {
            if (!done.Contains(start) && WayBack(parents, done, start) is { } way && (best is null || way.Count < best.Count))
            {
                best = way;
                if (parents.Count > 2000)
                {
                    break;
                }
            }
        }

        return best!;
    }

    private static List<int>? WayBack(Edges parents, HashSet<int> done, int start)
    {
        var next = new Dictionary<int, int>();
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var vertex))
        {
            foreach (var parent in parents.Of(vertex))
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

    private T[] Neighbours(Edges edges, T vertex)
    {
        if (vertices.PlaceOf(vertex) is not (>= 0 and var place))
        {
            return [];
        }

        var places = edges.Of(place);
        var neighbours = new T[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            neighbours[i] = vertices[places[i]];
        }

        return neighbours;
    }

    private HashSet<T> Reach(Edges edges, IEnumerable<T> from, int? depth)
    {
        var found = new HashSet<T>();
        var frontier = new List<int>();
        foreach (var vertex in from)
        {
            if (vertices.PlaceOf(vertex) is >= 0 and var place)
            {
                frontier.Add(place);
            }
        }

        for (var level = 0; frontier.Count > 0 && (depth is null || level < depth); level++)
        {
            var next = new List<int>();
            foreach (var vertex in frontier)
            {
                foreach (var neighbour in edges.Of(vertex))
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
