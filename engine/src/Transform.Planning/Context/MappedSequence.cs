using Transform.Templating;

namespace Transform.Planning;

/// <summary>agate's <c>MappedSequence</c>: values by position, and by name where they have names.</summary>
internal class MappedSequence(string typeName, IReadOnlyList<string>? keys, Value[] items) : IHostObject
{
    public virtual string TypeName => typeName;

    public int? Length => items.Length;

    protected Value[] Items => items;

    protected IReadOnlyList<string>? Keys => keys;

    /// <summary>Python's position in a list; null where it has none.</summary>
    public static int? Position(Value key, int length)
    {
        if (!key.TryGetInt64(out var index))
        {
            return null;
        }

        var position = index < 0 ? index + length : index;
        return position >= 0 && position < length ? (int)position : null;
    }

    public string Render() => $"<agate.{TypeName}: ({string.Join(", ", items.Take(5).Select(c => c.Repr()))}{(items.Length > 5 ? ", ..." : string.Empty)})>";

    public IEnumerable<Value> Iterate() => items;

    public bool IsEqualTo(Value other) => other.As<MappedSequence>() is { } sequence
        ? items.SequenceEqual(sequence.Items)
        : (other.AsTuple() as IReadOnlyList<Value> ?? other.AsList()) is { } list && items.SequenceEqual(list);

    public int HashCode() => ((Value)new TupleValue(items)).GetHashCode();

    public bool TryGetItem(Value key, out Value value)
    {
        if (Position(key, items.Length) is { } position || (key.AsString() is { } name && (position = IndexOf(name)) >= 0))
        {
            value = items[position];
            return true;
        }

        value = default;
        return false;
    }

    public virtual bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "values" => Value.From(name, (_, _) => new TupleValue(items)),
            "keys" => Value.From(name, (_, _) => keys is null ? Value.None : new TupleValue(keys.Select(k => (Value)k))),
            "items" => Value.From(name, (_, _) => new ListValue(items.Select((item, i) => (Value)TupleValue.Of(Key(i), item)))),
            "dict" => Value.From(name, (_, _) => ToDict()),
            "get" => Value.From(name, (_, a) =>
                TryGetItem(a.Require(0, "key", name), out var found) ? found : a.Get(1, "default", Value.None)),
            "index" => Value.From(name, (_, a) => Array.IndexOf(items, a.Require(0, "value", name))),
            "count" => Value.From(name, (_, a) => items.Count(i => i.Equals(a.Require(0, "value", name)))),
            _ => Value.Undefined,
        };
        return !value.IsUndefined || TryGetItem(name, out value);
    }

    public DictValue ToDict()
    {
        var dict = new DictValue();
        for (var i = 0; i < items.Length; i++)
        {
            dict[Key(i)] = items[i];
        }

        return dict;
    }

    protected virtual int IndexOf(string name)
    {
        for (var i = 0; keys is not null && i < keys.Count; i++)
        {
            if (string.Equals(keys[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private Value Key(int position) => keys is null ? position : keys[position];
}

/// <summary>One row of a table.</summary>
internal sealed class TableRow(TableObject table, Value[] cells) : MappedSequence("Row", table.Names, cells)
{
    protected override int IndexOf(string name) => table.IndexOf(name);
}

/// <summary>One column of a table.</summary>
internal sealed class TableColumn(TableObject table, int position)
    : MappedSequence("Column", null, [.. table.Rows.Select(row => row[position])])
{
    public override bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "name" => table.Names[position],
            "data_type" => Value.From(new TableColumnType(table.KindOf(position))),
            "index" => position,
            "values_distinct" => Value.From(name, (_, _) => new TupleValue(Items.Distinct())),
            "values_without_nulls" => Value.From(name, (_, _) => new TupleValue(Items.Where(v => !v.IsNone))),
            "values_sorted" => Value.From(name, (_, _) => new ListValue(Sorted(Items))),
            "values_without_nulls_sorted" => Value.From(name, (_, _) => new ListValue(Sorted(Items.Where(v => !v.IsNone)))),
            _ => Value.Undefined,
        };
        return !value.IsUndefined || base.TryGetAttribute(name, out value);
    }

    private static IEnumerable<Value> Sorted(IEnumerable<Value> values) => values.OrderBy(v => v, Comparer<Value>.Create(TableObject.CompareNullsLast));
}
