using Transform.Core;

namespace Transform.Packages;

/// <summary>Symbolic links in files that come from elsewhere.</summary>
internal static class Links
{
    /// <summary>Removes the links in a folder that lead out of it, so that a package reads only its own files.</summary>
    public static void Clean(string folder, string shown, Action<LogLevel, string> log)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None, IgnoreInaccessible = true };
        foreach (var entry in Collect(new DirectoryInfo(folder), options))
        {
            if (!IsInside(entry, root))
            {
                log(LogLevel.Debug, $"{shown}: the link {Path.GetRelativePath(folder, entry.FullName)} leads out of the package and is left out");
                entry.Delete();
            }
        }
    }

    // .NET does not walk through links, so that circles do not matter.
    private static List<FileSystemInfo> Collect(DirectoryInfo folder, EnumerationOptions options) =>
        [.. folder.EnumerateFileSystemInfos("*", options).Where(entry => entry.LinkTarget is not null)];

    private static bool IsInside(FileSystemInfo link, string root)
    {
        try
        {
            var target = link.ResolveLinkTarget(returnFinalTarget: true);
            return target is not null && RealPath(target.FullName, root).StartsWith(root, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    // The links among a path's folders, followed as far as they are inside the root.
    private static string RealPath(string path, string root)
    {
        for (var hops = 0; hops < 40; hops++)
        {
            var changed = false;
            for (var at = Path.GetDirectoryName(path); at is not null && at.Length >= root.Length; at = Path.GetDirectoryName(at))
            {
                if (new DirectoryInfo(at).ResolveLinkTarget(returnFinalTarget: true) is { } target)
                {
                    path = Path.GetFullPath(Path.GetRelativePath(at, path), target.FullName);
                    changed = true;
                    break;
                }
            }

            if (!changed)
            {
                return path;
            }
        }

        return string.Empty;
    }
}
