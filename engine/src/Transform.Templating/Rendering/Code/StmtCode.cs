using Transform.Core;

namespace Transform.Templating;

/// <summary>A statement made ready to run.</summary>
internal abstract class StmtCode
{
    /// <summary>Runs it; false when a signal waits in the state: <c>break</c>, <c>continue</c>, <c>return</c>.</summary>
    public abstract bool Run(Frame frame);

    public static bool RunAll(StmtCode[] body, Frame frame)
    {
        for (var i = 0; i < body.Length; i++)
        {
            // What there is most of is not dispatched.
            var code = body[i];
            if (code is TextRunCode run)
            {
                run.Print(frame);
            }
            else if (!(code is CallingOutputCode output ? output.Run(frame) : code.Run(frame)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What a body prints; false when it ended in a signal.</summary>
    protected static bool TryCapture(StmtCode[] body, Frame frame, out string text)
    {
        var mark = frame.Output.Length;
        var ended = RunAll(body, frame);
        text = frame.Output.Take(mark);
        return ended;
    }
}

/// <summary><c>if</c> with one condition, which may call something.</summary>
internal sealed class CallingIfCode(ExprCode condition, StmtCode[] then, StmtCode[] otherwise) : StmtCode
{
    public override bool Run(Frame frame)
    {
        var chosen = condition.IsTrue(frame) ? then : otherwise;
        return !frame.State.IsReturning && RunAll(chosen, frame);
    }
}

/// <summary><c>if</c> with one condition, which calls nothing.</summary>
internal sealed class IfCode(ExprCode condition, StmtCode[] then, StmtCode[] otherwise) : StmtCode
{
    public override bool Run(Frame frame) => RunAll(condition.IsTrue(frame) ? then : otherwise, frame);
}

/// <summary><c>if</c> with <c>elif</c>.</summary>
internal sealed class IfChainCode((ExprCode Condition, StmtCode[] Body)[] branches, StmtCode[] otherwise) : StmtCode
{
    public override bool Run(Frame frame)
    {
        foreach (var (condition, body) in branches)
        {
            var isTrue = condition.IsTrue(frame);
            if (frame.State.IsReturning)
            {
                return false;
            }

            if (isTrue)
            {
                return RunAll(body, frame);
            }
        }

        return RunAll(otherwise, frame);
    }
}

internal sealed class SetCode(TargetCode target, ExprCode value) : StmtCode
{
    public override bool Run(Frame frame)
    {
        var result = value.Evaluate(frame);
        if (frame.State.IsReturning)
        {
            return false;
        }

        target.Assign(frame, result);
        return true;
    }
}

/// <summary><c>{% set x | filter %}...{% endset %}</c>.</summary>
internal sealed class SetBlockCode(TargetCode target, FilterCode? filter, StmtCode[] body) : StmtCode
{
    public override bool Run(Frame frame)
    {
        if (!TryCapture(body, frame, out var text))
        {
            return false;
        }

        var value = filter is null ? text : filter.Apply(frame, text);
        if (frame.State.IsReturning)
        {
            return false;
        }

        target.Assign(frame, value);
        return true;
    }
}

internal sealed class FilterBlockCode(FilterCode filter, StmtCode[] body, bool isNative) : StmtCode
{
    public override bool Run(Frame frame)
    {
        if (!TryCapture(body, frame, out var text))
        {
            return false;
        }

        var value = filter.Apply(frame, text);
        if (frame.State.IsReturning)
        {
            return false;
        }

        if (isNative)
        {
            frame.State.NativeParts!.Add(value);
        }
        else if (value.IsString)
        {
            frame.Output.Append(value);
        }
        else
        {
            // Jinja joins the pieces of a template, and a filter block's is taken as it is.
            throw frame.State.Error(
                DiagnosticCodes.OperationFailed, $"The filter of this block gives a value of type {value.TypeName}, and a block needs text.",
                filter.Span, "Make it text at last, with `| string`.");
        }

        return true;
    }
}

internal sealed class DoCode(ExprCode value) : StmtCode
{
    public override bool Run(Frame frame)
    {
        value.Evaluate(frame);
        return !frame.State.IsReturning;
    }
}

/// <summary>Defines a macro of the template itself.</summary>
internal sealed class MacroCode(BlockCode code, int slot) : StmtCode
{
    public override bool Run(Frame frame)
    {
        frame.IsCaptured = true;
        frame.Slots[slot] = Value.From(new TemplateMacro(code, frame));
        return true;
    }
}

/// <summary><c>{% call(parameters) target(...) %}...{% endcall %}</c>.</summary>
internal sealed class CallBlockCode(CallCode call, BlockCode body, bool isNative) : StmtCode
{
    public override bool Run(Frame frame)
    {
        frame.IsCaptured = true;
        var caller = Value.From(new CallerValue(body, frame));
        if (!isNative)
        {
            call.PrintWith(frame, caller);
            return !frame.State.IsReturning;
        }

        var value = call.EvaluateWith(frame, caller);
        if (frame.State.IsReturning)
        {
            return false;
        }

        frame.State.NativeParts!.Add(value);
        return true;
    }
}

internal sealed class WithCode((TargetCode Target, ExprCode Value)[] bindings, StmtCode[] body) : StmtCode
{
    public override bool Run(Frame frame)
    {
        // All of them are evaluated before the first is bound.
        var values = new Value[bindings.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = bindings[i].Value.Evaluate(frame);
        }

        if (frame.State.IsReturning)
        {
            return false;
        }

        for (var i = 0; i < values.Length; i++)
        {
            bindings[i].Target.Assign(frame, values[i]);
        }

        return RunAll(body, frame);
    }
}

/// <summary>A body with names of its own: Jinja's <c>{% block name %}</c>.</summary>
internal sealed class ScopedCode(StmtCode[] body) : StmtCode
{
    public override bool Run(Frame frame) => RunAll(body, frame);
}

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed class SignalCode(Signal signal) : StmtCode
{
    public override bool Run(Frame frame)
    {
        frame.State.Signal = signal;
        return false;
    }
}

/// <summary>Stands between the levels of very deep blocks and asks whether there is stack for more.</summary>
internal sealed class GuardedStmtCode(StmtCode inner) : StmtCode
{
    public override bool Run(Frame frame)
    {
        Value.CheckStack();
        return inner.Run(frame);
    }
}
