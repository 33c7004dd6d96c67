using Transform.Loading;

namespace Transform.Planning;

/// <summary>The files of a project as they were when its graph was made, at the end of a file of the cache.</summary>
internal static class CachedFiles
{
    /// <param name="files">The files.</param>
    /// <param name="numberOf">The numbers of their paths among the strings of the cache.</param>
    public static CacheWriter Write(IReadOnlyCollection<ProjectFileState> files, Func<string, int> numberOf)
    {
        var writer = new CacheWriter();
        writer.List(files, file => Write(writer, file, numberOf(file.Path)));
        return writer;
    }

    public static ProjectFileState[] Read(CacheFile cache) => cache.Files().List(reader => Read(reader, cache.Tables).File);

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
            var (file, name) = Read(reader, cache.Tables);
            var isOld = file.Hash is not null && !frame.IsYoung(file);
            hasFewer |= isOld;
            Write(writer, isOld ? file with { Hash = null } : file, name);
        }

        if (hasFewer)
        {
            cache.ReplaceFiles(path, writer);
        }
    }

    private static void Write(CacheWriter writer, ProjectFileState file, int path)
    {
        writer.Number(path);
        writer.Number(file.Package);
        writer.Number(file.Kind);
        writer.Number(file.Length);
        writer.Number(file.Written);
        writer.Bytes(file.Hash ?? []);
    }

    private static (ProjectFileState File, int Path) Read(CacheReader reader, CacheTables tables)
    {
        var path = reader.Count();
        return (new ProjectFileState(
            reader.Count(), reader.Count(), tables.String(path), reader.Number(), reader.Number(), reader.Bytes() is { Length: > 0 } hash ? hash.ToArray() : null), path);
    }
}
