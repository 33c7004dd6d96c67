using Transform.Core;
using Transform.Documentation.Artifacts;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Publishing;

/// <summary>Where in a template something is called that has a page: <c>ref</c>, <c>source</c>, <c>metric</c> and macros.</summary>
internal static class CodeLinks
{
    /// <param name="json">Gets triples of place, length and id, in the order of the text.</param>
    /// <param name="node">Whose template it is.</param>
    /// <param name="graph">Finds what is called.</param>
    /// <param name="hasPage">What is linked.</param>
    public static void Write(ArtifactJson json, TemplateNode node, Graph graph, Func<string, bool> hasPage)
    {
        json.Writer.WriteStartArray("links"u8);

        // The code may be a part of its file. That of generic tests and of Python is not the text that the calls are in.
        var source = node.Template.Source;
        var first = node is TestNode { Metadata: not null } or ModelNode { Language: ModelNode.Python } ? -1 : source.Text.IndexOf(node.RawCode, StringComparison.Ordinal);
        var end = 0;
        var links = first < 0 ? [] : Find(node, graph).OrderBy(static link => link.Span.Start).ToList();
        foreach (var (span, id) in links)
        {
            var start = span.Start - first;
            if (span.Source == source && start >= end && span.End - first <= node.RawCode.Length && hasPage(id))
            {
                end = start + span.Length;
                json.Writer.WriteNumberValue(start);
                json.Writer.WriteNumberValue(span.Length);
                json.Text(id);
            }
        }

        json.Writer.WriteEndArray();
    }

    private static IEnumerable<(SourceSpan Span, string Id)> Find(TemplateNode node, Graph graph)
    {
        var references = graph.References;
        foreach (var call in node.Refs)
        {
            if (call.Span is { } span && references.Ref(call, node.PackageName).Node is { } found)
            {
                yield return (span, found.UniqueId);
            }
        }

        foreach (var call in node.Sources)
        {
            if (call.Span is { } span && references.Source(call, node.PackageName).Node is { } found)
            {
                yield return (span, found.UniqueId);
            }
        }

        foreach (var call in TemplateAnalysis.Calls(node.Template))
        {
            var macro = call.Qualifier is null ? graph.Macros.Find(call.Name, node.PackageName) : graph.Macros.FindIn(call.Qualifier, call.Name);
            if (macro is not null)
            {
                yield return (call.Span, MacroRegistry.UniqueId(macro));
            }
        }
    }
}
