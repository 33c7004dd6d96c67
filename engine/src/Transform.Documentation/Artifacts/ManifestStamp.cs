using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Documentation.Artifacts;

/// <summary>Remembers beside a manifest which graph it is of, so that the same one is not written again.</summary>
internal static class ManifestStamp
{
    /// <param name="manifest">The manifest's path.</param>
    public static bool IsOf(string manifest, Graph graph)
    {
        try
        {
            return graph.Identity is not null && File.Exists(PathOf(manifest))
                && new FileInfo(manifest) is { Exists: true } file
                && string.Equals(File.ReadAllText(PathOf(manifest)), Text(graph, (file.Length, file.LastWriteTimeUtc.Ticks)), StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <param name="stamp">Of the manifest as it was written: another call may have put its own there since.</param>
    public static void Note(string manifest, Graph graph, (long Length, long Written) stamp)
    {
        try
        {
            if (graph.Identity is not null)
            {
                File.WriteAllText(PathOf(manifest), Text(graph, stamp));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is written again.
        }
    }

    private static string PathOf(string manifest) => Path.ChangeExtension(manifest, ".stamp");

    // The manifest has the fingerprints of all vars, those too that the graph does not depend on.
    private static string Text(Graph graph, (long Length, long Written) stamp)
    {
        var vars = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(((Value)graph.Project.CliVars).Repr())));
        return string.Create(CultureInfo.InvariantCulture, $"{graph.Identity} {vars} {stamp.Length} {stamp.Written}\n");
    }
}
