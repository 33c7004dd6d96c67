using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>A macro or the body of a call block, made ready to run. Its parameters have the first slots, in their order.</summary>
internal sealed class BlockCode(SourceText source, string[] slotNames, MacroBlock? block)
    : FrameCode(source, slotNames, block)
{
    /// <summary>The name in error messages.</summary>
    public required string Name { get; init; }

    /// <summary>The place of the name: where errors are that happen before the body runs.</summary>
    public required TextSpan NameSpan { get; init; }

    public required ImmutableArray<MacroParameter> Parameters { get; init; }

    /// <summary>What a parameter is that is not given, by position.</summary>
    public required ExprCode[] Defaults { get; init; }

    public required StmtCode[] Body { get; init; }

    /// <summary>The slots of the names that Jinja fills in; -1 where the body does not mention them.</summary>
    public required int VarargsSlot { get; init; }

    public required int KwargsSlot { get; init; }

    public required int CallerSlot { get; init; }

    /// <summary>The whole body, when it only prints texts and parameters whose defaults are constants: nothing in it can fail,
    /// call or return, so that it runs without being entered.</summary>
    public bool IsLeaf { get; init; }

    /// <summary>Calls the block with arguments as a function of the program gives them.</summary>
    /// <param name="closure">The frame where the block was defined; null for a file's macros.</param>
    /// <param name="prints">Whether the text stays where it is printed.</param>
    /// <returns>What was given to <c>return()</c>, else the text; unset when it was printed.</returns>
    public Value Call(Frame? closure, RenderState state, in Arguments arguments, bool prints = false)
    {
        var frame = state.Rent(this);
        Enter(frame, closure, state);
        Bind(frame, arguments);
        return Run(frame, [], prints);
    }

    public void Enter(Frame frame, Frame? closure, RenderState state)
    {
        if (closure is null)
        {
            state.Tell(Block!);
        }

        state.EnterMacro(frame, closure);
        frame.At = NameSpan;
    }

    /// <summary>Runs in a frame that was entered.</summary>
    /// <param name="frame">Where the parameters are.</param>
    /// <param name="missing">The positions of the parameters that keep their defaults.</param>
    /// <param name="prints">Whether the text stays where it is printed.</param>
    public Value Run(Frame frame, int[] missing, bool prints)
    {
        var state = frame.State;
        var mark = frame.Output.Length;
        var described = ImmutableArray<Diagnostic>.Empty;
        try
        {
            for (var i = 0; i < missing.Length; i++)
            {
                BindDefault(frame, missing[i]);
            }

            StmtCode.RunAll(Body, frame);
            if (state.IsReturning && Block is not null)
            {
                frame.Output.CutTo(mark);
                return state.TakeReturnValue();
            }

            return prints ? Value.Undefined : (Value)frame.Output.Take(mark);
        }
        catch (TransformException) when (state.IsReturning && Block is not null)
        {
            // The rest of the expression that `return` stands in is never reached in Python.
            frame.Output.CutTo(mark);
            return state.TakeReturnValue();
        }
        catch (TransformException e) when (Block is not null && state.TryDescribe(e, out described))
        {
            frame.Output.CutTo(mark);
            throw state.Describe(described, e);
        }
        finally
        {
            state.LeaveMacro(frame);
        }
    }

    /// <summary>Runs a leaf in a frame that was not entered.</summary>
    public Value RunLeaf(Frame frame, int[] missing, bool prints)
    {
        var state = frame.State;
        var mark = frame.Output.Length;
        state.Step();
        for (var i = 0; i < missing.Length; i++)
        {
            BindDefault(frame, missing[i]);
        }

        StmtCode.RunAll(Body, frame);
        state.GiveBack(frame);
        return prints ? Value.Undefined : (Value)frame.Output.Take(mark);
    }

    private void Bind(Frame frame, in Arguments arguments)
    {
        var state = frame.State;
        var described = ImmutableArray<Diagnostic>.Empty;
        var bound = false;
        try
        {
            MacroBinder.Bind(this, frame, arguments);
            bound = true;
        }
        catch (TransformException e) when (Block is not null && state.TryDescribe(e, out described))
        {
            throw state.Describe(described, e);
        }
        finally
        {
            if (!bound)
            {
                state.LeaveMacro(frame);
            }
        }
    }

    public void BindDefault(Frame frame, int position)
    {
        var code = Defaults[position];
        if (code is ConstantCode constant)
        {
            frame.Slots[position] = constant.Value;
        }
        else
        {
            frame.At = Parameters[position].Span;
            frame.Slots[position] = code.Evaluate(frame).Stored;
        }
    }
}
