using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary><c>groups</c> and <c>group_map</c>.</summary>
internal static class ManifestGroups
{
    public static void Write(ArtifactJson json, GroupNode group)
    {
        var values = group.Properties.Values;
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("name"u8, group.Name);
        writer.WriteString("resource_type"u8, "group"u8);
        writer.WriteString("package_name"u8, group.PackageName);
        writer.WriteString("path"u8, group.Path);
        writer.WriteString("original_file_path"u8, group.Properties.File.Path);
        writer.WriteString("unique_id"u8, group.UniqueId);
        ManifestDeclared.Owner(json, values);
        json.Member("description"u8, values, "description");
        json.Value("config"u8, group.Config.Values);
        writer.WriteEndObject();
    }

    /// <summary>The names of the groups with the ids of their members, sorted.</summary>
    public static List<KeyValuePair<string, List<string>>> Members(Graph graph, IReadOnlyList<Node> nodes)
    {
        var members = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var group in graph.Groups)
        {
            members[group.Name] = [];
        }

        if (members.Count > 0)
        {
            foreach (var node in nodes)
            {
                if (node.Group is { } name && members.TryGetValue(name, out var list))
                {
                    list.Add(node.UniqueId);
                }
            }
        }

        return [.. members];
    }
}
