using System.Collections;

namespace Transform.Templating;

/// <summary>A Python set: mutable, keeps the order of insertion while nothing is removed.</summary>
public sealed class SetValue : IReadOnlyCollection<Value>
{
    private readonly HashSet<Value> items;

    public SetValue() => items = [];

    public SetValue(IEnumerable<Value> values)
    {
        items = [];
        foreach (var value in values)
        {
            Add(value);
        }
    }

    public int Count => items.Count;

    /// <summary>The items as a .NET set, for set algebra.</summary>
    internal HashSet<Value> Items => items;

    /// <exception cref="Core.TransformException">The value cannot be hashed (TF2005).</exception>
    public bool Add(Value value)
    {
        value.RequireHashable();
        Arithmetic.CheckLength(items.Count + 1);
        return items.Add(value);
    }

    public bool Contains(Value value) => items.Contains(value);

    public bool Remove(Value value) => items.Remove(value);

    public void Clear() => items.Clear();

    public SetValue Copy() => new(items);

    public HashSet<Value>.Enumerator GetEnumerator() => items.GetEnumerator();

    IEnumerator<Value> IEnumerable<Value>.GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    public override string ToString() => ((Value)this).ToString();
}
