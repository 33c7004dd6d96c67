namespace Transform.Templating;

/// <summary>How the arguments of one call become the parameters of one macro, found when the call first meets it.</summary>
/// <param name="Code">The macro.</param>
/// <param name="SlotOfKeyword">The slot of each keyword argument as written; positional ones have the first slots.</param>
/// <param name="Missing">The parameters that keep their defaults.</param>
internal sealed record CallPlan(BlockCode Code, int[] SlotOfKeyword, int[] Missing)
{
    /// <summary>The plan, or null when the call does not fit the macro or needs more than its parameters.</summary>
    public static CallPlan? Create(BlockCode code, ArgumentsCode arguments, bool hasCaller)
    {
        var count = code.Parameters.Length;
        if (!arguments.IsSimple || arguments.Positional.Length > count || (hasCaller && code.CallerSlot < 0))
        {
            return null;
        }

        var given = new bool[count];
        given.AsSpan(0, arguments.Positional.Length).Fill(true);
        var slots = new int[arguments.Keywords.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            var slot = 0;
            while (slot < count && code.Parameters[slot].Name != arguments.Keywords[i].Name)
            {
                slot++;
            }

            if (slot == count || given[slot])
            {
                return null;
            }

            given[slot] = true;
            slots[i] = slot;
        }

        var missing = Enumerable.Range(0, count).Where(i => !given[i]).ToArray();
        return new CallPlan(code, slots, missing);
    }

    /// <summary>Evaluates the arguments into the frame of the macro.</summary>
    public void Fill(Frame inner, ArgumentsCode arguments, Frame frame, Value caller)
    {
        for (var i = 0; i < arguments.Positional.Length; i++)
        {
            inner.Slots[i] = arguments.Positional[i].EvaluateInline(frame).Stored;
        }

        for (var i = 0; i < SlotOfKeyword.Length; i++)
        {
            inner.Slots[SlotOfKeyword[i]] = arguments.Keywords[i].Value.EvaluateInline(frame).Stored;
        }

        if (Code.CallerSlot >= 0)
        {
            inner.Slots[Code.CallerSlot] = caller.IsUnset ? MacroBinder.NoCaller : caller;
        }

        if (Code.VarargsSlot >= 0)
        {
            inner.Slots[Code.VarargsSlot] = TupleValue.Empty;
        }

        if (Code.KwargsSlot >= 0)
        {
            inner.Slots[Code.KwargsSlot] = new DictValue();
        }
    }
}
