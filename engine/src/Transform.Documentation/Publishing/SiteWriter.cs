using System.Reflection;
using Transform.Core;
using Transform.Documentation.Artifacts;

namespace Transform.Documentation.Publishing;

/// <summary>Writes the docs site: its pages, which come with the program, and the project's data in scripts that pages load when they need them. It is
/// opened from a folder or from any web server: scripts can be loaded in both, other files in the second alone.</summary>
public static class SiteWriter
{
    /// <summary>The site's folder below the target folder.</summary>
    public const string FolderName = "docs";

    private const string AssetPrefix = "Site/";

    /// <summary>Writes the site. It takes the place of the one that is there in one step.</summary>
    /// <param name="content">What it shows.</param>
    /// <param name="folder">The site's folder.</param>
    /// <param name="secrets">What stands nowhere in it.</param>
    /// <param name="cancellation">Ends it; the old site is left.</param>
    /// <exception cref="TransformException">The folder cannot be written (TF1012).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static void Write(SiteContent content, string folder, SecretMask secrets, CancellationToken cancellation)
    {
        // Processes of several containers have the same number.
        var next = $"{folder}.{Guid.NewGuid():N}.tmp";
        try
        {
            DiscardAbandoned(folder, content.Generated.UtcDateTime.AddHours(-1));
            Directory.CreateDirectory(next);

            // Before what could be overwritten by them: descriptions name them relative to the first page.
            DocsAssets.Copy(content.Graph.Project.Root, content.Graph.Project.Main.Settings.AssetPaths, next);
            Directory.CreateDirectory(Path.Combine(next, "data"));
            WriteAssets(next);
            SiteData.Write(content, Path.Combine(next, "data"), secrets, cancellation);
            Place(next, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(
                DiagnosticCodes.UnwritableFolder,
                $"Cannot write the docs site in {folder}: {e.Message}",
                hint: "Make the folder writable and see that the disk has room, or choose another folder with --target-path.");
        }
        finally
        {
            Delete(next);
        }
    }

    private static void WriteAssets(string folder)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(AssetPrefix, StringComparison.Ordinal))
            {
                continue;
            }

            var path = Path.Combine(folder, name[AssetPrefix.Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new FileStream(path, FileMode.CreateNew);
            assembly.GetManifestResourceStream(name)!.CopyTo(file);
        }
    }

    private static void Place(string next, string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.Move(next, folder);
        }
        else if (!NameExchange.TrySwap(next, folder))
        {
            Delete(folder);
            Directory.Move(next, folder);
        }
    }

    // What runs that were killed have left beside it. Another run may be writing now, so a folder counts as left after an hour.
    private static void DiscardAbandoned(string folder, DateTime limit)
    {
        var parent = Path.GetDirectoryName(folder)!;
        foreach (var left in Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, Path.GetFileName(folder) + ".*.tmp") : [])
        {
            if (Directory.GetLastWriteTimeUtc(left) < limit)
            {
                Delete(left);
            }
        }
    }

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
