using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes a manifest from the one that is there, where the two differ in a few nodes alone: all but these is copied, in one go.</summary>
internal sealed class ManifestSplice : IDisposable
{
    private const int BlockSize = 1 << 20;

    private readonly FileStream old;
    private readonly byte[] metadata;
    private readonly byte[][] keys;
    private readonly byte[][] entries;
    private readonly int longestKey;
    private readonly byte[] block = GC.AllocateUninitializedArray<byte>(BlockSize);

    private ManifestSplice(FileStream old, byte[] metadata, string[] ids, byte[][] entries)
    {
        this.old = old;
        this.metadata = metadata;
        this.entries = entries;
        keys = Array.ConvertAll(ids, static id => Encoding.UTF8.GetBytes($"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(id)}\":{{"));
        foreach (var key in keys)
        {
            longestKey = Math.Max(longestKey, key.Length);
        }
    }

    private static ReadOnlySpan<byte> Head => "{\"metadata\":"u8;

    /// <summary>Opens the old manifest; null where it is another one by now.</summary>
    /// <param name="path">The old manifest.</param>
    /// <param name="file">Its length and time.</param>
    /// <param name="metadata">The new metadata.</param>
    /// <param name="ids">The nodes that differ.</param>
    /// <param name="entries">What stands of each of them now.</param>
    /// <exception cref="IOException">The old one cannot be read.</exception>
    public static ManifestSplice? TryOpen(
        string path, (long Length, long Written) file, byte[] metadata, string[] ids, byte[][] entries)
    {
        var old = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if ((old.Length, File.GetLastWriteTimeUtc(old.SafeFileHandle).Ticks) == file)
        {
            return new ManifestSplice(old, metadata, ids, entries);
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
        var overlap = Math.Max(longestKey - 1, 0);
        var found = new bool[keys.Length];
        stream.Write(Head);
        stream.Write(metadata);
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
            stream.Write(entries[key]);
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
