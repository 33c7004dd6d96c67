using System.Buffers.Binary;
using Transform.Core;

namespace Transform.Planning;

/// <summary>A file of the parse cache as it lies on disk: a mark, a checksum, the place of the list of files, the content, and the list with a checksum
/// of its own. It is written beside and takes the place of the old one, so that there is a whole one or none.</summary>
internal sealed class CacheFile
{
    private const int ChecksumAt = 8;
    private const int FilesAt = ChecksumAt + sizeof(ulong);
    private const int ContentAt = FilesAt + sizeof(ulong);
    private const int BlockSize = 1 << 18;

    private readonly byte[] bytes;

    private CacheFile(byte[] bytes)
    {
        this.bytes = bytes;
        Tables = new CacheTables(bytes);
        FilesStart = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(FilesAt));
    }

    private static ReadOnlySpan<byte> Mark => "TFPARSE3"u8;

    public CacheTables Tables { get; }

    /// <summary>Where the list of files begins.</summary>
    private int FilesStart { get; }

    /// <summary>Names what is in it. The list of files says how that is found to be of today: it is no part of what it is.</summary>
    public string Identity => Name(BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(ChecksumAt)));

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
    public CacheReader Content() => new(Tables, ContentAt);

    /// <summary>Reads the list of files.</summary>
    public CacheReader Files() => new(Tables, FilesStart);

    /// <summary>Puts a file in the place of the one that is there. Where that cannot be, there is none.</summary>
    /// <returns>Its identity; null where there is none.</returns>
    public static string? TryWrite(string path, Action<CacheWriter> content, CacheWriter files) => TryReplace(path, stream =>
    {
        stream.Write(stackalloc byte[ContentAt]);
        var whole = new CacheWriter(BlockSize, stream);
        content(whole);
        var end = ContentAt + whole.Finish();
        stream.Write(files.Written);
        stream.Write(BitConverter.GetBytes(CacheChecksum.Of(files.Written)));
        Span<byte> head = stackalloc byte[ContentAt];
        Mark.CopyTo(head);
        BinaryPrimitives.WriteUInt64LittleEndian(head[ChecksumAt..], whole.Checksum);
        BinaryPrimitives.WriteInt64LittleEndian(head[FilesAt..], checked((int)end));
        stream.Position = 0;
        stream.Write(head);
        return Name(whole.Checksum);
    });

    /// <summary>Puts the same content with another list of files in the place of the one that is there.</summary>
    public void ReplaceFiles(string path, CacheWriter files) => TryReplace(path, stream =>
    {
        stream.Write(bytes.AsSpan(0, FilesStart));
        stream.Write(files.Written);
        stream.Write(BitConverter.GetBytes(CacheChecksum.Of(files.Written)));
        return Identity;
    });

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

    private static string? TryReplace(string path, Func<Stream, string> write)
    {
        try
        {
            string? identity = null;
            AtomicFile.Write(path, stream => identity = write(stream), isChecked: true);
            return identity;
        }
        catch (Exception e) when (e is TransformException or OverflowException)
        {
            // No room, or too large: then it is parsed again.
            Delete(path);
            return null;
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ContentAt + sizeof(ulong) || !bytes.StartsWith(Mark))
        {
            return false;
        }

        var filesStart = BinaryPrimitives.ReadInt64LittleEndian(bytes[FilesAt..]);
        var end = bytes.Length - sizeof(ulong);
        return filesStart >= ContentAt && filesStart <= end
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumAt..]) == CacheChecksum.Of(bytes[ContentAt..(int)filesStart])
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[end..]) == CacheChecksum.Of(bytes[(int)filesStart..end]);
    }

    private static string Name(ulong checksum) => checksum.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);
}
