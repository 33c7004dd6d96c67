using Transform.Core;

namespace Transform.Planning;

/// <summary>What a selector that finds nothing may have meant.</summary>
internal static class NearNames
{
    private const string Otherwise = "`transform ls` lists what can be selected.";

    /// <summary>The hint of a term that is in a selection of nothing.</summary>
    public static string Hint(Graph graph, SelectorTerm term)
    {
        var question = NearMiss.Question(term.Value, Candidates(graph, term).Distinct());
        if (term.Method == "fqn" && OtherMethod(graph, term.Value) is { } method)
        {
            return $"'{term.Value}' is the name of a {method.Replace('_', ' ')}: write {method}:{term.Value}.";
        }

        return question ?? Otherwise;
    }

    // Of sources a name alone does not find the node.
    private static string? OtherMethod(Graph graph, string name)
    {
        foreach (var source in graph.Nodes.OfType(ResourceType.Source).Cast<SourceNode>())
        {
            if ((source.SourceName == name || $"{source.SourceName}.{source.Name}" == name))
            {
                return "source";
            }
        }

        return graph.Nodes.Values.Any(node => node.Tags.Contains(name)) ? "tag" : null;
    }

    private static IEnumerable<string> Candidates(Graph graph, SelectorTerm term)
    {
        var nodes = graph.Nodes.Values;
        return term.Method switch
        {
            "fqn" => nodes.Where(static n => n is not (SourceNode or TestNode)).SelectMany(static n => n.Fqn.AsEnumerable()),
            "tag" => nodes.SelectMany(static n => n.Tags.AsEnumerable()),
            "path" => nodes.SelectMany(static n => SelectorMethods.FilesAndFolders(n.OriginalFilePath)),
            "file" => nodes.Select(static n => Path.GetFileName(n.OriginalFilePath)),
            "source" => nodes.OfType<SourceNode>().SelectMany(static n => (string[])[n.SourceName, $"{n.SourceName}.{n.Name}"]),
            "package" => nodes.Select(static n => n.PackageName),
            "group" => graph.Groups.Select(static g => g.Name),
            "access" => ["private", "protected", "public"],
            "test_name" => nodes.OfType<TestNode>().Where(static n => n.Metadata is not null).Select(static n => n.Metadata!.Name),
            "result" => StateMethods.ResultStatuses,
            "source_status" => StateMethods.SourceStatuses,
            "config" => nodes.SelectMany(n => SelectorMethods.ConfigValues(n, term.Arguments)),
            _ when ResourceTypes.TryParse(term.Method, out var type) => nodes.Where(n => n.ResourceType == type).Select(static n => n.Name),
            _ => [],
        };
    }
}
