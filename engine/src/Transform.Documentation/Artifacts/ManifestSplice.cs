using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes a manifest from the one that is there, where the two differ in a few nodes alone: all but these is copied.</summary>
internal sealed class ManifestSplice : IDisposable
{
    private const int BlockSize = 1 << 20;

    private readonly FileStream old;
    private readonly byte[] block = GC.AllocateUninitializedArray<byte>(BlockSize);
    private readonly List<(long Start, long End, ReadOnlyMemory<byte> Now)> changes = [];

    private ManifestSplice(FileStream old) => this.old = old;

    private static ReadOnlySpan<byte> Head => "{\"metadata\":"u8;

    /// <summary>Finds what is to be replaced; null where that is not as it must be.</summary>
    /// <param name="path">The old manifest.</param>
    /// <param name="file">Its length and time.</param>
    /// <param name="metadata">The new metadata.</param>
    /// <param name="nodes">The new entries of the nodes that differ, by id.</param>
    /// <exception cref="IOException">The old one cannot be read.</exception>
    /// <exception cref="JsonException">It is broken.</exception>
    public static ManifestSplice? TryFind(
        string path, (long Length, long Written) file, ReadOnlyMemory<byte> metadata, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Entry)> nodes)
    {
        var splice = new ManifestSplice(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
        if ((splice.old.Length, File.GetLastWriteTimeUtc(splice.old.SafeFileHandle).Ticks) == file && splice.Find(metadata, nodes))
        {
            return splice;
        }

        splice.Dispose();
        return null;
    }

    public void Write(Stream stream)
    {
        var copied = 0L;
        foreach (var (start, end, now) in changes)
        {
            Copy(copied, start, stream);
            stream.Write(now.Span);
            copied = end;
        }

        Copy(copied, old.Length, stream);

        // Windows does not put another file in the place of one that is open.
        old.Dispose();
    }

    public void Dispose() => old.Dispose();

    private bool Find(ReadOnlyMemory<byte> metadata, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Entry)> nodes)
    {
        if (!Read(0).StartsWith(Head))
        {
            return false;
        }

        changes.Add((Head.Length, EndOf(Head.Length), metadata));
        var options = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        var keys = nodes.Select(node => Encoding.UTF8.GetBytes($"{JsonSerializer.Serialize(node.Id, options)}:{{")).ToArray();
        var found = new bool[keys.Length];
        var overlap = keys.Length == 0 ? 0 : keys.Max(static key => key.Length) - 1;
        for (var at = 0L; at < old.Length; at += BlockSize - overlap)
        {
            var bytes = Read(at);
            for (var i = 0; i < keys.Length; i++)
            {
                // A quote within a string has a backslash before it, so that this is a key. The id is one elsewhere, but of lists.
                var place = bytes.IndexOf(keys[i]);
                if (place < 0)
                {
                    continue;
                }

                if (found[i] || bytes[(place + 1)..].IndexOf(keys[i]) >= 0)
                {
                    return false;
                }

                found[i] = true;
                var start = at + place + keys[i].Length - 1;
                changes.Add((start, EndOf(start), nodes[i].Entry));
                bytes = Read(at);
            }
        }

        changes.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return Array.TrueForAll(found, static it => it);
    }

    private long EndOf(long start)
    {
        for (var length = 64 * 1024L; length <= Array.MaxLength; length *= 4)
        {
            var bytes = new byte[Math.Min(length, old.Length - start)];
            RandomAccess.Read(old.SafeFileHandle, bytes, start);
            var reader = new Utf8JsonReader(bytes, isFinalBlock: false, default);
            if (reader.Read() && reader.TrySkip())
            {
                return start + reader.BytesConsumed;
            }

            if (length > old.Length)
            {
                break;
            }
        }

        throw new JsonException("It has no end.");
    }

    private ReadOnlySpan<byte> Read(long start, int length = BlockSize) => block.AsSpan(0, RandomAccess.Read(old.SafeFileHandle, block.AsSpan(0, length), start));

    private void Copy(long start, long end, Stream stream)
    {
        while (start < end)
        {
            var bytes = Read(start, (int)Math.Min(BlockSize, end - start));
            if (bytes.IsEmpty)
            {
                throw new EndOfStreamException("The manifest has become shorter while it was read.");
            }

            stream.Write(bytes);
            start += bytes.Length;
        }
    }
}
