using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What all readers of one cache share: strings and sources, each made when it is first asked for.</summary>
internal sealed class CacheTables(ReadOnlyMemory<byte> bytes)
{
    private (int Start, int Length)[] places = [];
    private string?[] strings = [];
    private (string Path, int Start, int Length)[] texts = [];
    private SourceText?[] sources = [];
    private int[] sharedPlaces = [];
    private DictValue?[] shared = [];

    public ReadOnlyMemory<byte> Bytes => bytes;

    public void ReadStrings(CacheReader reader)
    {
        places = new (int, int)[reader.Count()];
        strings = new string?[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = reader.Place();
        }
    }

    public void ReadSources(CacheReader reader)
    {
        texts = new (string, int, int)[reader.Count()];
        sources = new SourceText?[texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var path = reader.Text()!;
            var (start, length) = reader.Place();
            texts[i] = (path, start, length);
        }
    }

    public void ReadShared(CacheReader reader)
    {
        sharedPlaces = new int[reader.Count()];
        shared = new DictValue?[sharedPlaces.Length];
        for (var i = 0; i < sharedPlaces.Length; i++)
        {
            sharedPlaces[i] = reader.Place().Start;
        }
    }

    public DictValue Shared(int number) => shared[number] ??= new CacheReader(this, sharedPlaces[number]).Dict();

    public string String(int number) => strings[number] ??= Decode(places[number]);

    public SourceText Source(int number)
    {
        var (path, start, length) = texts[number];
        return sources[number] ??= SourceText.Later(path, () => Decode((start, length)));
    }

    private string Decode((int Start, int Length) place) => Encoding.UTF8.GetString(bytes.Span.Slice(place.Start, place.Length));
}

/// <summary>Reads what <see cref="CacheWriter"/> wrote, from a place on. One thread at a time.</summary>
internal sealed class CacheReader(CacheTables tables, int position)
{
    private readonly ReadOnlyMemory<byte> bytes = tables.Bytes;
    private int position = position;

    public byte Byte() => bytes.Span[position++];

    public bool Flag() => Byte() != 0;

    public bool? MaybeFlag() => Byte() switch { 0 => false, 1 => true, _ => null };

    public long Number()
    {
        var span = bytes.Span;
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = span[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }
    }

    public int Count() => checked((int)Number());

    public double Double()
    {
        position += sizeof(double);
        return BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span[(position - sizeof(double))..]);
    }

    public ReadOnlySpan<byte> Bytes()
    {
        var (start, length) = Place();
        return bytes.Span.Slice(start, length);
    }

    /// <summary>Where some bytes lie; reading goes on behind them.</summary>
    public (int Start, int Length) Place()
    {
        var length = Count();
        position += length;
        return (position - length, length);
    }

    public string? MaybeText() => Count() is >= 0 and var number ? tables.String(number) : null;

    public string Text() => tables.String(Count());

    public ImmutableArray<string> Texts() => [.. List(static reader => reader.Text())];

    public T[] List<T>(Func<CacheReader, T> read)
    {
        var items = new T[Count()];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = read(this);
        }

        return items;
    }

    public SourceSpan? Span()
    {
        var source = Count();
        return source < 0 ? null : tables.Source(source).Span(Count(), Count());
    }

    public SourceText Source() => tables.Source(Count());

    /// <summary>A dictionary that several have: one object for all of them, which nobody changes.</summary>
    public DictValue SharedDict() => tables.Shared(Count());

    public Value Value() => ValueCodec.Read(this);

    public DictValue Dict() => ValueCodec.ReadDict(this);

    public ListValue Items() => ValueCodec.ReadList(this);
}
