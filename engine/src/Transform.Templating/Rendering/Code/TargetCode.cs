using Transform.Core;

namespace Transform.Templating;

/// <summary>What a value is assigned to.</summary>
internal abstract class TargetCode
{
    public abstract void Assign(Frame frame, Value value);
}

internal sealed class SlotTarget(int slot) : TargetCode
{
    public int Slot { get; } = slot;

    public override void Assign(Frame frame, Value value) => frame.Slots[Slot] = value.Stored;
}

/// <summary><c>{% set namespace.name = value %}</c>.</summary>
internal sealed class AttributeTarget(TextSpan span, ExprCode owner, string name) : TargetCode
{
    public override void Assign(Frame frame, Value value)
    {
        var target = owner.Evaluate(frame);
        if (target.Reference is not NamespaceValue space)
        {
            throw frame.State.Error(
                DiagnosticCodes.OperationFailed,
                $"Only attributes of a namespace can be set, and this is a value of type {target.TypeName}.",
                span,
                "Make one with `{% set ns = namespace(name=value) %}`; a dictionary is changed with `{% do d.update({...}) %}`.");
        }

        space.Attributes[name] = value;
    }
}

/// <summary>Several targets for the items of one value.</summary>
internal sealed class TupleTarget(TextSpan span, TargetCode[] targets) : TargetCode
{
    public override void Assign(Frame frame, Value value)
    {
        var items = value.Reference switch
        {
            TupleValue tuple => tuple.Items,
            ListValue list => list.Items.ToArray(),
            _ => Items(frame, value),
        };
        if (items.Length != targets.Length)
        {
            throw frame.State.Error(
                DiagnosticCodes.OperationFailed,
                $"There are {targets.Length} names to set, but {items.Length} values.",
                span,
                "A dictionary gives its keys only: loop over `.items()` to have keys and values.");
        }

        for (var i = 0; i < targets.Length; i++)
        {
            targets[i].Assign(frame, items[i]);
        }
    }

    private ReadOnlySpan<Value> Items(Frame frame, Value value)
    {
        frame.At = span;
        return value.Iterate().Take(targets.Length + 1).ToArray();
    }
}
