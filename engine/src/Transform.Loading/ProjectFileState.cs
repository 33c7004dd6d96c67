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
    internal bool IsFile(int package, int kind, string path) =>
        Package == package && Kind == kind && string.Equals(Path, path, StringComparison.Ordinal);

    internal bool HasStamp(long length, long written) => Length == length && Written == written;
}
