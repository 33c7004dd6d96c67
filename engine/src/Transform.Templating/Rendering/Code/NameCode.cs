namespace Transform.Templating;

/// <summary>A name that is certainly set when it is read: a parameter, the target of a loop.</summary>
internal sealed class SlotCode(int slot) : ExprCode
{
    public int Slot => slot;

    public override Value Evaluate(Frame frame) => frame.Slots[slot];

    public override bool IsTrue(Frame frame) => frame.Slots[slot].IsTruthy;

    public override void Print(Frame frame) => frame.Output.Append(frame.Slots[slot]);
}

/// <summary>A name that may not be set yet; it means something else then.</summary>
internal sealed class MaybeSlotCode(int slot, ExprCode otherwise) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var value = frame.Slots[slot];
        return value.IsUnset ? otherwise.Evaluate(frame) : value;
    }
}

/// <summary>A name of the frame in which the running macro or call block was defined.</summary>
internal sealed class OuterSlotCode(int depth, int slot, ExprCode otherwise) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var outer = frame;
        for (var i = 0; i < depth; i++)
        {
            outer = outer.Closure!;
        }

        var value = outer.Slots[slot];
        return value.IsUnset ? otherwise.Evaluate(frame) : value;
    }
}

/// <summary>A name that the template does not set: the render's, or one that every template knows.</summary>
internal sealed class GlobalCode(string name) : ExprCode
{
    private readonly Value builtIn = Globals.TryGet(name, out var value) ? value : default;

    // What the name was in the fixed names of the render before. Replaced as a whole, so that threads may share it.
    private Remembered? remembered;

    public override Value Evaluate(Frame frame)
    {
        var state = frame.State;
        var known = remembered;
        return known is not null && ReferenceEquals(known.Names, state.FixedNames) && !known.Value.IsUnset
            ? known.Value
            : Find(state, frame);
    }

    private Value Find(RenderState state, Frame frame)
    {
        if (state.FixedNames is { } names && !ReferenceEquals(remembered?.Names, names))
        {
            var entry = new Remembered(names, names.TryGetValue(name, out var found) ? found.Stored : default);
            remembered = entry;
            if (!entry.Value.IsUnset)
            {
                return entry.Value;
            }
        }

        if (state.Globals.TryGet(name, out var value))
        {
            return value;
        }

        return !builtIn.IsUnset ? builtIn : frame.IsPermissive ? Value.PermissiveFor(name) : Value.UndefinedFor(name);
    }

    private sealed record Remembered(IReadOnlyDictionary<string, Value> Names, Value Value);
}
