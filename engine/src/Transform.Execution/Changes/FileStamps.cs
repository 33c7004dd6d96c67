using System.Globalization;
using System.IO.Enumeration;
using System.Security.Cryptography;

namespace Transform.Execution.Changes;

/// <summary>Tells the contents of local files apart: small ones by what is in them, large ones by length and time.</summary>
/// <param name="root">The absolute folder that paths are relative to.</param>
internal sealed class FileStamps(string root, TimeProvider time)
{
    private const long Small = 16 * 1024 * 1024;

    // What changes once more in the time that a file system's clock needs for a tick would be missed.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(2);

    private static readonly char[] Wild = ['*', '?', '[', '{'];

    /// <summary>A text that is another one where the files are; null where they are not local, or cannot be read.</summary>
    /// <param name="pattern">A path, perhaps with wildcards.</param>
    public string? Of(string pattern)
    {
        if (pattern.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var path in Files(Path.GetFullPath(pattern, root)))
            {
                Add(hash, path);
            }

            return Convert.ToHexStringLower(hash.GetCurrentHash());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The SHA-256 of a file, in hex.</summary>
    public static string Contents(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    // Rather too many of them than too few: one that does not count costs a run when it changes, and no more.
    private static IEnumerable<string> Files(string pattern)
    {
        var wild = pattern.IndexOfAny(Wild);
        if (wild < 0)
        {
            return [pattern];
        }

        var folder = pattern[..pattern.LastIndexOf(Path.DirectorySeparatorChar, wild)];
        var isDeep = pattern.IndexOf(Path.DirectorySeparatorChar, wild) >= 0;
        var name = Path.GetFileName(pattern);
        var isSimple = name.IndexOfAny(['[', '{']) < 0;
        return Directory.EnumerateFiles(folder.Length == 0 ? "/" : folder, "*", isDeep ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
            .Where(path => !isSimple || FileSystemName.MatchesSimpleExpression(name, Path.GetFileName(path.AsSpan()), ignoreCase: true))
            .Order(StringComparer.Ordinal);
    }

    private void Add(IncrementalHash hash, string path)
    {
        var file = new FileInfo(path);
        string text;
        if (file.Length <= Small)
        {
            text = Contents(path);
        }
        else
        {
            var written = file.LastWriteTimeUtc;
            text = time.GetUtcNow().UtcDateTime - written < Young
                ? Guid.NewGuid().ToString()
                : string.Create(CultureInfo.InvariantCulture, $"{file.Length} {written.Ticks}");
        }

        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{path}\0{text}\0"));
    }
}
