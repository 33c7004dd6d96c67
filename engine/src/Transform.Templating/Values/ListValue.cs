using System.Collections;

namespace Transform.Templating;

/// <summary>A Python list: mutable, compared by content.</summary>
public sealed class ListValue : IReadOnlyList<Value>
{
    private Value[] items;
    private int count;

    public ListValue() => items = [];

    public ListValue(int capacity) => items = capacity == 0 ? [] : new Value[capacity];

    public ListValue(IEnumerable<Value> values)
    {
        items = values is ListValue list ? list.Items.ToArray() : [.. values];
        count = items.Length;
    }

    private ListValue(Value[] items)
    {
        this.items = items;
        count = items.Length;
    }

    public int Count => count;

    /// <summary>The items, valid until the list changes.</summary>
    internal Span<Value> Items => items.AsSpan(0, count);

    public Value this[int index]
    {
        get => Items[index];
        set => Items[index] = value;
    }

    public static ListValue Of(params ReadOnlySpan<Value> values) => new(values.ToArray());

    public void Add(Value value)
    {
        if (count == items.Length)
        {
            Grow(1);
        }

        items[count++] = value;
    }

    public void AddRange(IEnumerable<Value> values)
    {
        foreach (var value in values)
        {
            Add(value);
        }
    }

    public void Insert(int index, Value value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)count);
        Add(value);
        Array.Copy(items, index, items, index + 1, count - 1 - index);
        items[index] = value;
    }

    public void RemoveAt(int index) => RemoveRange(index, 1);

    public void RemoveRange(int index, int length)
    {
        Items.Slice(index + length).CopyTo(items.AsSpan(index));
        Array.Clear(items, count - length, length);
        count -= length;
    }

    public void Clear()
    {
        items = [];
        count = 0;
    }

    public void Reverse() => Items.Reverse();

    /// <summary>The position of the first equal item, or -1.</summary>
    public int IndexOf(Value value) => Items.IndexOf(value);

    public bool Contains(Value value) => IndexOf(value) >= 0;

    /// <summary>A new list with the same items.</summary>
    public ListValue Copy() => new(Items.ToArray());

    /// <summary>The items by position: what is appended meanwhile comes too.</summary>
    public IEnumerator<Value> GetEnumerator()
    {
        for (var i = 0; i < count; i++)
        {
            yield return items[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => ((Value)this).ToString();

    private void Grow(int more)
    {
        Arithmetic.CheckLength((long)count + more);
        Array.Resize(ref items, Math.Max(4, Math.Max(count * 2, count + more)));
    }
}
