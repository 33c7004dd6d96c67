namespace Transform.Planning;

/// <summary>The nodes of a graph of which some are others now.</summary>
internal sealed class EditedNodes(NodeTable before, Dictionary<int, Node> edited) : NodeTable
{
    public override int Count => before.Count;

    public override IEnumerable<Node> Values => before.Values.Select((node, place) => edited.GetValueOrDefault(place) ?? node);

    public override IEnumerable<Node> WithTemplates => before.WithTemplates.Select(node => At(PlaceOf(node.UniqueId)));

    /// <summary>A graph with some of its nodes replaced by others of the same ids.</summary>
    public static Graph Put(Graph graph, IEnumerable<Node> nodes, string identity)
    {
        var edited = nodes.ToDictionary(node => graph.Nodes.PlaceOf(node.UniqueId));
        var parents = graph.Dag.ParentPlaces;
        var moved = new Dictionary<int, int[]>();
        foreach (var (place, node) in edited)
        {
            var needed = node.DependsOn.Select(graph.Nodes.PlaceOf).Where(static parent => parent >= 0).ToArray();
            if (!parents.Of(place).SequenceEqual(needed))
            {
                moved.Add(place, needed);
            }
        }

        var table = new EditedNodes(graph.Nodes, edited);
        return graph with
        {
            Nodes = table,
            Dag = moved.Count == 0 ? graph.Dag : graph.Dag.WithParents(moved),
            References = new ReferenceResolver(graph.References, table),
            Keeping = Task.FromResult<string?>(identity),
            Edits = new GraphEdits(graph.Identity!, [.. edited.Values], moved.Count > 0),
        };
    }

    internal override int PlaceOf(string id) => before.PlaceOf(id);

    internal override string IdAt(int place) => before.IdAt(place);

    internal override Node At(int place) => edited.GetValueOrDefault(place) ?? before.At(place);

    internal override ResourceType TypeAt(int place) => before.TypeAt(place);

    // Their names are what they were.
    internal override IEnumerable<Node> WithKeys(IEnumerable<string> keys) => before.WithKeys(keys).Select(node => At(PlaceOf(node.UniqueId)));
}
