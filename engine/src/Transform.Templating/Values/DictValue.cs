using System.Collections;
using System.Numerics;
using Transform.Core;

namespace Transform.Templating;

/// <summary>A Python dict: mutable, keeps the order of insertion.</summary>
public sealed class DictValue : IReadOnlyCollection<KeyValuePair<Value, Value>>
{
    // Up to here a look at all entries is quicker than a table.
    private const int LargestWithoutTable = 8;

    private Entry[] entries;

    // The last entry of each bucket, plus one; entries of a bucket are chained. Null while there are few.
    private int[]? buckets;
    private int count;

    public DictValue() => entries = [];

    public DictValue(int capacity) => entries = capacity == 0 ? [] : new Entry[capacity];

    public DictValue(IEnumerable<KeyValuePair<Value, Value>> pairs)
        : this()
    {
        foreach (var (key, value) in pairs)
        {
            this[key] = value;
        }
    }

    public int Count => count;

    /// <summary>The keys, in the order of insertion.</summary>
    public IReadOnlyList<Value> Keys => Array.ConvertAll(entries[..count], static entry => entry.Key);

    /// <summary>The values, in the order of their keys.</summary>
    public IReadOnlyList<Value> Values => Array.ConvertAll(entries[..count], static entry => entry.Value);

    /// <summary>The value of a key, undefined when it is missing; setting adds or replaces.</summary>
    public Value this[string key]
    {
        get => TryGetValue(key, out var value) ? value : default;
        set => Put(key, HashOf(key), value);
    }

    /// <summary>The value of a key, undefined when it is missing; setting adds or replaces.</summary>
    /// <exception cref="TransformException">The key cannot be hashed (TF2005).</exception>
    public Value this[Value key]
    {
        get => TryGetValue(key, out var value) ? value : default;
        set
        {
            key.RequireHashable();
            Put(key, key.GetHashCode(), value);
        }
    }

    public static DictValue Of(params ReadOnlySpan<(string Key, Value Value)> pairs)
    {
        var dict = new DictValue(pairs.Length);
        foreach (var (key, value) in pairs)
        {
            dict[key] = value;
        }

        return dict;
    }

    public bool TryGetValue(string key, out Value value) => TryGetValue(key, HashOf(key), out value);

    public bool TryGetValue(Value key, out Value value)
    {
        var index = IndexOf(key, key.GetHashCode());
        value = index < 0 ? default : entries[index].Value;
        return index >= 0;
    }

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool ContainsKey(Value key) => TryGetValue(key, out _);

    /// <summary>Adds a key or replaces its value.</summary>
    public void Add(string key, Value value) => this[key] = value;

    /// <summary>Adds a key or replaces its value.</summary>
    /// <exception cref="TransformException">The key cannot be hashed (TF2005).</exception>
    public void Add(Value key, Value value) => this[key] = value;

    public bool Remove(string key) => Remove(key, out _);

    public bool Remove(Value key) => Remove(key, out _);

    public bool Remove(Value key, out Value value)
    {
        var index = IndexOf(key, key.GetHashCode());
        value = index < 0 ? default : entries[index].Value;
        if (index < 0)
        {
            return false;
        }

        count--;
        Array.Copy(entries, index + 1, entries, index, count - index);
        entries[count] = default;
        if (buckets is not null)
        {
            MakeTable();
        }

        return true;
    }

    public void Clear()
    {
        entries = [];
        buckets = null;
        count = 0;
    }

    /// <summary>The pair at a position of the order of insertion.</summary>
    public KeyValuePair<Value, Value> GetAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
        return new KeyValuePair<Value, Value>(entries[index].Key, entries[index].Value);
    }

    /// <summary>A new dict with the same pairs.</summary>
    public DictValue Copy() => new(0)
    {
        entries = entries.AsSpan(0, count).ToArray(),
        buckets = (int[]?)buckets?.Clone(),
        count = count,
    };

    /// <summary>The pairs in order. Values may be replaced while it runs; adding or removing keys ends it with TF2005,
    /// as in Python.</summary>
    /// <summary>A copy with the entries of another over its own; null has none.</summary>
    public DictValue With(DictValue? others)
    {
        var copy = Copy();
        foreach (var (key, value) in others ?? [])
        {
            copy[key] = value;
        }

        return copy;
    }

    public IEnumerator<KeyValuePair<Value, Value>> GetEnumerator()
    {
        var size = count;
        for (var i = 0; i < size; i++)
        {
            yield return GetAt(i);
            if (count != size)
            {
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed,
                    "The dictionary changed its size while a loop was running over it.",
                    hint: "Loop over a copy: `for key in my_dict | list`.");
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => ((Value)this).ToString();

    /// <summary>The hash of a string as a key, for those who look up the same name often.</summary>
    internal static int HashOf(string key) => key.GetHashCode(StringComparison.Ordinal);

    internal bool TryGetValue(string key, int hash, out Value value)
    {
        if (buckets is null)
        {
            for (var i = 0; i < count; i++)
            {
                ref var entry = ref entries[i];
                if (entry.Hash == hash && entry.Key.Reference is string text && string.Equals(text, key))
                {
                    value = entry.Value;
                    return true;
                }
            }
        }
        else
        {
            for (var i = buckets[hash & (buckets.Length - 1)] - 1; i >= 0; i = entries[i].Next)
            {
                ref var entry = ref entries[i];
                if (entry.Hash == hash && entry.Key.Reference is string text && string.Equals(text, key))
                {
                    value = entry.Value;
                    return true;
                }
            }
        }

        value = default;
        return false;
    }

    private int IndexOf(Value key, int hash)
    {
        if (buckets is null)
        {
            for (var i = 0; i < count; i++)
            {
                if (entries[i].Hash == hash && entries[i].Key.Equals(key))
                {
                    return i;
                }
            }

            return -1;
        }

        for (var i = buckets[hash & (buckets.Length - 1)] - 1; i >= 0; i = entries[i].Next)
        {
            if (entries[i].Hash == hash && entries[i].Key.Equals(key))
            {
                return i;
            }
        }

        return -1;
    }

    private void Put(Value key, int hash, Value value)
    {
        var index = IndexOf(key, hash);
        if (index >= 0)
        {
            entries[index].Value = value;
            return;
        }

        if (count == entries.Length)
        {
            Arithmetic.CheckLength(count + 1);
            Array.Resize(ref entries, Math.Max(4, count * 2));
        }

        entries[count++] = new Entry { Key = key, Value = value, Hash = hash };
        if (buckets is null ? count > LargestWithoutTable : count > buckets.Length)
        {
            MakeTable();
        }
        else if (buckets is not null)
        {
            Chain(buckets, count - 1);
        }
    }

    private void MakeTable()
    {
        // Others may be reading: the table is shown when it is whole.
        var table = new int[BitOperations.RoundUpToPowerOf2((uint)entries.Length)];
        for (var i = 0; i < count; i++)
        {
            Chain(table, i);
        }

        buckets = table;
    }

    private void Chain(int[] table, int index)
    {
        ref var bucket = ref table[entries[index].Hash & (table.Length - 1)];
        entries[index].Next = bucket - 1;
        bucket = index + 1;
    }

    private struct Entry
    {
        public Value Key;
        public Value Value;
        public int Hash;
        public int Next;
    }
}
