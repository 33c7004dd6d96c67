using System.Buffers.Binary;
using System.Numerics;

namespace Transform.Planning;

/// <summary>A file of the parse cache as it lies on disk: a mark, a checksum, the place of the list of files, the content, and the list with a checksum
/// of its own. It is written beside and renamed, so that there is a whole one or none.</summary>
internal sealed class CacheFile
{
    private const int ChecksumAt = 8;
    private const int FilesAt = ChecksumAt + sizeof(ulong);

    private readonly byte[] bytes;

    private CacheFile(byte[] bytes)
    {
        this.bytes = bytes;
        Tables = new CacheTables(bytes);
        FilesStart = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(FilesAt));
    }

    private static ReadOnlySpan<byte> Mark => "TFPARSE2"u8;

    public CacheTables Tables { get; }

    /// <summary>Where the list of files begins.</summary>
    private int FilesStart { get; }

    /// <summary>Names what is in it. The list of files says how that is found to be of today: it is no part of what it is.</summary>
    public string Identity => Convert.ToHexStringLower(bytes.AsSpan(ChecksumAt, sizeof(ulong)));

    /// <summary>The file, if there is a whole one.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CacheFile? TryOpen(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        return IsWhole(bytes) ? new CacheFile(bytes) : null;
    }

    /// <summary>Reads the content.</summary>
    public CacheReader Content() => new(Tables, FilesAt + sizeof(int));

    /// <summary>Reads the list of files.</summary>
    public CacheReader Files() => new(Tables, FilesStart);

    /// <summary>A file in memory; <see cref="TryReplace"/> puts it on disk.</summary>
    public static CacheFile Make(Action<CacheWriter> content, ReadOnlySpan<byte> files)
    {
        var whole = new CacheWriter();
        whole.Append(Mark);
        whole.Append(stackalloc byte[FilesAt + sizeof(int) - ChecksumAt]);
        content(whole);
        return Seal(whole.Written, files);
    }

    /// <summary>The same content with another list of files.</summary>
    public CacheFile WithFiles(ReadOnlySpan<byte> files) => Seal(bytes.AsSpan(0, FilesStart), files);

    /// <summary>Puts it in the place of the one that is there. Where that cannot be, there is none.</summary>
    public bool TryReplace(string path)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(bytes);
            }

            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Delete(temporary);
            Delete(path);
            return false;
        }
    }

    public static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What lies there is found to be of another parse.
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        const int Least = FilesAt + sizeof(int);
        if (bytes.Length < Least + sizeof(ulong) || !bytes.StartsWith(Mark))
        {
            return false;
        }

        var filesStart = BinaryPrimitives.ReadInt32LittleEndian(bytes[FilesAt..]);
        var end = bytes.Length - sizeof(ulong);
        return filesStart >= Least && filesStart <= end
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumAt..]) == Checksum(bytes[FilesAt..filesStart])
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[end..]) == Checksum(bytes[filesStart..end]);
    }

    private static CacheFile Seal(ReadOnlySpan<byte> content, ReadOnlySpan<byte> files)
    {
        var whole = new byte[content.Length + files.Length + sizeof(ulong)];
        content.CopyTo(whole);
        files.CopyTo(whole.AsSpan(content.Length));
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(FilesAt), content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(whole.AsSpan(ChecksumAt), Checksum(whole.AsSpan(FilesAt, content.Length - FilesAt)));
        BinaryPrimitives.WriteUInt64LittleEndian(whole.AsSpan(content.Length + files.Length), Checksum(files));
        return new CacheFile(whole);
    }

    // Two sums that run side by side, eight bytes at a time.
    private static ulong Checksum(ReadOnlySpan<byte> bytes)
    {
        var (even, odd) = (0u, uint.MaxValue);
        for (; bytes.Length >= 16; bytes = bytes[16..])
        {
            even = BitOperations.Crc32C(even, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            odd = BitOperations.Crc32C(odd, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
        }

        foreach (var rest in bytes)
        {
            even = BitOperations.Crc32C(even, rest);
        }

        return ((ulong)odd << 32) | even;
    }
}
