using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <content>Filters on sequences.</content>
internal static partial class Filters
{
    private static Value Batch(RenderState state, Value value, Arguments arguments)
    {
        var size = Math.Max(Integer(arguments, 0, "linecount", 0), 1);
        var fill = arguments.Get(1, "fill_with", Value.None);
        Arithmetic.CheckLength(fill.IsNone ? 0 : size);
        var result = new ListValue();
        ListValue? batch = null;
        foreach (var item in value.Iterate())
        {
            if (batch is null || batch.Count == size)
            {
                result.Add(batch = new ListValue());
            }

            batch.Add(item);
        }

        while (!fill.IsNone && batch is not null && batch.Count < size)
        {
            batch.Add(fill);
        }

        return result;
    }

    private static Value SliceColumns(RenderState state, Value value, Arguments arguments)
    {
        var columns = Integer(arguments, 0, "slices", 0);
        var fill = arguments.Get(1, "fill_with", Value.None);
        if (columns <= 0)
        {
            throw TransformException.Error(DiagnosticCodes.WrongArguments, "slice needs a number above 0.", arguments.Span);
        }

        Arithmetic.CheckLength(columns);
        var items = value.Iterate().ToArray();
        var (size, longer) = Math.DivRem(items.Length, columns);
        var result = new ListValue();
        var start = 0;
        for (var column = 0; column < columns; column++)
        {
            var count = size + (column < longer ? 1 : 0);
            var slice = ListValue.Of(items.AsSpan(start, count));
            start += count;
            if (!fill.IsNone && column >= longer && longer > 0)
            {
                slice.Add(fill);
            }

            result.Add(slice);
        }

        return result;
    }

    private static Value DictSort(RenderState state, Value value, Arguments arguments)
    {
        var dict = value.AsDict() ?? throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"dictsort needs a dictionary, not {value.TypeName}.", arguments.Span);
        var caseSensitive = arguments.Get(0, "case_sensitive").IsTruthy;
        var by = arguments.Get(1, "by", "key").ToString();
        if (by is not ("key" or "value"))
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments, "dictsort sorts by 'key' or by 'value'.", arguments.Span);
        }

        var pairs = dict.Select(p => (Value)TupleValue.Of(p.Key, p.Value)).ToArray();
        var position = by == "key" ? 0 : 1;
        SortValues(
            pairs,
            pair => caseSensitive ? pair.GetItem(position) : Attributes.IgnoreCase(pair.GetItem(position)),
            arguments.Get(2, "reverse").IsTruthy);
        return ListValue.Of(pairs);
    }

    private static Value First(RenderState state, Value value, Arguments arguments)
    {
        foreach (var item in value.Iterate())
        {
            return item;
        }

        return Value.UndefinedBecause("first", "there is no first item, the sequence is empty");
    }

    private static Value Last(RenderState state, Value value, Arguments arguments)
    {
        var found = Value.UndefinedBecause("last", "there is no last item, the sequence is empty");
        if (value.AsList() is { Count: > 0 } list)
        {
            return list[^1];
        }

        foreach (var item in value.Iterate())
        {
            found = item;
        }

        return found;
    }

    private static Value GroupBy(RenderState state, Value value, Arguments arguments)
    {
        var getter = Attributes.Getter(arguments.Require(0, "attribute", "groupby"), arguments.Get(1, "default"));
        var caseSensitive = arguments.Get(2, "case_sensitive").IsTruthy;
        Func<Value, Value> key = caseSensitive ? getter : item => Attributes.IgnoreCase(getter(item));
        var items = value.Iterate().ToArray();
        SortValues(items, key, false);
        var result = new ListValue();
        ListValue? group = null;
        var current = default(Value);
        foreach (var item in items)
        {
            var itemKey = key(item);
            if (group is null || !itemKey.Equals(current))
            {
                current = itemKey;
                group = new ListValue();
                result.Add(Value.From(new GroupValue(getter(item), group)));
            }

            group.Add(item);
        }

        return result;
    }

    private static Value Items(RenderState state, Value value, Arguments arguments)
    {
        if (value.IsUndefined)
        {
            return new ListValue();
        }

        var dict = value.AsDict() ?? throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"items needs a dictionary, not {value.TypeName}.", arguments.Span);
        return new ListValue(dict.Select(p => (Value)TupleValue.Of(p.Key, p.Value)));
    }

    private static Value Join(RenderState state, Value value, Arguments arguments)
    {
        var separator = arguments.Get(0, "d", Value.EmptyString).ToString();
        var getter = arguments.TryGet(1, "attribute", out var attribute) ? Attributes.Getter(attribute) : null;
        var output = new StringBuilder();
        var isFirst = true;
        foreach (var item in value.Iterate())
        {
            if (!isFirst)
            {
                Arithmetic.CheckLength(output.Length);
                output.Append(separator);
            }

            isFirst = false;
            output.Append((getter is null ? item : getter(item)).ToString());
        }

        return output.ToString();
    }

    private static Value Map(RenderState state, Value value, Arguments arguments)
    {
        var result = new ListValue();
        if (!value.IsTruthy)
        {
            return result;
        }

        if (arguments.Positional.Length == 0 && arguments.TryGet("attribute", out var attribute))
        {
            var getter = Attributes.Getter(attribute, arguments.TryGet("default", out var fallback) ? fallback : default);
            foreach (var item in value.Iterate())
            {
                result.Add(getter(item));
            }

            return result;
        }

        var name = arguments.RequireString(0, "filter", "map");
        var filter = Find(name) ?? throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"There is no filter '{name}'.", arguments.Span, Suggestion.For(name, Names));
        var rest = arguments with { Positional = arguments.Positional[1..] };
        foreach (var item in value.Iterate())
        {
            result.Add(filter(state, item, rest));
        }

        return result;
    }

    private static Value Select(RenderState state, Value value, Arguments arguments, bool wanted, bool byAttribute)
    {
        var result = new ListValue();
        if (!value.IsTruthy)
        {
            return result;
        }

        var used = 0;
        Func<Value, Value> getter = static item => item;
        if (byAttribute)
        {
            getter = Attributes.Getter(arguments.Require(0, "attribute", "selectattr"));
            used = 1;
        }

        TestFunction? test = null;
        if (arguments.Positional.Length > used)
        {
            test = JinjaTests.Require(arguments.Positional.Span[used].ToString());
            used++;
        }

        var rest = arguments with { Positional = arguments.Positional[Math.Min(used, arguments.Positional.Length)..] };
        foreach (var item in value.Iterate())
        {
            var subject = getter(item);
            if ((test is null ? subject.IsTruthy : test(state, subject, rest)) == wanted)
            {
                result.Add(item);
            }
        }

        return result;
    }

    private static Value Extreme(RenderState state, Value value, Arguments arguments, int sign)
    {
        var caseSensitive = arguments.Get(0, "case_sensitive").IsTruthy;
        var getter = Attributes.Getter(arguments.Get(1, "attribute", Value.None));
        var found = Value.UndefinedBecause("max", "the sequence is empty");
        var foundKey = default(Value);
        var isFirst = true;
        foreach (var item in value.Iterate())
        {
            var key = caseSensitive ? getter(item) : Attributes.IgnoreCase(getter(item));
            if (isFirst || Value.Compare(key, foundKey) * sign > 0)
            {
                (found, foundKey, isFirst) = (item, key, false);
            }
        }

        return found;
    }

    private static Value RandomItem(RenderState state, Value value, Arguments arguments)
    {
        var items = value.Iterate().ToArray();
        return items.Length == 0
            ? Value.UndefinedBecause("random", "there is no random item, the sequence is empty")
            : items[Random.Shared.Next(items.Length)];
    }

    private static Value Reverse(RenderState state, Value value, Arguments arguments)
    {
        if (value.AsString() is { } text)
        {
            var characters = text.ToCharArray();
            Array.Reverse(characters);
            return new string(characters);
        }

        var items = value.Iterate().ToArray();
        Array.Reverse(items);
        return ListValue.Of(items);
    }

    private static Value Sort(RenderState state, Value value, Arguments arguments)
    {
        var caseSensitive = arguments.Get(1, "case_sensitive").IsTruthy;
        var attribute = arguments.Get(2, "attribute", Value.None);
        var items = value.Iterate().ToArray();
        SortValues(items, SortKey(attribute, caseSensitive), arguments.Get(0, "reverse").IsTruthy);
        return ListValue.Of(items);
    }

    // `attribute` may name several, with commas between.
    private static Func<Value, Value> SortKey(Value attribute, bool caseSensitive)
    {
        Func<Value, Value> fold = caseSensitive ? static value => value : Attributes.IgnoreCase;
        if (attribute.AsString() is not { } names || !names.Contains(','))
        {
            var single = Attributes.Getter(attribute);
            return item => fold(single(item));
        }

        var getters = names.Split(',').Select(name => Attributes.Getter(name.Trim())).ToArray();
        return item => new TupleValue(getters.Select(getter => fold(getter(item))));
    }

    /// <summary>Sorts by a key, keeping the order of equal items.</summary>
    internal static void SortValues(Span<Value> items, Func<Value, Value> key, bool reverse)
    {
        var keyed = new (Value Key, int Index, Value Item)[items.Length];
        for (var i = 0; i < keyed.Length; i++)
        {
            keyed[i] = (key(items[i]), i, items[i]);
        }

        try
        {
            Array.Sort(keyed, (a, b) =>
            {
                var order = Value.Compare(a.Key, b.Key);
                return order != 0 ? (reverse ? -order : order) : a.Index.CompareTo(b.Index);
            });
        }
        catch (InvalidOperationException e) when (e.InnerException is TransformException inner)
        {
            throw new TransformException(inner.Diagnostics, inner);
        }

        for (var i = 0; i < keyed.Length; i++)
        {
            items[i] = keyed[i].Item;
        }
    }

    private static Value Sum(RenderState state, Value value, Arguments arguments)
    {
        var getter = Attributes.Getter(arguments.Get(0, "attribute", Value.None));
        var total = arguments.Get(1, "start", 0);
        foreach (var item in value.Iterate())
        {
            total = Arithmetic.Apply(BinaryOperator.Add, total, getter(item));
        }

        return total;
    }

    private static Value Unique(RenderState state, Value value, Arguments arguments)
    {
        var caseSensitive = arguments.Get(0, "case_sensitive").IsTruthy;
        var getter = Attributes.Getter(arguments.Get(1, "attribute", Value.None));
        var seen = new SetValue();
        var result = new ListValue();
        foreach (var item in value.Iterate())
        {
            if (seen.Add(caseSensitive ? getter(item) : Attributes.IgnoreCase(getter(item))))
            {
                result.Add(item);
            }
        }

        return result;
    }
}

/// <summary>What <c>groupby</c> gives: a pair that also has names.</summary>
internal sealed class GroupValue(Value grouper, ListValue list) : IHostObject
{
    public string TypeName => "tuple";

    public int? Length => 2;

    public IEnumerable<Value> Iterate() => [grouper, list];

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name == "grouper" ? grouper : list;
        return name is "grouper" or "list";
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = TupleValue.Of(grouper, list);
        value = value.GetItem(key);
        return !value.IsUndefined;
    }

    public string Render() => $"({grouper.Repr()}, {((Value)list).Repr()})";
}
