using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Keeps the graph of a project in a file, for the next call that would come to the same one: the same program, settings, target and files,
/// and the same answers to what templates have asked of the call (environment, flags, <c>--vars</c>).</summary>
/// <remarks>The file begins with a mark, a checksum, the place of the list of files, and the fingerprint of what went in; tables of strings, texts and
/// dictionaries that several nodes share follow; then the answers and the graph; at the end the list of files with a checksum of its own. It is written
/// beside and renamed, so that there is a whole one or none.</remarks>
public static class ParseCache
{
    /// <summary>Its name in the folder for generated files.</summary>
    public const string FileName = "parse_cache.bin";

    private const int ChecksumAt = 8;
    private const int FilesAt = ChecksumAt + sizeof(ulong);
    private const int HeaderLength = FilesAt + sizeof(int);

    private static ReadOnlySpan<byte> Mark => "TFPARSE1"u8;

    /// <summary>The graph of the last parse, where it is that of this call too; otherwise null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="frame">The project as it is now.</param>
    public static Graph? TryRead(string path, ProjectFrame frame)
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            var bytes = File.ReadAllBytes(path);
            if (!IsWhole(bytes, out var filesStart))
            {
                return null;
            }

            var tables = new CacheTables(bytes);
            var reader = new CacheReader(tables, HeaderLength);
            if (!reader.Bytes().SequenceEqual(CacheFingerprint.Of(frame.Project)))
            {
                return null;
            }

            tables.Read(reader);
            if (!CacheAnswers.AreSame(reader, frame.Project.Context))
            {
                return null;
            }

            var files = ReadFiles(new CacheReader(tables, filesStart), tables);
            if (!frame.HasSameFiles(files))
            {
                return null;
            }

            if (Array.Exists(files, file => file.Hash is not null && !frame.IsYoung(file)))
            {
                // Their times tell enough from now on.
                Replace(path, WithFewerHashes(bytes, filesStart, tables, frame));
            }

            return GraphCodec.Read(tables, reader, frame.Project) with { Identity = Identity(bytes) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is parsed.
            return null;
        }
    }

    /// <summary>Keeps a graph. What cannot be kept leaves no file.</summary>
    /// <returns>The graph, with its identity where it is kept.</returns>
    public static Graph Write(string path, ProjectFrame frame, Graph graph)
    {
        if (graph.Project.Context.Reads.HasWarned)
        {
            // A warning may be an error for the next call.
            Delete(path);
            return graph;
        }

        try
        {
            var bytes = Encode(frame, graph);
            return Replace(path, bytes) ? graph with { Identity = Identity(bytes) } : graph;
        }
        catch (NotSupportedException)
        {
            Delete(path);
            return graph;
        }
    }

    private static bool Replace(string path, ReadOnlySpan<byte> bytes)
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

    private static bool IsWhole(ReadOnlySpan<byte> bytes, out int filesStart)
    {
        filesStart = 0;
        if (bytes.Length < HeaderLength + sizeof(ulong) || !bytes.StartsWith(Mark))
        {
            return false;
        }

        filesStart = BinaryPrimitives.ReadInt32LittleEndian(bytes[FilesAt..]);
        var end = bytes.Length - sizeof(ulong);
        return filesStart > HeaderLength && filesStart <= end
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[ChecksumAt..]) == Checksum(bytes[FilesAt..filesStart])
            && BinaryPrimitives.ReadUInt64LittleEndian(bytes[end..]) == Checksum(bytes[filesStart..end]);
    }

    // The list of files says how the rest is found to be of today: it is no part of what that is.
    private static string Identity(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes.Slice(ChecksumAt, sizeof(ulong)));

    private static byte[] Encode(ProjectFrame frame, Graph graph)
    {
        var body = new CacheWriter();
        CacheAnswers.Write(body, graph.Project.Context);
        GraphCodec.Write(body, graph);
        var secrets = graph.Project.Context.Secrets;
        if (!secrets.IsEmpty && (body.Strings.Any(secrets.Finds) || body.Sources.Any(source => secrets.Finds(source.Text))))
        {
            throw new NotSupportedException("There is a secret in it.");
        }

        var files = new CacheWriter();
        files.List(frame.Files, file => WriteFile(files, file, body.NumberOf(file.Path)));

        var whole = new CacheWriter();
        whole.Append(Mark);
        whole.Append(stackalloc byte[HeaderLength - ChecksumAt]);
        whole.Bytes(CacheFingerprint.Of(graph.Project));
        int[] paths = [.. body.Sources.Select(source => body.NumberOf(source.Path))];
        whole.Parts(body.Strings, whole.Raw);
        whole.Numbers(paths);
        whole.Parts(body.Sources, source => whole.Raw(source.Text));
        whole.Parts(body.SharedDicts, part => whole.Append(part));
        whole.Append(body.Written);
        return Seal(whole.Written, files.Written);
    }

    private static byte[] Seal(ReadOnlySpan<byte> content, ReadOnlySpan<byte> files)
    {
        var whole = new byte[content.Length + files.Length + sizeof(ulong)];
        content.CopyTo(whole);
        files.CopyTo(whole.AsSpan(content.Length));
        BinaryPrimitives.WriteInt32LittleEndian(whole.AsSpan(FilesAt), content.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(whole.AsSpan(ChecksumAt), Checksum(whole.AsSpan(FilesAt, content.Length - FilesAt)));
        BinaryPrimitives.WriteUInt64LittleEndian(whole.AsSpan(content.Length + files.Length), Checksum(files));
        return whole;
    }

    private static byte[] WithFewerHashes(byte[] bytes, int filesStart, CacheTables tables, ProjectFrame frame)
    {
        var reader = new CacheReader(tables, filesStart);
        var files = new CacheWriter();
        var count = reader.Count();
        files.Number(count);
        for (; count > 0; count--)
        {
            var (file, path) = ReadFile(reader, tables);
            WriteFile(files, frame.IsYoung(file) ? file : file with { Hash = null }, path);
        }

        return Seal(bytes.AsSpan(0, filesStart), files.Written);
    }

    private static void Delete(string path)
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

    private static void WriteFile(CacheWriter writer, ProjectFileState file, int path)
    {
        writer.Number(path);
        writer.Number(file.Package);
        writer.Number(file.Kind);
        writer.Number(file.Length);
        writer.Number(file.Written);
        writer.Bytes(file.Hash ?? []);
    }

    private static ProjectFileState[] ReadFiles(CacheReader reader, CacheTables tables) => reader.List(r => ReadFile(r, tables).File);

    private static (ProjectFileState File, int Path) ReadFile(CacheReader reader, CacheTables tables)
    {
        var path = reader.Count();
        return (new ProjectFileState(
            reader.Count(), reader.Count(), tables.String(path), reader.Number(), reader.Number(), reader.Bytes() is { Length: > 0 } hash ? hash.ToArray() : null), path);
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
