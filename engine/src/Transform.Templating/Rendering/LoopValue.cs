using Transform.Core;

namespace Transform.Templating;

/// <summary>What can be asked of a loop.</summary>
internal enum LoopAttribute : byte
{
    Index,
    Index0,
    First,
    Last,
    Length,
    RevIndex,
    RevIndex0,
    PrevItem,
    NextItem,
    Depth,
    Depth0,
}

/// <summary>Jinja's <c>loop</c>. Of a sequence that is no list it reads one item ahead, and all of them only when it is asked
/// how many there are.</summary>
internal sealed class LoopValue : ICallable
{
    private static readonly Value NoPrevious = Value.UndefinedBecause("previtem", "there is no previous item");
    private static readonly Value NoNext = Value.UndefinedBecause("nextitem", "there is no next item");

    private readonly ForCode code;
    private readonly Frame frame;
    private readonly int depth;
    private readonly ListValue? list;
    private readonly LookAhead? source;
    private int index = -1;
    private TupleValue? lastChanged;

    public LoopValue(ForCode code, Frame frame, ListValue list, int depth)
    {
        this.code = code;
        this.frame = frame;
        this.depth = depth;
        this.list = list;
    }

    public LoopValue(ForCode code, Frame frame, Value iterable, IEnumerable<Value> items, int depth)
    {
        this.code = code;
        this.frame = frame;
        this.depth = depth;
        source = new LookAhead(items, code.Filter is null ? iterable : default);
    }

    public Value Item => list is not null ? list[index] : source!.Last;

    public bool IsFirst => index == 0;

    public bool IsLast => !HasNext();

    public string TypeName => "LoopContext";

    public int? Length => CountAll();

    public static bool TryParse(string name, out LoopAttribute attribute)
    {
        (attribute, var known) = name switch
        {
            "index" => (LoopAttribute.Index, true),
            "index0" => (LoopAttribute.Index0, true),
            "first" => (LoopAttribute.First, true),
            "last" => (LoopAttribute.Last, true),
            "length" => (LoopAttribute.Length, true),
            "revindex" => (LoopAttribute.RevIndex, true),
            "revindex0" => (LoopAttribute.RevIndex0, true),
            "previtem" => (LoopAttribute.PrevItem, true),
            "nextitem" => (LoopAttribute.NextItem, true),
            "depth" => (LoopAttribute.Depth, true),
            "depth0" => (LoopAttribute.Depth0, true),
            _ => (default, false),
        };
        return known;
    }

    public bool MoveNext()
    {
        if (!HasNext())
        {
            return false;
        }

        index++;
        source?.Take();
        return true;
    }

    public Value Get(LoopAttribute attribute) => attribute switch
    {
        LoopAttribute.Index => index + 1,
        LoopAttribute.Index0 => index,
        LoopAttribute.First => index == 0,
        LoopAttribute.Last => !HasNext(),
        LoopAttribute.Length => CountAll(),
        LoopAttribute.RevIndex => CountAll() - index,
        LoopAttribute.RevIndex0 => CountAll() - index - 1,
        LoopAttribute.PrevItem => index == 0 ? NoPrevious : list is null ? source!.Previous : index <= list.Count ? list[index - 1] : NoPrevious,
        LoopAttribute.NextItem => !HasNext() ? NoNext : list is not null ? list[index + 1] : source!.Peek(),
        LoopAttribute.Depth => depth + 1,
        _ => depth,
    };

    public bool TryGetAttribute(string name, out Value value)
    {
        if (TryParse(name, out var attribute))
        {
            value = Get(attribute);
            return true;
        }

        value = name switch
        {
            "cycle" => Value.From("cycle", Cycle),
            "changed" => Value.From("changed", Changed),
            _ => default,
        };
        return !value.IsUndefined;
    }

    /// <summary>The body again, for the items of a child: <c>loop(item.children)</c>.</summary>
    public Value Call(RenderState state, Arguments arguments)
    {
        if (!code.IsRecursive)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                "The loop cannot be called: it is not recursive.",
                arguments.Span,
                "Add `recursive` at the end of its `for`.");
        }

        var children = arguments.Require(0, "iterable", "loop");
        var saved = frame.Slots.AsSpan(code.AllSlots.Start, code.AllSlots.Count).ToArray();

        Array.Clear(frame.Slots, code.AllSlots.Start, code.AllSlots.Count);

        // A frame of its own, for the position of errors, with the slots of the frame that the loop stands in.
        var inner = state.Rent(new FrameCode(frame.Source, [], frame.Closure is null ? frame.Block : null));
        (var ownSlots, inner.Slots) = (inner.Slots, frame.Slots);
        state.EnterMacro(inner, frame.Closure);
        inner.IsPermissive = frame.IsPermissive;
        var mark = state.Output.Length;
        var parts = state.NativeParts;
        state.NativeParts = parts is null ? null : [];
        try
        {
            code.Run(inner, children, depth + 1);
            var text = state.Output.Take(mark);
            return parts is null ? text : NativeRenderer.Join(state.NativeParts!);
        }
        finally
        {
            state.NativeParts = parts;
            saved.CopyTo(frame.Slots.AsSpan(code.AllSlots.Start));
            frame.IsCaptured |= inner.IsCaptured;
            inner.Slots = inner.IsCaptured ? inner.Slots : ownSlots;
            state.LeaveMacro(inner);
        }
    }

    public string Render() => $"<LoopContext {index + 1}/{CountAll()}>";

    private Value Cycle(RenderState state, Arguments arguments) => arguments.Positional.Length > 0
        ? arguments.Positional.Span[index % arguments.Positional.Length]
        : throw TransformException.Error(
            DiagnosticCodes.WrongArguments, "loop.cycle() needs values to choose from.", arguments.Span);

    private Value Changed(RenderState state, Arguments arguments)
    {
        var value = new TupleValue(arguments.Positional.ToArray());
        if (lastChanged is not null && ((Value)value).Equals(lastChanged))
        {
            return false;
        }

        lastChanged = value;
        return true;
    }

    private bool HasNext() => list is not null ? index + 1 < list.Count : source!.HasNext();

    private int CountAll() => list?.Count ?? source!.Count(index, frame.State);
}

/// <summary>A sequence that is read no further than it must be.</summary>
/// <param name="items">The items.</param>
/// <param name="whole">What they are from, if it knows their number; else undefined.</param>
internal sealed class LookAhead(IEnumerable<Value> items, Value whole)
{
    private readonly IEnumerator<Value> items = items.GetEnumerator();
    private readonly Queue<Value> ahead = new();
    private bool exhausted;
    /// <summary>The item before the one that was taken last.</summary>
    public Value Previous { get; private set; }

    public Value Last { get; private set; }

    public bool HasNext() => ahead.Count > 0 || ReadAhead();

    public Value Peek() => ahead.Peek();

    public void Take()
    {
        Previous = Last;
        Last = ahead.Dequeue();
    }

    /// <summary>How many items there are, of which the one at <paramref name="index"/> was taken last.</summary>
    public int Count(int index, RenderState state)
    {
        if (!whole.IsUndefined && whole.TryGetLength() is { } length)
        {
            return length;
        }

        while (ReadAhead())
        {
            state.Step();
        }

        return index + 1 + ahead.Count;
    }

    private bool ReadAhead()
    {
        if (!exhausted && items.MoveNext())
        {
            ahead.Enqueue(items.Current);
            return true;
        }

        exhausted = true;
        return false;
    }
}
