using Transform.Core;

namespace Transform.Templating;

/// <summary><c>input | name(arguments)</c>.</summary>
/// <param name="input">Null at the head of a filter block: what is filtered is the block's text.</param>
internal sealed class FilterCode(
    TextSpan span, ExprCode? input, string name, FilterFunction? function, ArgumentsCode arguments) : ExprCode
{
    // An error only where it is reached, as in Jinja.
    private readonly (string Message, string Hint)? wrong = Signatures.CheckFilter(name, arguments);

    public TextSpan Span => span;

    /// <summary>Of a name, with nothing that could be wrong: it takes whatever there is.</summary>
    public bool IsSafe => input is SlotCode && arguments is { Positional: [], Keywords: [], IsSimple: true } && name is ("upper" or "lower" or "trim" or "string");

    public override Value Evaluate(Frame frame) => Apply(frame, default);

    /// <summary>Filters the text of a block.</summary>
    public Value Apply(Frame frame, Value text)
    {
        var value = input switch
        {
            null => text,
            FilterCode inner => inner.Apply(frame, text),
            _ => input.EvaluateInline(frame),
        };
        var given = arguments.Evaluate(frame);
        if (frame.State.IsReturning)
        {
            return default;
        }

        frame.At = span;
        if (wrong is var (message, hint))
        {
            throw frame.State.Error(DiagnosticCodes.WrongArguments, message, span, hint);
        }

        return function is not null
            ? function(frame.State, value, given)
            : throw frame.State.Error(
                DiagnosticCodes.TemplateSyntax, $"There is no filter '{name}'.", span, Suggestion.For(name, Filters.Names));
    }
}

/// <summary><c>input is [not] name(arguments)</c>.</summary>
internal sealed class TestCode(
    TextSpan span, ExprCode input, string name, TestFunction? function, ArgumentsCode arguments, bool isNegated) : ExprCode
{
    private readonly (string Message, string Hint)? wrong = Signatures.CheckTest(name, arguments);

    public override Value Evaluate(Frame frame) => IsTrue(frame);

    public override bool IsTrue(Frame frame)
    {
        var value = input.Evaluate(frame);
        var given = arguments.Evaluate(frame);
        frame.At = span;
        if (wrong is var (message, hint))
        {
            throw frame.State.Error(DiagnosticCodes.WrongArguments, message, span, hint);
        }

        return function is not null
            ? function(frame.State, value, given) != isNegated
            : throw frame.State.Error(
                DiagnosticCodes.TemplateSyntax, $"There is no test '{name}'.", span, Suggestion.For(name, JinjaTests.Names));
    }
}
