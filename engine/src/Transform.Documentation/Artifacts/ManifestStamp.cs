using System.Globalization;

namespace Transform.Documentation.Artifacts;

/// <summary>Remembers beside a manifest which graph it is of, so that the same one is not written again.</summary>
internal static class ManifestStamp
{
    /// <param name="manifest">The manifest's path.</param>
    /// <param name="identity">The graph's.</param>
    public static bool IsOf(string manifest, string identity)
    {
        try
        {
            return File.Exists(PathOf(manifest)) && string.Equals(File.ReadAllText(PathOf(manifest)), Text(manifest, identity), StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public static void Note(string manifest, string identity)
    {
        try
        {
            File.WriteAllText(PathOf(manifest), Text(manifest, identity));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is written again.
        }
    }

    private static string PathOf(string manifest) => Path.ChangeExtension(manifest, ".stamp");

    private static string Text(string manifest, string identity)
    {
        var file = new FileInfo(manifest);
        return string.Create(CultureInfo.InvariantCulture, $"{identity} {(file.Exists ? file.Length : 0)} {(file.Exists ? file.LastWriteTimeUtc.Ticks : 0)}\n");
    }
}
