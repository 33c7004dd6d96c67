using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Gives a macro's parameters their values.</summary>
internal static class MacroBinder
{
    private static readonly string Varargs = NamePool.Get("varargs");
    private static readonly string Kwargs = NamePool.Get("kwargs");
    private static readonly string Caller = NamePool.Get("caller");

    public static void Bind(MacroBlock block, RenderState state, Frame frame, Arguments arguments) =>
        Bind(block.Name, block.Parameters, block.Features, state, frame, arguments);

    public static void Bind(
        string macro,
        ImmutableArray<MacroParameter> parameters,
        MacroFeatures features,
        RenderState state,
        Frame frame,
        Arguments arguments)
    {
        var positional = arguments.Positional.Span;
        var keywords = arguments.Keywords.Span;
        var used = 0;
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            Value value;
            if (i < positional.Length)
            {
                value = positional[i];
            }
            else if (TryTake(keywords, parameter.Name, out value))
            {
                used++;
            }
            else if (parameter.Default is LiteralExpr literal)
            {
                value = literal.Value;
            }
            else if (parameter.Default is { } fallback)
            {
                frame.At = parameter.Span;
                value = Evaluator.Evaluate(fallback, state, frame);
            }
            else
            {
                value = Value.UndefinedBecause(
                    parameter.Name, $"the parameter '{parameter.Name}' of {macro} was not given");
            }

            frame.Push(parameter.Name, value);
        }

        BindSpecial(macro, parameters, features, frame, arguments, used);
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

    private static void BindSpecial(
        string macro, ImmutableArray<MacroParameter> parameters, MacroFeatures features, Frame frame, Arguments arguments, int used)
    {
        var positional = arguments.Positional.Span;
        if ((features & MacroFeatures.Caller) != MacroFeatures.None && !Declares(parameters, Caller))
        {
            if (TryTake(arguments.Keywords.Span, Caller, out var caller))
            {
                used++;
            }
            else
            {
                caller = Value.UndefinedBecause(Caller, "there is no caller: the macro was not called by a `call` block");
            }

            frame.Push(Caller, caller);
        }

        if (positional.Length > parameters.Length && (features & MacroFeatures.Varargs) == MacroFeatures.None)
        {
            throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                parameters.Length == 0
                    ? $"{macro} takes no arguments, but {positional.Length} were given."
                    : $"{macro} takes at most {parameters.Length} arguments, but {positional.Length} were given.",
                arguments.Span,
                Signature(macro, parameters));
        }

        if ((features & MacroFeatures.Varargs) != MacroFeatures.None && !Declares(parameters, Varargs))
        {
            frame.Push(
                Varargs,
                positional.Length > parameters.Length
                    ? new TupleValue(positional[parameters.Length..].ToArray())
                    : TupleValue.Empty);
        }

        BindKeywords(macro, parameters, features, frame, arguments, used);
    }

    private static void BindKeywords(
        string macro, ImmutableArray<MacroParameter> parameters, MacroFeatures features, Frame frame, Arguments arguments, int used)
    {
        var takesKwargs = (features & MacroFeatures.Kwargs) != MacroFeatures.None && !Declares(parameters, Kwargs);
        if (!takesKwargs && used == arguments.Keywords.Length)
        {
            return;
        }

        var rest = new DictValue();
        var index = 0;
        foreach (var (name, value) in arguments.Keywords.Span)
        {
            index = IndexOf(parameters, name);
            if (index >= arguments.Positional.Length
                || (name == Caller && index < 0 && (features & MacroFeatures.Caller) != MacroFeatures.None))
            {
                continue;
            }

            if (!takesKwargs)
            {
                throw TransformException.Error(
                    DiagnosticCodes.WrongArguments,
                    index >= 0
                        ? $"{macro} is given its argument '{name}' twice."
                        : name == Caller
                            ? $"{macro} cannot be used in a `call` block: it does not call `caller()`."
                            : $"{macro} has no argument '{name}'.",
                    arguments.Span,
                    (index < 0 ? Suggestion.For(name, parameters.Select(p => p.Name)) : null) ?? Signature(macro, parameters));
            }

            rest[name] = value;
        }

        if (takesKwargs)
        {
            frame.Push(Kwargs, rest);
        }
    }

    private static bool Declares(ImmutableArray<MacroParameter> parameters, string name) => IndexOf(parameters, name) >= 0;

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

    private static string Signature(string macro, ImmutableArray<MacroParameter> parameters) =>
        $"It is {macro}({string.Join(", ", parameters.Select(p => p.Default is null ? p.Name : p.Name + "=..."))}).";
}
