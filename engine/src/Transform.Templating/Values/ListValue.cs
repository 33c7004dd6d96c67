using System.Collections;
using System.Runtime.InteropServices;

namespace Transform.Templating;

/// <summary>A Python list: mutable, compared by content.</summary>
public sealed class ListValue : IReadOnlyList<Value>
{
    private readonly List<Value> items;

    public ListValue() => items = [];

    public ListValue(int capacity) => items = new List<Value>(capacity);

    public ListValue(IEnumerable<Value> values) => items = [.. values];

    public int Count => items.Count;

    /// <summary>The items, valid until the list changes.</summary>
    internal Span<Value> Items => CollectionsMarshal.AsSpan(items);

    public Value this[int index]
    {
        get => items[index];
        set => items[index] = value;
    }

    public static ListValue Of(params ReadOnlySpan<Value> values)
    {
        var list = new ListValue(values.Length);
        list.items.AddRange(values);
        return list;
    }

    public void Add(Value value) => items.Add(value);

    public void AddRange(IEnumerable<Value> values) => items.AddRange(values);

    public void Insert(int index, Value value) => items.Insert(index, value);

    public void RemoveAt(int index) => items.RemoveAt(index);

    public void RemoveRange(int index, int count) => items.RemoveRange(index, count);

    public void Clear() => items.Clear();

    public void Reverse() => items.Reverse();

    /// <summary>The position of the first equal item, or -1.</summary>
    public int IndexOf(Value value) => items.IndexOf(value);

    public bool Contains(Value value) => items.Contains(value);

    /// <summary>A new list with the same items.</summary>
    public ListValue Copy() => new(items);

    public List<Value>.Enumerator GetEnumerator() => items.GetEnumerator();

    IEnumerator<Value> IEnumerable<Value>.GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    public override string ToString() => ((Value)this).ToString();
}
