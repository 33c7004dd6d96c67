using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Transform.Planning;

/// <summary>An index of strings that is read as it lies in a file: the places of the strings, each at its hash or behind.</summary>
internal static class HashColumn
{
    /// <summary>Makes the index.</summary>
    /// <param name="strings">Each once.</param>
    public static int[] Of(IReadOnlyList<string> strings)
    {
        var slots = new int[BitOperations.RoundUpToPowerOf2((uint)(strings.Count * 2) + 1)];
        slots.AsSpan().Fill(-1);
        for (var place = 0; place < strings.Count; place++)
        {
            var slot = Hash(strings[place]) & (slots.Length - 1);
            while (slots[slot] >= 0)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }

            slots[slot] = place;
        }

        return slots;
    }

    /// <summary>The place of a string; negative where it is none of them.</summary>
    /// <param name="slots">The index.</param>
    /// <param name="text">The string.</param>
    /// <param name="at">The string at a place.</param>
    public static int Find(int[] slots, string text, Func<int, string> at)
    {
        for (var slot = Hash(text) & (slots.Length - 1); slots[slot] >= 0; slot = (slot + 1) & (slots.Length - 1))
        {
            if (string.Equals(at(slots[slot]), text, StringComparison.Ordinal))
            {
                return slots[slot];
            }
        }

        return -1;
    }

    // The same in every process, which that of the runtime is not.
    private static int Hash(string text)
    {
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        var hash = (uint)text.Length;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var rest in bytes)
        {
            hash = BitOperations.Crc32C(hash, rest);
        }

        return (int)(hash & int.MaxValue);
    }
}
