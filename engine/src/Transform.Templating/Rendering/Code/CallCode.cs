using Transform.Core;

namespace Transform.Templating;

/// <summary><c>target(arguments)</c>.</summary>
internal abstract class CallCode(TextSpan span, ArgumentsCode arguments) : ExprCode
{
    // The macro that was called last from here. Replaced as a whole, so that threads may share it.
    private CallPlan? plan;

    protected TextSpan Span => span;

    protected ArgumentsCode Given => arguments;

    /// <summary>The value of the call with a call block's body as its caller.</summary>
    public abstract Value EvaluateWith(Frame frame, Value caller);

    /// <summary>The same, printed.</summary>
    public abstract void PrintWith(Frame frame, Value caller);

    public override Value Evaluate(Frame frame) => EvaluateWith(frame, default);

    public override void Print(Frame frame) => PrintWith(frame, default);

    /// <summary>Calls what was found. A macro that prints leaves its text in the output; the answer is unset then.</summary>
    /// <param name="owner">What the callee is an attribute of, for the hint when it is none.</param>
    protected Value Invoke(Value callee, Value owner, Frame frame, Value caller, bool prints)
    {
        var state = frame.State;
        if (callee.Reference is MacroBlock block)
        {
            return InvokeMacro(block.Code, null, frame, caller, prints);
        }

        if (callee.Reference is IBlockCallable macro)
        {
            return InvokeMacro(macro.Code, macro.Closure, frame, caller, prints);
        }

        var given = arguments.Evaluate(frame, caller);
        if (state.IsReturning)
        {
            return default;
        }

        state.Step();
        frame.At = span;
        return callee.Reference is ICallable callable
            ? callable.Call(state, given)
            : CallOther(callee, owner, frame);
    }

    protected Value InvokeMacro(BlockCode code, Frame? closure, Frame frame, Value caller, bool prints)
    {
        var state = frame.State;
        var fitting = plan;
        if (fitting is null || !ReferenceEquals(fitting.Code, code))
        {
            fitting = CallPlan.Create(code, arguments, !caller.IsUnset);
            plan = fitting;
        }

        if (fitting is null)
        {
            var given = arguments.Evaluate(frame, caller);
            frame.At = span;
            return state.IsReturning ? default : code.Call(closure, state, given, prints);
        }

        var inner = state.Rent(code);
        fitting.Fill(inner, arguments, frame, caller);
        if (state.IsReturning)
        {
            return default;
        }

        if (code.IsLeaf)
        {
            if (closure is null)
            {
                state.Tell(code.Block!);
            }

            return code.RunLeaf(inner, fitting.Missing, prints);
        }

        frame.At = span;
        code.Enter(inner, closure, state);
        return code.Run(inner, fitting.Missing, prints);
    }

    private Value CallOther(Value callee, Value owner, Frame frame)
    {
        if (!callee.IsUndefined)
        {
            throw frame.State.Error(
                DiagnosticCodes.OperationFailed,
                $"A value of type {callee.TypeName} cannot be called.",
                span,
                callee.IsNone ? null : "Only macros and functions have parentheses behind them.");
        }

        if (callee.IsPermissive)
        {
            return callee;
        }

        var name = callee.UndefinedNameOrNull;
        if (callee.IsUndefinedVariable)
        {
            throw frame.State.Error(
                DiagnosticCodes.UnknownMacro,
                $"There is no macro or function '{name}'.",
                span,
                UndefinedErrors.SuggestName(name!, frame) ?? "Check the spelling, and that the package that has it is installed.");
        }

        throw frame.State.Error(
            DiagnosticCodes.UnknownMacro,
            Value.Sentence(callee.UndefinedMessage),
            span,
            Suggestion.For(name ?? string.Empty, Methods.NamesOf(owner)) ?? "Check the spelling: what is behind the dot is not known here.");
    }
}

/// <summary><c>name(arguments)</c>, or a call of any other expression.</summary>
internal sealed class FunctionCallCode(TextSpan span, ExprCode target, ArgumentsCode arguments) : CallCode(span, arguments)
{
    public override Value EvaluateWith(Frame frame, Value caller) =>
        Invoke(target.Evaluate(frame), Value.None, frame, caller, false);

    public override void PrintWith(Frame frame, Value caller) =>
        frame.Output.Append(Invoke(target.Evaluate(frame), Value.None, frame, caller, true));

    public override void Print(Frame frame)
    {
        var callee = target is GlobalCode global ? global.Evaluate(frame) : target.Evaluate(frame);
        frame.Output.Append(callee.Reference is MacroBlock block
            ? InvokeMacro(block.Code, null, frame, default, true)
            : Invoke(callee, Value.None, frame, default, true));
    }
}

/// <summary><c>owner.name(arguments)</c>: a method of a value is called without making an object of it first.</summary>
internal sealed class MethodCallCode(TextSpan span, TextSpan attributeSpan, ExprCode owner, string name, ArgumentsCode arguments)
    : CallCode(span, arguments)
{
    public override Value EvaluateWith(Frame frame, Value caller) => InvokeMethod(frame, caller, false);

    public override void PrintWith(Frame frame, Value caller) => frame.Output.Append(InvokeMethod(frame, caller, true));

    private Value InvokeMethod(Frame frame, Value caller, bool prints)
    {
        var self = owner.Evaluate(frame);
        if (self.IsUndefined)
        {
            return Invoke(self.IsPermissive ? self : throw MissingOwner(self, frame), Value.None, frame, caller, prints);
        }

        if (self.Reference is not IHostObject && Methods.Find(self, name) is { } method)
        {
            var given = Given.Evaluate(frame, caller);
            if (frame.State.IsReturning)
            {
                return default;
            }

            frame.State.Step();
            frame.At = Span;
            return method(frame.State, self, given);
        }

        frame.At = attributeSpan;
        var callee = self.GetAttribute(name);
        if (frame.IsPermissive && callee.IsUndefined)
        {
            callee = Value.PermissiveFor(name);
        }

        return Invoke(callee, self, frame, caller, prints);
    }

    private TransformException MissingOwner(Value self, Frame frame) =>
        self is { IsUndefinedVariable: true, UndefinedNameOrNull: { } missing }
            ? frame.State.Error(
                DiagnosticCodes.UnknownMacro,
                $"There is no '{missing}', so '{missing}.{name}' cannot be called.",
                attributeSpan,
                UndefinedErrors.SuggestName(missing, frame) ?? "If it is a package, list it in packages.yml and run `transform deps`.")
            : UndefinedErrors.Reading(self, $"Cannot call '{name}'", attributeSpan, frame);
}
