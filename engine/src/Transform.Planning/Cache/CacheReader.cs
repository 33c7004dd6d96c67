using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads what <see cref="CacheWriter"/> wrote, from a place on. One thread at a time; several readers may go over one cache.</summary>
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

    /// <summary>Numbers as they lie in memory.</summary>
    public int[] Numbers()
    {
        var numbers = new int[Count()];
        bytes.Span.Slice(position, numbers.Length * sizeof(int)).CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        position += numbers.Length * sizeof(int);
        return numbers;
    }

    /// <summary>Edges of a graph.</summary>
    public Edges Edges() => new(Numbers(), Numbers());

    /// <summary>Pieces that are read when they are asked for; reading goes on behind them.</summary>
    public Parts Parts()
    {
        var ends = Numbers();
        var start = position;
        position += ends.Length == 0 ? 0 : ends[^1];
        return new Parts(start, ends);
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

    public DictValue SharedDict() => tables.Shared(Count());

    public Value Value() => ValueCodec.Read(this);

    public DictValue Dict() => ValueCodec.ReadDict(this);

    public ListValue Items() => ValueCodec.ReadList(this);
}
