namespace Transform.Templating;

/// <summary><c>for</c>.</summary>
internal sealed class ForCode : StmtCode
{
    public required TextSpan IterableSpan { get; init; }

    public required ExprCode Iterable { get; init; }

    public required TargetCode Target { get; init; }

    /// <summary>The condition after <c>if</c>, with targets of its own: it may look ahead of the body.</summary>
    public required (TargetCode Target, ExprCode Condition)? Filter { get; init; }

    public required StmtCode[] Body { get; init; }

    public required StmtCode[] Otherwise { get; init; }

    /// <summary>The slot of <c>loop</c>; -1 when the body does not mention it.</summary>
    public required int LoopSlot { get; init; }

    public required bool IsRecursive { get; init; }

    /// <summary>The slots of what the body sets, which each round starts without.</summary>
    public required SlotRange RoundSlots { get; init; }

    /// <summary>All slots of the loop: a recursive round gives them back.</summary>
    public required SlotRange AllSlots { get; init; }

    public override bool Run(Frame frame)
    {
        var iterable = Iterable.Evaluate(frame);
        if (frame.State.IsReturning)
        {
            return false;
        }

        frame.At = IterableSpan;

        // Such a loop reads the frame when it is asked, and a template may keep it for longer than its macro runs.
        frame.IsCaptured |= IsRecursive || (LoopSlot >= 0 && Filter is not null);
        return Run(frame, iterable, 0);
    }

    /// <summary>The rounds for one value.</summary>
    /// <param name="depth">How many rounds of the same recursive loop are running.</param>
    public bool Run(Frame frame, Value iterable, int depth)
    {
        var state = frame.State;
        bool ran;
        if (Filter is null && iterable.Reference is ListValue list)
        {
            ran = LoopSlot < 0
                ? RunList(frame, list)
                : RunLoop(frame, new LoopValue(this, frame, list, depth));
        }
        else
        {
            var items = iterable.Iterate();
            if (Filter is var (target, condition))
            {
                items = Passing(items, target, condition, frame);
            }

            ran = LoopSlot < 0
                ? RunSequence(frame, items)
                : RunLoop(frame, new LoopValue(this, frame, iterable, items, depth));
        }

        if (state.Signal == Signal.Break)
        {
            state.Signal = Signal.None;
        }

        return state.Signal == Signal.None && (ran || RunAll(Otherwise, frame));
    }

    // By position, so that appending within the loop goes on as in Python.
    private bool RunList(Frame frame, ListValue list)
    {
        var i = 0;
        for (; i < list.Count; i++)
        {
            if (!RunRound(frame, list[i]))
            {
                return true;
            }
        }

        return i > 0;
    }

    private bool RunSequence(Frame frame, IEnumerable<Value> items)
    {
        var ran = false;
        foreach (var item in items)
        {
            ran = true;
            if (!RunRound(frame, item))
            {
                break;
            }
        }

        return ran;
    }

    private bool RunLoop(Frame frame, LoopValue loop)
    {
        var ran = false;
        frame.Slots[LoopSlot] = Value.From(loop);
        while (loop.MoveNext())
        {
            ran = true;
            if (!RunRound(frame, loop.Item))
            {
                break;
            }
        }

        return ran;
    }

    private bool RunRound(Frame frame, Value item)
    {
        frame.State.Step();
        if (Target is SlotTarget target)
        {
            frame.Slots[target.Slot] = item.Stored;
        }
        else
        {
            Target.Assign(frame, item);
        }

        var ended = RunAll(Body, frame);
        for (var i = RoundSlots.Start; i < RoundSlots.End; i++)
        {
            frame.Slots[i] = default;
        }

        if (!ended && frame.State.Signal == Signal.Continue)
        {
            frame.State.Signal = Signal.None;
            return true;
        }

        return ended;
    }

    private static IEnumerable<Value> Passing(IEnumerable<Value> items, TargetCode target, ExprCode condition, Frame frame)
    {
        foreach (var item in items)
        {
            frame.State.Step();
            target.Assign(frame, item);
            if (condition.IsTrue(frame))
            {
                yield return item;
            }
        }
    }
}

/// <summary>Slots that follow each other.</summary>
internal readonly record struct SlotRange(int Start, int Count)
{
    public int End => Start + Count;
}
