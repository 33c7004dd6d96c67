namespace Transform.Adapters.DuckDb;

/// <summary>The name that DuckDB gives a database that is opened from a path.</summary>
internal static class DatabaseName
{
    /// <summary>The file's name up to its first dot (leading dots aside); <c>memory</c> for one without a file.</summary>
    internal static string Of(string path)
    {
        if (path == DuckDbProfile.InMemory)
        {
            return "memory";
        }

        var file = path[(path.LastIndexOfAny(['/', '\\', ':']) + 1)..].TrimStart('.');
        var query = file.IndexOf('?', StringComparison.Ordinal);
        file = query < 0 ? file : file[..query];
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? file : file[..dot];

        // Names that DuckDB uses itself get a suffix.
        return name is "main" or "temp" or "system" ? name + "_db" : name;
    }
}
