using System.Text;
using System.Text.Encodings.Web;
using Transform.Core;
using Transform.Documentation.Artifacts;
using Transform.Planning;

namespace Transform.Documentation.Publishing;

/// <summary>Writes a site's data: what every page needs, the index of all nodes, and what the pages of nodes show, which lies in many small files: where
/// a node is, is told by its id alone.</summary>
internal static class SiteData
{
    // Nodes of one file: small enough to load at once, few enough files.
    private const int NodesPerFile = 48;

    /// <param name="content">What it is about.</param>
    /// <param name="folder">The folder of data.</param>
    /// <param name="secrets">What stands nowhere in it.</param>
    /// <param name="cancellation">Ends it.</param>
    public static void Write(SiteContent content, string folder, SecretMask secrets, CancellationToken cancellation)
    {
        var entries = SiteEntries.Of(content);
        var buckets = entries.GroupByBucket(Math.Max(1, (entries.All.Count + NodesPerFile - 1) / NodesPerFile));
        var pages = new NodePages(content, entries);
        var guide = GuidePage.Find(content.Graph.Project.Root);
        var scripts = new List<(string Name, Action<ArtifactJson> Write)>
        {
            ("site", json => SiteOverview.Write(json, content, entries, guide, buckets.Length)),
            ("index", json => SiteIndex.Write(json, content, entries)),
            ("edges", json => SiteIndex.WriteEdges(json, content.Graph, entries)),
            ("search", json => SiteSearch.Write(json, entries)),
        };
        scripts.AddRange(guide.Select(page => ($"guide/{page.Name}", (Action<ArtifactJson>)(json => page.Write(json, guide)))));
        scripts.AddRange(buckets.Select((bucket, i) => ($"nodes/{i}", (Action<ArtifactJson>)(json => pages.Write(json, bucket)))));
        Directory.CreateDirectory(Path.Combine(folder, "guide"));
        Directory.CreateDirectory(Path.Combine(folder, "nodes"));
        Parallel.ForEach(scripts, new ParallelOptions { CancellationToken = cancellation }, script => Write(folder, script.Name, script.Write, secrets));
    }

    /// <summary>The file that holds a node, by its id: pages come to the same number.</summary>
    public static int BucketOf(string id, int count)
    {
        // FNV-1a over UTF-16.
        var hash = 2166136261u;
        foreach (var unit in id)
        {
            hash = (hash ^ unit) * 16777619u;
        }

        return (int)(hash % (uint)count);
    }

    private static void Write(string folder, string name, Action<ArtifactJson> write, SecretMask secrets)
    {
        using var json = new ArtifactJson(secrets);
        write(json);
        using var file = new FileStream(Path.Combine(folder, $"{name}.js"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(Encoding.UTF8.GetBytes($"transformDocs(\"{JavaScriptEncoder.Default.Encode(name)}\","));
        file.Write(json.Written.Span);
        file.Write(")\n"u8);
    }
}
