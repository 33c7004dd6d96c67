using System.Runtime.CompilerServices;

namespace Transform.Templating;

/// <summary>An expression made ready to run: names are slots, what never changes is computed. Immutable, so that all renders
/// and threads share it.</summary>
internal abstract class ExprCode
{
    public abstract Value Evaluate(Frame frame);

    /// <summary>The same, with names and constants read where the call stands: what most arguments are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value EvaluateInline(Frame frame) =>
        this is SlotCode name ? frame.Slots[name.Slot]
        : this is ConstantCode constant ? constant.Value
        : Evaluate(frame);

    public virtual bool IsTrue(Frame frame) => Evaluate(frame).IsTruthy;

    /// <summary>Prints the value, which need not exist as a whole.</summary>
    public virtual void Print(Frame frame) => frame.Output.Append(Evaluate(frame));
}

/// <summary>A value that is always the same, and that nobody can change.</summary>
internal sealed class ConstantCode(Value value) : ExprCode
{
    public Value Value { get; } = value;

    public override Value Evaluate(Frame frame) => Value;

    public override void Print(Frame frame) => frame.Output.Append(Value);
}

/// <summary>Stands between the levels of a very deep expression and asks whether there is stack for more.</summary>
internal sealed class GuardCode(ExprCode inner) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        Value.CheckStack();
        return inner.Evaluate(frame);
    }
}
