using Transform.Documentation.Artifacts;
using Transform.Planning;

namespace Transform.Documentation.Publishing;

/// <summary>The words by which people look for what has a page, column by column.</summary>
internal static class SiteSearch
{
    // Of a longer text the beginning is searched.
    private const int MostCode = 4_000;

    public static void Write(ArtifactJson json, SiteEntries entries)
    {
        var all = entries.All;
        json.Writer.WriteStartObject();
        json.Texts("ids"u8, all.Select(static entry => entry.Id));
        SiteIndex.Words(json, "types"u8, all, static entry => entry.Type);
        json.Texts("names"u8, all.Select(SiteIndex.Title));
        json.Texts("columns"u8, all.Select(static entry => string.Join(' ', entry.Node?.Columns.Select(static column => column.Name) ?? [])));
        json.Texts("descriptions"u8, all.Select(static entry => SafeMarkdown.ToText(entry.Node?.Description ?? string.Empty)));
        json.Texts("tags"u8, all.Select(static entry => entry.Node is { } node ? string.Join(' ', node.Tags) : string.Empty));
        json.Texts("codes"u8, all.Select(static entry => entry.Node is TemplateNode { RawCode: var code } and not TestNode { Metadata: not null }
            ? code[..Math.Min(code.Length, MostCode)] : string.Empty));
        json.Writer.WriteEndObject();
    }
}
