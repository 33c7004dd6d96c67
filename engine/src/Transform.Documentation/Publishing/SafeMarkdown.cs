using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Transform.Documentation.Publishing;

/// <summary>Descriptions as HTML that does nothing: markup in them is shown as it is written, and links that lead to anything but pages and letters are words.</summary>
public static class SafeMarkdown
{
    private static readonly MarkdownPipeline Pipeline = NewPipeline().Build();
    private static readonly MarkdownPipeline WithPlaces = NewPipeline().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    private static readonly string[] Schemes = ["http:", "https:", "mailto:"];

    public static string ToHtml(string markdown) => ToHtml(markdown, Pipeline, static link => link);

    /// <summary>The same of a text of several pages, whose headings can be linked: their ids begin with <c>at-</c>.</summary>
    /// <param name="addressOf">Where a relative link leads; null where that is nowhere.</param>
    public static string ToHtml(string markdown, Func<string, string?> addressOf) => ToHtml(markdown, WithPlaces, addressOf);

    private static string ToHtml(string markdown, MarkdownPipeline pipeline, Func<string, string?> addressOf)
    {
        var document = Markdown.Parse(markdown, pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            if (heading.TryGetAttributes() is { Id: { } id } attributes)
            {
                attributes.Id = $"at-{id}";
            }
        }

        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            var url = link.Url ?? string.Empty;
            if ((IsElsewhere(url) ? url : IsSafe(url) ? addressOf(url) : null) is not { } address)
            {
                link.ReplaceBy(new ContainerInline());
                continue;
            }

            link.Url = address;
            if (!link.IsImage && url.StartsWith("http", StringComparison.OrdinalIgnoreCase))
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

        return document.ToHtml(pipeline);
    }

    /// <summary>The words alone.</summary>
    public static string ToText(string markdown) => markdown.Length == 0 ? markdown : Markdown.ToPlainText(markdown, Pipeline).Trim();

    private static MarkdownPipelineBuilder NewPipeline() => new MarkdownPipelineBuilder()
        .UsePipeTables().UseGridTables().UseTaskLists().UseAutoLinks().UseEmphasisExtras().UseFootnotes().UseDefinitionLists().DisableHtml();

    private static bool IsElsewhere(string url) => Array.Exists(Schemes, scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    // A relative address has no colon before its first slash, question mark or hash. Browsers take no notice of blanks and control characters.
    private static bool IsSafe(string? url)
    {
        var text = string.Concat((url ?? string.Empty).Where(static c => c > ' ' && !char.IsControl(c)));
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var other = text.AsSpan().IndexOfAny('/', '?', '#');
        return colon < 0 || (other >= 0 && other < colon) || Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
    }
}
