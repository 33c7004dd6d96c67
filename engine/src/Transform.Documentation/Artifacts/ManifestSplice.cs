using System.Text;
using System.Text.Json;
using Transform.Planning;

namespace Transform.Documentation.Artifacts;

/// <summary>Writes a manifest from the one that is there, where the two differ in a few nodes alone: all but these is copied.</summary>
internal static class ManifestSplice
{
    /// <summary>The pieces of the new manifest, if they can be told apart in the old one.</summary>
    /// <param name="old">The old manifest.</param>
    /// <param name="metadata">The new metadata.</param>
    /// <param name="nodes">The new entries of the nodes that differ, by id.</param>
    public static List<ReadOnlyMemory<byte>>? TryFind(ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> metadata, IEnumerable<(string Id, ReadOnlyMemory<byte> Entry)> nodes)
    {
        var changes = new List<(int Start, int End, ReadOnlyMemory<byte> Now)>();
        var head = "{\"metadata\":"u8;
        if (!old.Span.StartsWith(head))
        {
            return null;
        }

        changes.Add((head.Length, EndOf(old.Span, head.Length), metadata));
        foreach (var (id, entry) in nodes)
        {
            // A quote within a string has a backslash before it, so that this is a key; the id is one elsewhere, but of lists.
            var key = Encoding.UTF8.GetBytes($"{JsonSerializer.Serialize(id, PlainText)}:{{");
            var at = old.Span.IndexOf(key);
            if (at < 0 || old.Span[(at + key.Length)..].IndexOf(key) >= 0)
            {
                return null;
            }

            var start = at + key.Length - 1;
            changes.Add((start, EndOf(old.Span, start), entry));
        }

        changes.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var pieces = new List<ReadOnlyMemory<byte>>();
        var copied = 0;
        foreach (var (start, end, now) in changes)
        {
            pieces.Add(old[copied..start]);
            pieces.Add(now);
            copied = end;
        }

        pieces.Add(old[copied..]);
        return pieces;
    }

    private static JsonSerializerOptions PlainText { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static int EndOf(ReadOnlySpan<byte> json, int start)
    {
        var reader = new Utf8JsonReader(json[start..], isFinalBlock: false, default);
        reader.Read();
        return reader.TrySkip() ? start + (int)reader.BytesConsumed : throw new JsonException("It has no end.");
    }
}
