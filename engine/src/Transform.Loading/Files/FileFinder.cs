using System.IO.Enumeration;
using Transform.Core;

namespace Transform.Loading.Files;

/// <summary>A file and what tells that it has changed.</summary>
/// <param name="Path">Relative to the package's folder, forward slashes.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Written">Ticks of the time of the last change, in UTC.</param>
internal sealed record FoundFile(string Path, long Length, long Written);

/// <summary>Finds the files of a package under its declared folders.</summary>
internal static class FileFinder
{
    private static readonly EnumerationOptions Options = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    /// <summary>The files below a folder with one of the extensions, sorted. Hidden and temporary files (<c>. # ~</c>) and what the
    /// ignore file names are left out; links to folders are not followed, so there is no way to loop.</summary>
    /// <param name="root">The package's absolute folder.</param>
    /// <param name="folder">Relative to it.</param>
    /// <param name="ignore">What to leave out.</param>
    /// <exception cref="TransformException">A folder cannot be read (TF1009).</exception>
    public static List<FoundFile> Find(string root, string folder, IgnoreFile ignore)
    {
        var start = Path.GetFullPath(folder, root);
        var files = new List<FoundFile>();
        if (!Directory.Exists(start))
        {
            return files;
        }

        // Level by level, the folders of a level at once: looking at a file's times is most of the work.
        List<Level> level = [new Level(start, folder is "." or "" ? string.Empty : folder + "/")];
        while (level.Count > 0)
        {
            Parallel.ForEach(level, static folder => folder.Read());
            if (level.Exists(static read => read.Problem is not null))
            {
                throw new TransformException([.. level.Select(static read => read.Problem).OfType<Diagnostic>()]);
            }

            foreach (var read in level)
            {
                files.AddRange(read.Files.Where(file => !ignore.Ignores(file.Path)));
            }

            level = [.. level.SelectMany(static read => read.Folders)];
        }

        files.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    }

    /// <summary>A folder and what is in it.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="prefix">What the paths of its files begin with.</param>
    private sealed class Level(string path, string prefix)
    {
        public List<FoundFile> Files { get; } = [];

        public List<Level> Folders { get; } = [];

        /// <summary>Why it cannot be read.</summary>
        public Diagnostic? Problem { get; private set; }

        public void Read()
        {
            try
            {
                Find();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
            {
                // The runtime has no path for what lies too deep, and complains of an empty one.
                Problem = Diagnostic.Error(
                    DiagnosticCodes.UnreadableFile,
                    $"The folder {path} cannot be read: {(e is ArgumentException ? "its path is too long." : e.Message)}", null,
                    "Check that you may read it and everything in it.");
            }
        }

        private void Find() => Files.AddRange(new FileSystemEnumerable<FoundFile>(path, (ref FileSystemEntry entry) => Stamped(ref entry, prefix), Options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                if (!entry.IsDirectory)
                {
                    return IsWanted(entry.FileName);
                }

                if (!entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
                {
                    Folders.Add(new Level(entry.ToFullPath(), string.Concat(prefix, entry.FileName, "/")));
                }

                return false;
            },
        });
    }

    private static FoundFile Stamped(ref FileSystemEntry entry, string prefix)
    {
        var path = string.Concat(prefix, entry.FileName);
        if (!entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return new FoundFile(path, entry.Length, entry.LastWriteTimeUtc.UtcTicks);
        }

        // What counts is what the link leads to; where that is nothing, reading it says so.
        return File.ResolveLinkTarget(entry.ToFullPath(), returnFinalTarget: true) is FileInfo { Exists: true } target
            ? new FoundFile(path, target.Length, target.LastWriteTimeUtc.Ticks)
            : new FoundFile(path, 0, 0);
    }

    private static bool IsWanted(ReadOnlySpan<char> name)
    {
        if (name[0] is '.' or '#' or '~')
        {
            return false;
        }

        var extension = Path.GetExtension(name);
        return Is(extension, ".sql") || Is(extension, ".yml") || Is(extension, ".yaml") || Is(extension, ".csv") || Is(extension, ".md")
            || Is(extension, ".py");
    }

    private static bool Is(ReadOnlySpan<char> extension, string expected) => extension.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
