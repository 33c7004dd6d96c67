using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Writes what <see cref="CacheReader"/> reads. Strings, sources and configs that come again are written once.</summary>
/// <param name="capacity">Room for so many bytes to begin with.</param>
/// <param name="sink">Takes what has no room any more; null where all is to be at hand in the end.</param>
internal sealed class CacheWriter(int capacity = 4096, Stream? sink = null)
{
    private readonly Dictionary<string, int> strings = new(capacity / 128, StringComparer.Ordinal);
    private readonly Dictionary<SourceText, int> sources = new(ReferenceEqualityComparer.Instance);
    private readonly List<SourceText> sourceList = [];
    private readonly Dictionary<byte[], int> shared = new(BytesComparer.Instance);
    private readonly Dictionary<DictValue, int> sharedObjects = new(ReferenceEqualityComparer.Instance);
    private CacheChecksum checksum = new();
    private byte[] buffer = GC.AllocateUninitializedArray<byte>(capacity);
    private long sunk;
    private int count;

    /// <summary>Every string, in the order of their numbers.</summary>
    public IReadOnlyCollection<string> Strings => strings.Keys;

    public IReadOnlyList<SourceText> Sources => sourceList;

    /// <summary>The dictionaries that several have, in the order of their numbers.</summary>
    public IReadOnlyCollection<byte[]> SharedDicts => shared.Keys;

    /// <summary>What was written, where all is at hand.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, count);

    /// <summary>The checksum of what the sink took.</summary>
    public ulong Checksum => checksum.Value;

    /// <summary>Gives the sink the rest.</summary>
    /// <returns>How many bytes it took in all.</returns>
    public long Finish()
    {
        Sink(count);
        return sunk;
    }

    public void Byte(byte value) => Take(1)[0] = value;

    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    public void Flag(bool? value) => Byte(value switch { null => 2, true => 1, false => 0 });

    /// <summary>A number that is small for the most part.</summary>
    public void Number(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
    }

    public void Text(string? text)
    {
        if (text is null)
        {
            Number(-1);
            return;
        }

        Number(NumberOf(text));
    }

    /// <summary>The number of a string.</summary>
    public int NumberOf(string text)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(strings, text, out var isKnown);
        if (!isKnown)
        {
            number = strings.Count - 1;
        }

        return number;
    }

    /// <summary>Numbers as they lie in memory.</summary>
    public void Numbers(ReadOnlySpan<int> numbers)
    {
        Number(numbers.Length);
        Append(MemoryMarshal.AsBytes(numbers));
    }

    public void Edges(Edges edges)
    {
        Numbers(edges.Starts);
        Numbers(edges.Places);
    }

    /// <summary>Pieces that can be found without reading those before them.</summary>
    /// <param name="items">What each piece is made of.</param>
    /// <param name="write">Writes one.</param>
    public void Parts<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        if (sink is not null)
        {
            throw new InvalidOperationException("What was given away cannot be filled in any more.");
        }

        // Their ends stand before them: room is left for these.
        Number(items.Count);
        var ends = count;
        Take(items.Count * sizeof(int));
        var start = count;
        foreach (var item in items)
        {
            write(item);
            BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(ends), count - start);
            ends += sizeof(int);
        }
    }

    /// <summary>Texts as such pieces.</summary>
    public void Parts(IReadOnlyCollection<string> texts)
    {
        Ends(texts.Count, texts.Select(Encoding.UTF8.GetByteCount));
        foreach (var text in texts)
        {
            Encoding.UTF8.GetBytes(text, Take(Encoding.UTF8.GetByteCount(text)));
        }
    }

    /// <summary>Bytes as such pieces.</summary>
    public void Parts(IReadOnlyCollection<byte[]> items)
    {
        Ends(items.Count, items.Select(static item => item.Length));
        foreach (var item in items)
        {
            Append(item);
        }
    }

    public void Texts(ImmutableArray<string> texts) => List(texts, Text);

    public void List<T>(IReadOnlyCollection<T> items, Action<T> write)
    {
        Number(items.Count);
        foreach (var item in items)
        {
            write(item);
        }
    }

    /// <summary>A list that may be none, which is read as an empty one.</summary>
    public void List<T>(ImmutableArray<T> items, Action<T> write)
    {
        // Not by the interfaces of a list: what these call is compiled at every start, for each type anew.
        Number(items.IsDefault ? 0 : items.Length);
        foreach (var item in items.AsSpan())
        {
            write(item);
        }
    }

    public void Span(SourceSpan? span)
    {
        if (span is not { } known)
        {
            Number(-1);
            return;
        }

        Source(known.Source);
        Number(known.Start);
        Number(known.Length);
    }

    public void Source(SourceText source) => Number(NumberOf(source));

    /// <summary>The number of a text.</summary>
    public int NumberOf(SourceText source)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(sources, source, out var isKnown);
        if (!isKnown)
        {
            number = sourceList.Count;
            sourceList.Add(source);
            NumberOf(source.Path);
        }

        return number;
    }

    /// <exception cref="NotSupportedException">There is a value in it that cannot be written.</exception>
    public void Value(Value value) => ValueCodec.Write(this, value);

    public void Dict(DictValue dict) => ValueCodec.WriteItems(this, dict);

    public void Items(ListValue list) => ValueCodec.WriteItems(this, list);

    /// <summary>A dictionary that is the same for many: it is kept once, and they have its number.</summary>
    public void SharedDict(DictValue dict)
    {
        if (sharedObjects.TryGetValue(dict, out var same))
        {
            Number(same);
            return;
        }

        var start = count;
        Dict(dict);
        var part = buffer.AsSpan(start, count - start);
        var known = shared.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!known.TryGetValue(part, out var number))
        {
            number = shared.Count;
            known[part] = number;
        }

        count = start;
        sharedObjects.Add(dict, number);
        Number(number);
    }

    public void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    private void Ends(int items, IEnumerable<int> lengths)
    {
        Number(items);
        var end = 0;
        foreach (var length in lengths)
        {
            BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), end += length);
        }
    }

    private void Sink(int size)
    {
        checksum.Append(buffer.AsSpan(0, size));
        sink!.Write(buffer.AsSpan(0, size));
        buffer.AsSpan(size, count - size).CopyTo(buffer);
        count -= size;
        sunk += size;
    }

    private Span<byte> Take(int size)
    {
        if (buffer.Length - count < size && sink is not null)
        {
            Sink(count - (count % CacheChecksum.Unit));
        }

        if (buffer.Length - count < size)
        {
            if ((long)count + size > Array.MaxLength)
            {
                throw new NotSupportedException("It is too large.");
            }

            Array.Resize(ref buffer, (int)Math.Clamp(buffer.Length * 2L, count + size, Array.MaxLength));
        }

        count += size;
        return buffer.AsSpan(count - size, size);
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
