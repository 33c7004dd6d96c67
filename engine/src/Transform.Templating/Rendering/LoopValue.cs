using Transform.Core;

namespace Transform.Templating;

/// <summary>Jinja's <c>loop</c>. It reads one item ahead, and all of them only when it is asked how many there are.</summary>
internal sealed class LoopValue(ForStmt statement, Value iterable, int depth, Frame frame, RenderState state) : ICallable
{
    private readonly Queue<Value> ahead = new();
    private IEnumerator<Value> items = Enumerable.Empty<Value>().GetEnumerator();
    private bool exhausted;
    private int index = -1;
    private Value previous = Value.UndefinedBecause("previtem", "there is no previous item");
    private Value lastChanged;
    private bool hasChanged;

    public Value Item { get; private set; }

    public string TypeName => "LoopContext";

    public int? Length => CountAll();

    public void Start(IEnumerable<Value> source) => items = source.GetEnumerator();

    public bool MoveNext()
    {
        if (!ReadAhead())
        {
            return false;
        }

        if (index >= 0)
        {
            previous = Item;
        }

        Item = ahead.Dequeue();
        index++;
        return true;
    }

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "index" => index + 1,
            "index0" => index,
            "first" => index == 0,
            "last" => !ReadAhead(),
            "length" => CountAll(),
            "revindex" => CountAll() - index,
            "revindex0" => CountAll() - index - 1,
            "previtem" => previous,
            "nextitem" => ReadAhead() ? ahead.Peek() : Value.UndefinedBecause("nextitem", "there is no next item"),
            "depth" => depth + 1,
            "depth0" => depth,
            "cycle" => Value.From("cycle", Cycle),
            "changed" => Value.From("changed", Changed),
            _ => default,
        };
        return !value.IsUndefined || name is "previtem" or "nextitem";
    }

    /// <summary>The body again, for the items of a child: <c>loop(item.children)</c>.</summary>
    public Value Call(RenderState current, Arguments arguments)
    {
        if (!statement.IsRecursive)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                "The loop cannot be called: it is not recursive.",
                arguments.Span,
                "Add `recursive` at the end of its `for`.");
        }

        var children = arguments.Require(0, "iterable", "loop");
        var inner = Evaluator.Enter(current, frame.Source, frame, null);
        var mark = current.Output.Length;
        try
        {
            LoopRunner.Run(statement, children, depth + 1, current, inner);
            return current.Output.Take(mark);
        }
        finally
        {
            Evaluator.Exit(current, inner);
        }
    }

    public string Render() => $"<LoopContext {index + 1}/{CountAll()}>";

    private Value Cycle(RenderState current, Arguments arguments) => arguments.Positional.Length > 0
        ? arguments.Positional.Span[index % arguments.Positional.Length]
        : throw TransformException.Error(
            DiagnosticCodes.WrongArguments, "loop.cycle() needs values to choose from.", arguments.Span);

    private Value Changed(RenderState current, Arguments arguments)
    {
        Value value = new TupleValue(arguments.Positional.ToArray());
        if (hasChanged && value.Equals(lastChanged))
        {
            return false;
        }

        hasChanged = true;
        lastChanged = value;
        return true;
    }

    private bool ReadAhead()
    {
        if (ahead.Count > 0)
        {
            return true;
        }

        if (exhausted)
        {
            return false;
        }

        if (items.MoveNext())
        {
            ahead.Enqueue(items.Current);
            return true;
        }

        exhausted = true;
        return false;
    }

    private int CountAll()
    {
        if (statement.Filter is null && iterable.TryGetLength() is { } length)
        {
            return length;
        }

        while (!exhausted)
        {
            state.Step();
            if (items.MoveNext())
            {
                ahead.Enqueue(items.Current);
            }
            else
            {
                exhausted = true;
            }
        }

        return index + 1 + ahead.Count;
    }
}
