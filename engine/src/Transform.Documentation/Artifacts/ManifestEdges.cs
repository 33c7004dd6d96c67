using System.Runtime.InteropServices;
using Transform.Planning;

namespace Transform.Documentation.Artifacts;

/// <summary><c>parent_map</c> and <c>child_map</c>: every node with its neighbours, by id.</summary>
internal sealed class ManifestEdges
{
    private readonly Dictionary<string, List<string>> children = new(StringComparer.Ordinal);

    /// <param name="nodes">Sorted by id, so that children come out sorted too.</param>
    public ManifestEdges(IReadOnlyList<Node> nodes)
    {
        foreach (var node in nodes)
        {
            foreach (var parent in node.DependsOn)
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(children, parent, out _);
                list ??= [];
                if (list.Count == 0 || !string.Equals(list[^1], node.UniqueId, StringComparison.Ordinal))
                {
                    list.Add(node.UniqueId);
                }
            }
        }
    }

    public void WriteChildren(ArtifactJson json, Node node)
    {
        json.Writer.WriteStartArray();
        if (children.TryGetValue(node.UniqueId, out var list))
        {
            foreach (var child in list)
            {
                json.Writer.WriteStringValue(child);
            }
        }

        json.Writer.WriteEndArray();
    }

    public static void WriteParents(ArtifactJson json, Node node)
    {
        var parents = node.DependsOn;
        if (parents.Length > 1)
        {
            parents = parents.Sort(StringComparer.Ordinal);
        }

        json.Writer.WriteStartArray();
        foreach (var parent in parents)
        {
            json.Writer.WriteStringValue(parent);
        }

        json.Writer.WriteEndArray();
    }
}
