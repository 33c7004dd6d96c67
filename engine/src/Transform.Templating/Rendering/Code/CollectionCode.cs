namespace Transform.Templating;

internal sealed class ListCode(ExprCode[] items) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var list = new ListValue(items.Length);
        foreach (var item in items)
        {
            list.Add(item.Evaluate(frame));
        }

        return list;
    }
}

internal sealed class TupleCode(ExprCode[] items) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var values = new Value[items.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = items[i].Evaluate(frame);
        }

        return new TupleValue(values);
    }
}

internal sealed class DictCode((ExprCode Key, ExprCode Value, TextSpan Span)[] entries) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var dict = new DictValue(entries.Length);
        foreach (var entry in entries)
        {
            var key = entry.Key.Evaluate(frame);
            var value = entry.Value.Evaluate(frame);
            frame.At = entry.Span;
            dict[key] = value;
        }

        return dict;
    }
}
