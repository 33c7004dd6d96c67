using System.Collections;
using Transform.Core;

namespace Transform.Templating;

/// <summary>A Python dict: mutable, keeps the order of insertion.</summary>
public sealed class DictValue : IReadOnlyCollection<KeyValuePair<Value, Value>>
{
    private readonly OrderedDictionary<Value, Value> items;

    public DictValue() => items = [];

    public DictValue(int capacity) => items = new OrderedDictionary<Value, Value>(capacity);

    public DictValue(IEnumerable<KeyValuePair<Value, Value>> pairs)
        : this()
    {
        foreach (var (key, value) in pairs)
        {
            this[key] = value;
        }
    }

    public int Count => items.Count;

    /// <summary>The keys, in the order of insertion.</summary>
    public IReadOnlyList<Value> Keys => items.Keys;

    /// <summary>The values, in the order of their keys.</summary>
    public IReadOnlyList<Value> Values => items.Values;

    /// <summary>The value of a key, undefined when it is missing; setting adds or replaces.</summary>
    public Value this[string key]
    {
        get => items.TryGetValue(key, out var value) ? value : default;
        set => items[key] = value;
    }

    /// <summary>The value of a key, undefined when it is missing; setting adds or replaces.</summary>
    /// <exception cref="TransformException">The key cannot be hashed (TF2005).</exception>
    public Value this[Value key]
    {
        get => items.TryGetValue(key, out var value) ? value : default;
        set
        {
            key.RequireHashable();
            items[key] = value;
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

    public bool TryGetValue(string key, out Value value) => items.TryGetValue(key, out value);

    public bool TryGetValue(Value key, out Value value) => items.TryGetValue(key, out value);

    public bool ContainsKey(string key) => items.ContainsKey(key);

    public bool ContainsKey(Value key) => items.ContainsKey(key);

    /// <summary>Adds a key or replaces its value.</summary>
    public void Add(string key, Value value) => items[key] = value;

    /// <summary>Adds a key or replaces its value.</summary>
    /// <exception cref="TransformException">The key cannot be hashed (TF2005).</exception>
    public void Add(Value key, Value value) => this[key] = value;

    public bool Remove(string key) => items.Remove(key);

    public bool Remove(Value key) => items.Remove(key);

    public bool Remove(Value key, out Value value) => items.Remove(key, out value);

    public void Clear() => items.Clear();

    /// <summary>The pair at a position of the order of insertion.</summary>
    public KeyValuePair<Value, Value> GetAt(int index) => items.GetAt(index);

    /// <summary>A new dict with the same pairs.</summary>
    public DictValue Copy()
    {
        var copy = new DictValue(Count);
        for (var i = 0; i < Count; i++)
        {
            var (key, value) = items.GetAt(i);
            copy.items[key] = value;
        }

        return copy;
    }

    /// <summary>The pairs in order. Values may be replaced while it runs; adding or removing keys ends it with TF2005,
    /// as in Python.</summary>
    public IEnumerator<KeyValuePair<Value, Value>> GetEnumerator()
    {
        var count = Count;
        for (var i = 0; i < count; i++)
        {
            yield return items.GetAt(i);
            if (Count != count)
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
}
