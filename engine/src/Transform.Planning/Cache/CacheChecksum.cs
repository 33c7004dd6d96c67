using System.Buffers.Binary;
using System.Numerics;

namespace Transform.Planning;

/// <summary>A checksum of bytes that come block by block: two sums that run side by side, eight bytes at a time.</summary>
internal struct CacheChecksum()
{
    /// <summary>Every block but the last one has a multiple of this length.</summary>
    public const int Unit = 2 * sizeof(ulong);

    private uint even;
    private uint odd = uint.MaxValue;

    public readonly ulong Value => ((ulong)odd << 32) | even;

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new CacheChecksum();
        checksum.Append(bytes);
        return checksum.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= Unit; bytes = bytes[Unit..])
        {
            even = BitOperations.Crc32C(even, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            odd = BitOperations.Crc32C(odd, BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));
        }

        foreach (var rest in bytes)
        {
            even = BitOperations.Crc32C(even, rest);
        }
    }
}
