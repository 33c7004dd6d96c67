using System.Text;
using Transform.Core;
using Transform.Documentation.Artifacts;

namespace Transform.Documentation.Publishing;

/// <summary>What people have written beside the project: the Markdown files of its folder <c>docs/guide</c>.</summary>
/// <param name="Name">The file's name without its extension.</param>
/// <param name="Title">Its first heading, else its name.</param>
/// <param name="Text">The Markdown.</param>
internal sealed record GuidePage(string Name, string Title, string Text)
{
    // By these names a guide begins.
    private static readonly string[] First = ["index", "readme", "getting-started", "introduction", "overview"];

    /// <summary>The pages in the order in which they are listed; none where there is no such folder.</summary>
    /// <param name="root">The project's folder.</param>
    /// <exception cref="TransformException">A page cannot be read (TF1009).</exception>
    public static IReadOnlyList<GuidePage> Find(string root)
    {
        var folder = Path.Combine(root, "docs", "guide");
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.md").Select(Read).OrderBy(static page => Place(page.Name)).ThenBy(static page => page.Title, StringComparer.OrdinalIgnoreCase)]
            : [];
    }

    /// <summary>Writes the page; links to other pages lead to them on the site.</summary>
    public void Write(ArtifactJson json, IReadOnlyList<GuidePage> all)
    {
        json.Writer.WriteStartObject();
        json.Text("title"u8, Title);
        json.Text("html"u8, SafeMarkdown.ToHtml(Text, link => AddressOf(link, all)));
        json.Writer.WriteEndObject();
    }

    private static int Place(string name) => Array.FindIndex(First, first => first.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var place ? place : First.Length;

    private static GuidePage Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path, Encoding.UTF8);
            var name = Path.GetFileNameWithoutExtension(path);
            var heading = text.Split('\n').FirstOrDefault(static line => line.StartsWith("# ", StringComparison.Ordinal));
            return new GuidePage(name, heading is null ? name : SafeMarkdown.ToText(heading[2..]), text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(
                DiagnosticCodes.UnreadableFile, $"docs/guide/{Path.GetFileName(path)} cannot be read: {e.Message}", hint: "Make it readable, or move it out of the guide.");
        }
    }

    // A page of the guide, or a place on this page; what else is relative is not on the site.
    private string? AddressOf(string link, IReadOnlyList<GuidePage> all)
    {
        var hash = link.IndexOf('#', StringComparison.Ordinal);
        var (file, place) = hash < 0 ? (link, string.Empty) : (link[..hash], link[(hash + 1)..]);
        var name = file.Length == 0 ? Name : file.EndsWith(".md", StringComparison.Ordinal) && !file.Contains('/', StringComparison.Ordinal) ? file[..^3] : null;
        return name is not null && all.Any(page => page.Name == name)
            ? $"#/guide/{Uri.EscapeDataString(name)}{(place.Length > 0 ? $"?at={Uri.EscapeDataString(place)}" : string.Empty)}"
            : null;
    }
}
