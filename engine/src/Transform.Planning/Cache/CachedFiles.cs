using Transform.Core;
using Transform.Loading;

namespace Transform.Planning;

/// <summary>The files of a project as they were when its graph was made, at the end of a file of the cache.</summary>
internal static class CachedFiles
{
    /// <param name="files">The files.</param>
    /// <param name="texts">The text of each; null where it is not kept.</param>
    /// <param name="body">Has their paths among its strings, and their texts among its own.</param>
    public static CacheWriter Write(IReadOnlyList<ProjectFileState> files, ReadOnlySpan<SourceText?> texts, CacheWriter body)
    {
        var writer = new CacheWriter();
        writer.Number(files.Count);
        for (var i = 0; i < files.Count; i++)
        {
            Write(writer, new Entry(files[i], body.NumberOf(files[i].Path), texts[i] is { } text ? body.NumberOf(text) : -1));
        }

        return writer;
    }

    public static ProjectFileState[] Read(CacheFile cache) => cache.Files().List(reader => Read(reader, cache.Tables).File);

    /// <summary>Finds the texts of files that are as they were.</summary>
    public static Func<ProjectFileState, SourceText?> Texts(CacheFile cache)
    {
        var entries = new Lazy<Dictionary<string, Entry>>(() =>
        {
            var byPath = new Dictionary<string, Entry>(StringComparer.Ordinal);
            foreach (var entry in cache.Files().List(reader => Read(reader, cache.Tables)))
            {
                byPath[Key(entry.File)] = entry;
            }

            return byPath;
        });
        return file => entries.Value.TryGetValue(Key(file), out var then) && then.Text >= 0 && file.IsAsBefore(then.File)
            ? cache.Tables.Source(then.Text)
            : null;
    }

    /// <summary>Leaves out the hashes of files whose times tell enough by now.</summary>
    public static void DropOldHashes(CacheFile cache, string path, ProjectFrame frame)
    {
        var reader = cache.Files();
        var writer = new CacheWriter();
        var hasFewer = false;
        var count = reader.Count();
        writer.Number(count);
        for (; count > 0; count--)
        {
            var entry = Read(reader, cache.Tables);
            var isOld = entry.File.Hash is not null && !frame.IsYoung(entry.File);
            hasFewer |= isOld;
            Write(writer, isOld ? entry with { File = entry.File with { Hash = null } } : entry);
        }

        if (hasFewer)
        {
            cache.ReplaceFiles(path, writer);
        }
    }

    private static string Key(ProjectFileState file) => $"{file.Package}/{file.Kind}/{file.Path}";

    private static void Write(CacheWriter writer, Entry entry)
    {
        writer.Number(entry.Path);
        writer.Number(entry.Text);
        writer.Number(entry.File.Package);
        writer.Number(entry.File.Kind);
        writer.Number(entry.File.Length);
        writer.Number(entry.File.Written);
        writer.Bytes(entry.File.Hash ?? []);
    }

    private static Entry Read(CacheReader reader, CacheTables tables)
    {
        var (path, text) = (reader.Count(), reader.Count());
        var file = new ProjectFileState(
            reader.Count(), reader.Count(), tables.String(path), reader.Number(), reader.Number(), reader.Bytes() is { Length: > 0 } hash ? hash.ToArray() : null);
        return new Entry(file, path, text);
    }

    /// <param name="File">The file.</param>
    /// <param name="Path">The number of its path among the strings.</param>
    /// <param name="Text">The number of its text; negative where that is not kept.</param>
    private readonly record struct Entry(ProjectFileState File, int Path, int Text);
}
