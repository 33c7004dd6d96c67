using Transform.Documentation.Artifacts;
using Transform.Planning;

namespace Transform.Documentation.Publishing;

/// <summary>All that the tree and the lineage show, column by column: the same words come again and again, and stand once.</summary>
internal static class SiteIndex
{
    public static void Write(ArtifactJson json, SiteContent content, SiteEntries entries)
    {
        var listed = entries.All.Where(static entry => entry.IsListed).ToList();
        var places = new Dictionary<string, int>(listed.Count, StringComparer.Ordinal);
        foreach (var entry in listed)
        {
            places[entry.Id] = places.Count;
        }

        json.Writer.WriteStartObject();
        json.Texts("ids"u8, listed.Select(static entry => entry.Id));
        json.Texts("names"u8, listed.Select(Title));
        Words(json, "types"u8, listed, static entry => entry.Type);
        Words(json, "packages"u8, listed, static entry => entry.Package);
        Words(json, "folders"u8, listed, static entry => Folder(entry.Path));
        Words(json, "schemas"u8, listed, static entry => entry.Node is RelationNode node ? $"{node.Database}/{node.Schema}" : string.Empty);
        Words(json, "materialized"u8, listed, static entry => entry.Node is TemplateNode { Config.Materialized: var kind } and not TestNode ? kind : string.Empty);
        Words(json, "tags"u8, listed, static entry => entry.Node is { } node ? string.Join(' ', node.Tags) : string.Empty);
        Words(json, "statuses"u8, listed, entry => content.Results.TryGetValue(entry.Id, out var result) ? result.Status
            : content.Freshness?.TryGetValue(entry.Id, out var fresh) == true ? fresh.Status : string.Empty);
        json.Writer.WriteStartArray("parents"u8);
        foreach (var entry in listed)
        {
            json.Writer.WriteStartArray();
            foreach (var parent in entry.Node is null ? [] : content.Graph.Dag.Parents(entry.Id))
            {
                if (places.TryGetValue(parent, out var place))
                {
                    json.Writer.WriteNumberValue(place);
                }
            }

            json.Writer.WriteEndArray();
        }

        json.Writer.WriteEndArray();
        json.Writer.WriteEndObject();
    }

    /// <summary>The name as people say it: of sources with that of the source before it, of models with their version.</summary>
    public static string Title(SiteEntry entry) => entry.Node switch
    {
        SourceNode source => $"{source.SourceName}.{source.Name}",
        ModelNode { Version.IsMissing: false } model => $"{model.Name}.v{model.Version}",
        _ => entry.Name,
    };

    private static string Folder(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : string.Empty;

    /// <summary>A word of each, as the list of all words and the number of each one's.</summary>
    public static void Words(ArtifactJson json, ReadOnlySpan<byte> name, IReadOnlyList<SiteEntry> entries, Func<SiteEntry, string> wordOf)
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        var numbers = new int[entries.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var word = wordOf(entries[i]);
            if (!words.TryGetValue(word, out numbers[i]))
            {
                words.Add(word, numbers[i] = words.Count);
            }
        }

        json.Writer.WriteStartObject(name);
        json.Texts("words"u8, words.Keys);
        json.Writer.WriteStartArray("of"u8);
        foreach (var number in numbers)
        {
            json.Writer.WriteNumberValue(number);
        }

        json.Writer.WriteEndArray();
        json.Writer.WriteEndObject();
    }
}
