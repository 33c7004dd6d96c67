using System.Collections;

namespace Transform.Planning;

/// <summary>The nodes of a graph that is kept: each is read when it is first asked for.</summary>
internal sealed class CachedNodes : NodeTable
{
    private readonly CacheTables tables;
    private readonly Parts parts;
    private readonly byte[] types;
    private readonly int[] templated;
    private readonly CachedKeys keys;
    private readonly Node?[] made;
    private volatile bool areAllMade;

    public CachedNodes(CacheTables tables, CacheReader reader)
    {
        this.tables = tables;
        parts = reader.Parts();
        types = reader.Bytes().ToArray();
        templated = reader.Numbers();
        Ids = new CachedIds(tables, reader);
        keys = new CachedKeys(tables, reader);
        made = new Node?[parts.Count];
    }

    /// <summary>The ids in the order of the graph.</summary>
    public CachedIds Ids { get; }

    /// <summary>How many have been asked for.</summary>
    public int CountMade => made.Count(static node => node is not null);

    public override int Count => made.Length;

    public override IEnumerable<Node> Values
    {
        get
        {
            if (!areAllMade)
            {
                Parallel.For(0, made.Length, place => At(place));
                areAllMade = true;
            }

            return made!;
        }
    }

    public override IEnumerable<Node> WithTemplates => templated.Select(At);

    public static void Write(CacheWriter writer, Graph graph)
    {
        var nodes = graph.Nodes;
        writer.Parts([.. nodes.Values], node => NodeCodec.Write(writer, node));
        writer.Bytes([.. nodes.Values.Select(static node => (byte)node.ResourceType)]);
        writer.Numbers([.. nodes.WithTemplates.Select(node => nodes.PlaceOf(node.UniqueId))]);
        CachedIds.Write(writer, graph.Dag.Order);
        CachedKeys.Write(writer, nodes.Values);
    }

    internal override int PlaceOf(string id) => Ids.PlaceOf(id);

    internal override string IdAt(int place) => Ids[place];

    internal override Node At(int place) =>
        Volatile.Read(ref made[place])
        ?? (NodeCodec.Read(new CacheReader(tables, parts[place].Start.Value)) is var node ? Interlocked.CompareExchange(ref made[place], node, null) ?? node : null!);

    internal override ResourceType TypeAt(int place) => (ResourceType)types[place];

    internal override IEnumerable<Node> WithKeys(IEnumerable<string> wanted) => keys.Find(wanted).Select(At);
}

/// <summary>Unique ids in their order, with an index.</summary>
internal sealed class CachedIds(CacheTables tables, CacheReader reader) : IVertices<string>
{
    private readonly int[] strings = reader.Numbers();
    private readonly int[] slots = reader.Numbers();
    private Func<int, string>? at;

    public int Count => strings.Length;

    public string this[int index] => tables.String(strings[index]);

    public static void Write(CacheWriter writer, IReadOnlyList<string> ids)
    {
        writer.Numbers([.. ids.Select(writer.NumberOf)]);
        writer.Numbers(HashColumn.Of(ids));
    }

    public int PlaceOf(string vertex) => HashColumn.Find(slots, vertex, at ??= place => this[place]);

    public IEnumerator<string> GetEnumerator() => strings.Select(tables.String).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The keys of nodes (<see cref="FqnMatcher.KeysOf"/>), with the places of those that have them.</summary>
internal sealed class CachedKeys(CacheTables tables, CacheReader reader)
{
    private readonly int[] strings = reader.Numbers();
    private readonly int[] slots = reader.Numbers();
    private readonly Edges places = reader.Edges();

    public static void Write(CacheWriter writer, IEnumerable<Node> nodes)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var lists = new List<List<int>>();
        var place = 0;
        foreach (var node in nodes)
        {
            foreach (var key in FqnMatcher.KeysOf(node))
            {
                if (numbers.TryAdd(key, lists.Count))
                {
                    lists.Add([]);
                }

                lists[numbers[key]].Add(place);
            }

            place++;
        }

        writer.Numbers([.. numbers.Keys.Select(writer.NumberOf)]);
        writer.Numbers(HashColumn.Of([.. numbers.Keys]));
        writer.Edges(Edges.Of(lists.Count, (i, found) => found.AddRange(lists[i])));
    }

    /// <summary>The places of the nodes that have one of some keys, each once.</summary>
    public IEnumerable<int> Find(IEnumerable<string> keys)
    {
        var found = new SortedSet<int>();
        foreach (var key in keys)
        {
            if (HashColumn.Find(slots, key, number => tables.String(strings[number])) is >= 0 and var number)
            {
                found.UnionWith(places.Of(number).ToArray());
            }
        }

        return found;
    }
}
