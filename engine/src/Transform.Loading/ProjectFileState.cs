namespace Transform.Loading;

/// <summary>A file of a project as it was when it was read.</summary>
/// <param name="Package">The place of its package among those of the project.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Relative to the package.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Written">Ticks of the time of its last change, in UTC.</param>
/// <param name="Hash">SHA-256, where the time of the last change does not tell enough.</param>
public sealed record ProjectFileState(int Package, int Kind, string Path, long Length, long Written, byte[]? Hash)
{
    /// <summary>Whether a file holds what it held then, as far as times and hashes tell; where only the one of then has a hash, they do not.</summary>
    public bool IsAsBefore(ProjectFileState then) =>
        IsFile(then.Package, then.Kind, then.Path) && HasStamp(then.Length, then.Written)
        && (then.Hash is null || (Hash is not null && Hash.AsSpan().SequenceEqual(then.Hash)));

    internal bool IsFile(int package, int kind, string path) =>
        Package == package && Kind == kind && string.Equals(Path, path, StringComparison.Ordinal);

    internal bool HasStamp(long length, long written) => Length == length && Written == written;
}
