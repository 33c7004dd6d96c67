using Transform.Core;

namespace Transform.Templating;

/// <summary><c>target.name</c>.</summary>
internal sealed class AttributeCode(TextSpan span, ExprCode target, string name) : ExprCode
{
    private readonly int hash = DictValue.HashOf(name);
    private readonly bool isDictMethod = Methods.IsDictMethod(name);

    public override Value Evaluate(Frame frame) => Read(target.Evaluate(frame), frame);

    public override void Print(Frame frame) => frame.Output.Append(Read(target.Evaluate(frame), frame));

    /// <summary>Jinja's getattr, with the quick ways for what templates mostly ask.</summary>
    public Value Read(Value owner, Frame frame)
    {
        frame.At = span;
        switch (owner.Reference)
        {
            case DictValue dict when !isDictMethod:
                return dict.TryGetValue(name, hash, out var item) ? item : Missing(owner, frame);
            case NamespaceValue space:
                return space.Attributes.TryGetValue(name, hash, out item) ? item : Missing(owner, frame);
            default:
                if (owner.IsUndefined)
                {
                    return owner.IsPermissive
                        ? owner
                        : throw UndefinedErrors.Reading(owner, $"Cannot read '{name}'", span, frame);
                }

                var value = owner.GetAttribute(name);
                return frame.IsPermissive && value.IsUndefined ? Missing(owner, frame) : value;
        }
    }

    private Value Missing(Value owner, Frame frame) =>
        frame.IsPermissive ? Value.PermissiveFor(name) : Value.UndefinedFor(owner, name);
}

/// <summary><c>loop.name</c>, where the loop is most likely the language's own.</summary>
internal sealed class LoopAttributeCode(ExprCode target, LoopAttribute attribute, AttributeCode otherwise) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var owner = target.Evaluate(frame);
        return owner.Reference is LoopValue loop ? loop.Get(attribute) : otherwise.Read(owner, frame);
    }

    public override bool IsTrue(Frame frame)
    {
        var owner = target.Evaluate(frame);
        return owner.Reference is LoopValue loop
            ? attribute switch
            {
                LoopAttribute.First => loop.IsFirst,
                LoopAttribute.Last => loop.IsLast,
                _ => loop.Get(attribute).IsTruthy,
            }
            : otherwise.Read(owner, frame).IsTruthy;
    }
}

/// <summary><c>target[key]</c>.</summary>
internal sealed class ItemCode(TextSpan span, ExprCode target, ExprCode key) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var owner = target.Evaluate(frame);
        if (owner.IsUndefined)
        {
            return owner.IsPermissive
                ? owner
                : throw UndefinedErrors.Reading(owner, "Cannot read an item", span, frame);
        }

        var index = key.Evaluate(frame);
        frame.At = span;
        var value = owner.GetItem(index);
        return frame.IsPermissive && value.IsUndefined ? Value.PermissiveFor("item") : value;
    }
}

/// <summary><c>target[start:stop:step]</c>.</summary>
internal sealed class SliceCode(TextSpan span, ExprCode target, ExprCode? start, ExprCode? stop, ExprCode? step) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var owner = target.Evaluate(frame);
        if (owner.IsUndefined)
        {
            return owner.IsPermissive
                ? owner
                : throw UndefinedErrors.Reading(owner, "Cannot read an item", span, frame);
        }

        var from = start?.Evaluate(frame) ?? Value.None;
        var to = stop?.Evaluate(frame) ?? Value.None;
        var by = step?.Evaluate(frame) ?? Value.None;
        frame.At = span;
        return Slicing.Slice(owner, from, to, by);
    }
}

/// <summary>What is said of a value that is undefined where one is needed.</summary>
internal static class UndefinedErrors
{
    public static TransformException Reading(Value value, string what, TextSpan span, Frame frame) => frame.State.Error(
        DiagnosticCodes.UndefinedName,
        $"{what}: {value.UndefinedMessage}.",
        span,
        value is { IsUndefinedVariable: true, UndefinedNameOrNull: { } name } ? SuggestName(name, frame) : null);

    /// <summary>The name that was probably meant, as a hint.</summary>
    public static string? SuggestName(string name, Frame frame)
    {
        IEnumerable<string> names = frame.State.Globals.Names;
        for (Frame? candidate = frame; candidate is not null; candidate = candidate.Closure)
        {
            names = names.Concat(candidate.SetNames);
        }

        return Suggestion.For(name, names.Concat(Globals.Names));
    }
}
