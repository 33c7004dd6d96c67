using System.Globalization;
using Transform.Documentation.Artifacts;
using Transform.Planning;

namespace Transform.Documentation.Publishing;

/// <summary>All that the tree and the lineage show, column by column: the same words come again and again, and stand once. What reads what is in a file
/// of its own, which the tree does not need.</summary>
internal static class SiteIndex
{
    public static void Write(ArtifactJson json, SiteContent content, SiteEntries entries)
    {
        var listed = entries.Listed;
        json.Writer.WriteStartObject();
        json.Texts("names"u8, listed.Select(Title));

        // Most follow from what else is there.
        json.Writer.WriteStartObject("ids"u8);
        for (var i = 0; i < listed.Count; i++)
        {
            if (listed[i] is var entry && entry.Id != $"{entry.Type}.{entry.Package}.{Title(entry)}")
            {
                json.Writer.WriteString(i.ToString(CultureInfo.InvariantCulture), entry.Id);
            }
        }

        json.Writer.WriteEndObject();
        Words(json, "types"u8, listed, static entry => entry.Type);
        Words(json, "packages"u8, listed, static entry => entry.Package);
        Words(json, "folders"u8, listed, static entry => Folder(entry.Path));
        Words(json, "schemas"u8, listed, static entry => entry.Node is RelationNode node ? $"{node.Database}/{node.Schema}" : string.Empty);
        Words(json, "materialized"u8, listed, static entry => entry.Node is TemplateNode { Config.Materialized: var kind } and not TestNode ? kind : string.Empty);
        Words(json, "tags"u8, listed, static entry => entry.Node is { } node ? string.Join(' ', node.Tags) : string.Empty);
        Words(json, "statuses"u8, listed, entry => entries.Past.LastOf(entry.Id) is { } result ? result.Status
            : content.Freshness?.TryGetValue(entry.Id, out var fresh) == true ? fresh.Status : string.Empty);
        Times(json, content, listed);
        json.Writer.WriteEndObject();
    }

    // Of the last run alone: when each began and how long it took, in milliseconds.
    private static void Times(ArtifactJson json, SiteContent content, IReadOnlyList<SiteEntry> listed)
    {
        json.Writer.WriteStartObject("times"u8);
        if (content.Runs is [var run, ..])
        {
            var byId = run.Nodes.DistinctBy(static node => node.UniqueId).ToDictionary(static node => node.UniqueId, StringComparer.Ordinal);
            for (var i = 0; i < listed.Count; i++)
            {
                if (byId.TryGetValue(listed[i].Id, out var node) && node.Took > TimeSpan.Zero)
                {
                    json.Writer.WriteStartArray(i.ToString(CultureInfo.InvariantCulture));
                    json.Writer.WriteNumberValue((long)node.Begun.TotalMilliseconds);
                    json.Writer.WriteNumberValue((long)node.Took.TotalMilliseconds);
                    json.Writer.WriteEndArray();
                }
            }
        }

        json.Writer.WriteEndObject();
    }

    /// <summary>For each of the nodes the places of those that it reads.</summary>
    public static void WriteEdges(ArtifactJson json, Graph graph, SiteEntries entries)
    {
        var places = new Dictionary<string, int>(entries.Listed.Count, StringComparer.Ordinal);
        foreach (var entry in entries.Listed)
        {
            places[entry.Id] = places.Count;
        }

        json.Writer.WriteStartArray();
        foreach (var entry in entries.Listed)
        {
            json.Writer.WriteStartArray();
            foreach (var parent in entry.Node is null ? [] : graph.Dag.Parents(entry.Id))
            {
                if (places.TryGetValue(parent, out var place))
                {
                    json.Writer.WriteNumberValue(place);
                }
            }

            json.Writer.WriteEndArray();
        }

        json.Writer.WriteEndArray();
    }

    /// <summary>The name as people say it: of sources with that of the source before it, of models with their version.</summary>
    public static string Title(SiteEntry entry) => entry.Node switch
    {
        SourceNode source => $"{source.SourceName}.{source.Name}",
        ModelNode { Version.IsMissing: false } model => $"{model.Name}.v{model.Version}",
        _ => entry.Name,
    };

    private static string Folder(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : string.Empty;

    /// <summary>A word of each, as the list of all words and the number of each one's; no numbers where all have the same.</summary>
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
        foreach (var number in words.Count == 1 ? [] : numbers)
        {
            json.Writer.WriteNumberValue(number);
        }

        json.Writer.WriteEndArray();
        json.Writer.WriteEndObject();
    }
}
