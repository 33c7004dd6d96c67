using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Gives a macro's parameters their values, where the call's shape is only known when it runs.</summary>
internal static class MacroBinder
{
    /// <summary>What <c>caller</c> is when there is none.</summary>
    public static Value NoCaller { get; } = Value.UndefinedBecause(
        "caller", "there is no caller: the macro was not called by a `call` block");

    public static void Bind(BlockCode code, Frame frame, in Arguments arguments)
    {
        var positional = arguments.Positional.Span;
        var keywords = arguments.Keywords.Span;
        var parameters = code.Parameters;
        var slots = frame.Slots;
        var used = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            if (i < positional.Length)
            {
                slots[i] = positional[i].Stored;
            }
            else if (TryTake(keywords, parameters[i].Name, out var value))
            {
                used++;
                slots[i] = value.Stored;
            }
        }

        for (var i = positional.Length; i < parameters.Length; i++)
        {
            if (slots[i].IsUnset)
            {
                code.BindDefault(frame, i);
            }
        }

        BindSpecial(code, frame, arguments, used);
    }

    private static bool TryTake(ReadOnlySpan<KeyValuePair<string, Value>> keywords, string name, out Value value)
    {
        foreach (var keyword in keywords)
        {
            if (string.Equals(keyword.Key, name))
            {
                value = keyword.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    private static void BindSpecial(BlockCode code, Frame frame, in Arguments arguments, int used)
    {
        var count = code.Parameters.Length;
        var positional = arguments.Positional.Span;
        if (code.CallerSlot >= 0)
        {
            if (TryTake(arguments.Keywords.Span, "caller", out var caller))
            {
                used++;
                frame.Slots[code.CallerSlot] = caller.Stored;
            }
            else
            {
                frame.Slots[code.CallerSlot] = NoCaller;
            }
        }

        if (positional.Length > count && code.VarargsSlot < 0)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                count == 0
                    ? $"{code.Name} takes no arguments, but {positional.Length} were given."
                    : $"{code.Name} takes at most {count} arguments, but {positional.Length} were given.",
                arguments.Span,
                Signature(code));
        }

        if (code.VarargsSlot >= 0)
        {
            frame.Slots[code.VarargsSlot] = positional.Length > count
                ? new TupleValue(positional[count..].ToArray())
                : TupleValue.Empty;
        }

        if (code.KwargsSlot >= 0 || used != arguments.Keywords.Length)
        {
            BindKeywords(code, frame, arguments);
        }
    }

    private static void BindKeywords(BlockCode code, Frame frame, in Arguments arguments)
    {
        var rest = new DictValue();
        foreach (var (name, value) in arguments.Keywords.Span)
        {
            var index = IndexOf(code.Parameters, name);
            if (index >= arguments.Positional.Length || (name == "caller" && index < 0 && code.CallerSlot >= 0))
            {
                continue;
            }

            if (code.KwargsSlot < 0)
            {
                throw TransformException.Error(
                    DiagnosticCodes.WrongArguments,
                    index >= 0
                        ? $"{code.Name} is given its argument '{name}' twice."
                        : name == "caller"
                            ? $"{code.Name} cannot be used in a `call` block: it does not call `caller()`."
                            : $"{code.Name} has no argument '{name}'.",
                    arguments.Span,
                    (index < 0 ? Suggestion.For(name, code.Parameters.Select(p => p.Name)) : null) ?? Signature(code));
            }

            rest[name] = value;
        }

        if (code.KwargsSlot >= 0)
        {
            frame.Slots[code.KwargsSlot] = rest;
        }
    }

    private static int IndexOf(ImmutableArray<MacroParameter> parameters, string name)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            if (string.Equals(parameters[i].Name, name))
            {
                return i;
            }
        }

        return -1;
    }

    private static string Signature(BlockCode code) =>
        $"It is {code.Name}({string.Join(", ", code.Parameters.Select(p => p.Default is null ? p.Name : p.Name + "=..."))}).";
}
