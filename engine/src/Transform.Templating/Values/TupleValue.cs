using System.Collections;

namespace Transform.Templating;

/// <summary>A Python tuple: immutable, compared by content.</summary>
public sealed class TupleValue : IReadOnlyList<Value>
{
    private readonly Value[] items;

    /// <summary>Takes the array over: the caller must not change it any more.</summary>
    internal TupleValue(Value[] items) => this.items = items;

    public TupleValue(IEnumerable<Value> values) => items = [.. values];

    public static TupleValue Empty { get; } = new(Array.Empty<Value>());

    public int Count => items.Length;

    internal ReadOnlySpan<Value> Items => items;

    public Value this[int index] => items[index];

    public static TupleValue Of(params ReadOnlySpan<Value> values) => new(values.ToArray());

    public IEnumerator<Value> GetEnumerator() => ((IEnumerable<Value>)items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => items.GetEnumerator();

    public override string ToString() => ((Value)this).ToString();
}
