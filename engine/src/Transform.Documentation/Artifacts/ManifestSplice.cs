using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes a manifest from the one that is there, where the two differ in a few nodes alone: all but these is copied, in one go.</summary>
internal sealed class ManifestSplice : IDisposable
{
    private const int BlockSize = 1 << 20;

    private readonly FileStream old;
    private readonly ReadOnlyMemory<byte> metadata;
    private readonly byte[][] keys;
    private readonly ReadOnlyMemory<byte>[] entries;
    private readonly byte[] block = GC.AllocateUninitializedArray<byte>(BlockSize);

    private ManifestSplice(FileStream old, ReadOnlyMemory<byte> metadata, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Entry)> nodes)
    {
        this.old = old;
        this.metadata = metadata;
        var options = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        keys = [.. nodes.Select(node => Encoding.UTF8.GetBytes($"{JsonSerializer.Serialize(node.Id, options)}:{{"))];
        entries = [.. nodes.Select(static node => node.Entry)];
    }

    private static ReadOnlySpan<byte> Head => "{\"metadata\":"u8;

    /// <summary>Opens the old manifest; null where it is another one by now.</summary>
    /// <param name="path">The old manifest.</param>
    /// <param name="file">Its length and time.</param>
    /// <param name="metadata">The new metadata.</param>
    /// <param name="nodes">The new entries of the nodes that differ, by id.</param>
    /// <exception cref="IOException">The old one cannot be read.</exception>
    public static ManifestSplice? TryOpen(
        string path, (long Length, long Written) file, ReadOnlyMemory<byte> metadata, IReadOnlyList<(string Id, ReadOnlyMemory<byte> Entry)> nodes)
    {
        var old = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if ((old.Length, File.GetLastWriteTimeUtc(old.SafeFileHandle).Ticks) == file)
        {
            return new ManifestSplice(old, metadata, nodes);
        }

        old.Dispose();
        return null;
    }

    /// <summary>Writes the new manifest.</summary>
    /// <returns>False where the old one is not as it must be: what was written is to be thrown away.</returns>
    public bool TryWrite(Stream stream)
    {
        try
        {
            return Read(0).StartsWith(Head) && Copy(stream);
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            // Windows does not put another file in the place of one that is open.
            old.Dispose();
        }
    }

    public void Dispose() => old.Dispose();

    private bool Copy(Stream stream)
    {
        var overlap = keys.Length == 0 ? 0 : keys.Max(static key => key.Length) - 1;
        var found = new bool[keys.Length];
        stream.Write(Head);
        stream.Write(metadata.Span);
        for (var at = EndOf(Head.Length); at < old.Length;)
        {
            var bytes = Read(at);
            if (bytes.IsEmpty)
            {
                return false;
            }

            var (place, key) = First(bytes);
            if (key < 0)
            {
                // A key may lie across the end of the block.
                var isLast = at + bytes.Length >= old.Length;
                var length = isLast ? bytes.Length : bytes.Length - Math.Min(overlap, bytes.Length - 1);
                stream.Write(bytes[..length]);
                at += length;
                continue;
            }

            if (found[key])
            {
                return false;
            }

            found[key] = true;
            var start = place + keys[key].Length - 1;
            stream.Write(bytes[..start]);
            stream.Write(entries[key].Span);
            at = EndOf(at + start);
        }

        return Array.TrueForAll(found, static it => it);
    }

    // A quote within a string has a backslash before it, so that this is a key. The id is one elsewhere, but of lists.
    private (int Place, int Key) First(ReadOnlySpan<byte> bytes)
    {
        var (first, which) = (bytes.Length, -1);
        for (var i = 0; i < keys.Length; i++)
        {
            if (bytes[..first].IndexOf(keys[i]) is >= 0 and var place)
            {
                (first, which) = (place, i);
            }
        }

        return (first, which);
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

    private ReadOnlySpan<byte> Read(long start) => block.AsSpan(0, RandomAccess.Read(old.SafeFileHandle, block, start));
}
