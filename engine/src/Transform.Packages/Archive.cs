using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Transform.Core;

namespace Transform.Packages;

/// <summary>Unpacks tar archives that come from elsewhere: nothing is written outside the folder, no link leads out of it, and
/// sizes have limits.</summary>
internal sealed class Archive(Action<LogLevel, string> log, CancellationToken cancellation)
{
    private const long LargestContent = 2L << 30;
    private const int MostEntries = 200_000;

    /// <summary>Unpacks an archive into a new folder. The one folder that holds everything, if there is one, is left out.</summary>
    /// <exception cref="TransformException">It cannot be read, or is not safe (TF1021).</exception>
    public void Unpack(string path, string folder, string shown)
    {
        Directory.CreateDirectory(folder);
        try
        {
            using var file = File.OpenRead(path);
            using var content = Decompress(file);
            using var reader = new TarReader(content);
            Read(reader, folder, shown);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException or ArgumentException)
        {
            throw Failures.Invalid(
                $"The archive of {shown} is damaged, or is no tar archive: {exception.Message.TrimEnd('.')}.", null,
                "Fetch it with a browser to see what it is: a page that asks to log in is a common cause.");
        }

        Links.Clean(folder, shown, log);
    }

    /// <summary>Whether a file has a checksum: SHA-1 or SHA-256, in hexadecimal.</summary>
    public static bool Matches(string path, string checksum)
    {
        using var file = File.OpenRead(path);
#pragma warning disable CA5350 // The index gives SHA-1; it finds damaged downloads.
        var actual = checksum.Length == 40 ? SHA1.HashData(file) : SHA256.HashData(file);
#pragma warning restore CA5350
        return string.Equals(Convert.ToHexStringLower(actual), checksum, StringComparison.OrdinalIgnoreCase);
    }

    private static Stream Decompress(FileStream file)
    {
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isGzip ? new GZipStream(file, CompressionMode.Decompress) : new BufferedStream(file);
    }

    private void Read(TarReader reader, string folder, string shown)
    {
        long total = 0;
        var count = 0;
        while (reader.GetNextEntry() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++count > MostEntries || (total += Math.Max(0, entry.Length)) > LargestContent)
            {
                throw Failures.Invalid($"The archive of {shown} is too large: it has more than {MostEntries} files or two gigabytes.");
            }

            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes || Parts(entry.Name, shown) is not { Length: > 0 } parts)
            {
                continue;
            }

            total += Write(entry, folder, parts, shown);
        }

        if (count == 0)
        {
            throw new InvalidDataException("it is empty");
        }
    }

    // Gives the bytes that the entry takes beyond what it says itself: a hard link is copied whole.
    private static long Write(TarEntry entry, string folder, string[] parts, string shown)
    {
        var path = Path.Combine([folder, .. parts]);
        var parent = entry.EntryType == TarEntryType.Directory ? path : Path.GetDirectoryName(path)!;
        RefuseLinkedParent(folder, parent, entry.Name, shown);
        if (HasFileAbove(folder, parent) || (entry.EntryType != TarEntryType.Directory && Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null))
        {
            throw Failures.Invalid($"The archive of {shown} has a file and a folder of one name: '{entry.Name}'.");
        }

        Directory.CreateDirectory(parent);
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Replace(path);
                using (var output = File.Create(path))
                {
                    entry.DataStream?.CopyTo(output);
                }

                break;
            case TarEntryType.SymbolicLink:
                Replace(path);
                File.CreateSymbolicLink(path, entry.LinkName);
                break;
            case TarEntryType.HardLink:
                var original = Path.Combine([folder, .. Parts(entry.LinkName, shown)]);
                RefuseLinkedParent(folder, original, entry.LinkName, shown);
                var linked = new FileInfo(original);
                if (!linked.Exists || linked.LinkTarget is not null || string.Equals(original, path, StringComparison.Ordinal))
                {
                    throw Failures.Invalid($"The archive of {shown} has a link to a file that it does not hold: '{entry.Name}' is '{entry.LinkName}'.");
                }

                Replace(path);
                linked.CopyTo(path);
                return linked.Length;
            default:
                throw Failures.Invalid($"The archive of {shown} holds something that is neither file, folder nor link: '{entry.Name}'.");
        }

        return 0;
    }

    private static void Replace(string path)
    {
        if (new FileInfo(path) is { LinkTarget: not null } || File.Exists(path))
        {
            File.Delete(path);
        }
    }

    private static string[] Parts(string name, string shown)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").ToArray();
        return name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Contains('\0', StringComparison.Ordinal) || parts.Contains("..")
            ? throw Failures.Invalid(
                $"The archive of {shown} would write outside of its folder: '{name}'.", null, "Do not use this archive; it may be an attack.")
            : parts;
    }

    // Nothing is written through a link, wherever it leads.
    private static bool HasFileAbove(string folder, string path)
    {
        for (var at = path; at is not null && at.Length > folder.Length; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
            {
                return true;
            }
        }

        return false;
    }

    private static void RefuseLinkedParent(string folder, string path, string name, string shown)
    {
        for (var at = path; at is not null && at.Length > folder.Length; at = Path.GetDirectoryName(at))
        {
            if (new FileInfo(at) is { LinkTarget: not null })
            {
                throw Failures.Invalid(
                    $"The archive of {shown} would write through a link: '{name}'.", null, "Do not use this archive; it may be an attack.");
            }
        }
    }
}
