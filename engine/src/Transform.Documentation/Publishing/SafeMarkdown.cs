using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Transform.Documentation.Publishing;

/// <summary>Descriptions as HTML that does nothing: markup in them is shown as it is written, and links that lead to anything but pages and letters are words.</summary>
public static class SafeMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras().UseFootnotes().UseDefinitionLists()
        .DisableHtml().Build();

    private static readonly string[] Schemes = ["http:", "https:", "mailto:"];

    public static string ToHtml(string markdown)
    {
        var document = Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            if (!IsSafe(link.Url))
            {
                link.ReplaceBy(new ContainerInline());
            }
            else if (!link.IsImage && link.Url?.StartsWith("http", StringComparison.OrdinalIgnoreCase) == true)
            {
                link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer");
            }
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (!link.IsEmail && !IsSafe(link.Url))
            {
                link.ReplaceBy(new LiteralInline(link.Url));
            }
        }

        return document.ToHtml(Pipeline);
    }

    /// <summary>The words alone.</summary>
    public static string ToText(string markdown) => markdown.Length == 0 ? markdown : Markdown.ToPlainText(markdown, Pipeline).Trim();

    // A relative address has no colon before its first slash, question mark or hash. Browsers take no notice of blanks and control characters.
    private static bool IsSafe(string? url)
    {
        var text = string.Concat((url ?? string.Empty).Where(static c => c > ' ' && !char.IsControl(c)));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var other = text.AsSpan().IndexOfAny('/', '?', '#');
        return colon < 0 || (other >= 0 && other < colon) || Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }
}
