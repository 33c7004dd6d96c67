using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Transform.Planning;

/// <summary>The nodes of a graph by their unique ids, in the order of its <see cref="Graph.Dag"/>; those of a graph that is kept are made when
/// they are first asked for. Immutable and thread-safe.</summary>
public abstract class NodeTable : IReadOnlyDictionary<string, Node>
{
    public abstract int Count { get; }

    public IEnumerable<string> Keys => Enumerable.Range(0, Count).Select(IdAt);

    public virtual IEnumerable<Node> Values => Enumerable.Range(0, Count).Select(At);

    public Node this[string key] => TryGetValue(key, out var node) ? node : throw new KeyNotFoundException($"There is no node {key}.");

    public bool ContainsKey(string key) => PlaceOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Node value)
    {
        var place = PlaceOf(key);
        value = place < 0 ? null : At(place);
        return place >= 0;
    }

    /// <summary>The nodes of a kind.</summary>
    public IEnumerable<Node> OfType(ResourceType type) => Enumerable.Range(0, Count).Where(place => TypeAt(place) == type).Select(At);

    /// <summary>The nodes with <see cref="Node.Templates"/>.</summary>
    public virtual IEnumerable<Node> WithTemplates => Values.Where(static node => node.Templates is not null);

    /// <summary>How many there are of a kind.</summary>
    public int CountOf(ResourceType type)
    {
        var count = 0;
        for (var place = 0; place < Count; place++)
        {
            count += TypeAt(place) == type ? 1 : 0;
        }

        return count;
    }

    public IEnumerator<KeyValuePair<string, Node>> GetEnumerator() =>
        Values.Select(static node => KeyValuePair.Create(node.UniqueId, node)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The place of a node in the graph's order; negative where there is none of that id.</summary>
    internal abstract int PlaceOf(string id);

    internal abstract string IdAt(int place);

    internal abstract Node At(int place);

    internal abstract ResourceType TypeAt(int place);

    /// <summary>Those among which all are that have one of some keys (<see cref="FqnMatcher.KeysOf"/>); there may be others, and some twice.</summary>
    internal virtual IEnumerable<Node> WithKeys(IEnumerable<string> keys) => Values;
}

/// <summary>Nodes that are all at hand.</summary>
/// <param name="dag">The graph of their ids.</param>
/// <param name="inOrder">They themselves, in its order.</param>
internal sealed class MadeNodes(Dag<string> dag, Node[] inOrder) : NodeTable
{
    public override int Count => inOrder.Length;

    public override IEnumerable<Node> Values => inOrder;

    internal override int PlaceOf(string id) => dag.PlaceOf(id);

    internal override string IdAt(int place) => inOrder[place].UniqueId;

    internal override Node At(int place) => inOrder[place];

    internal override ResourceType TypeAt(int place) => inOrder[place].ResourceType;
}
