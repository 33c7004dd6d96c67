using Transform.Core;

namespace Transform.Templating;

/// <content>Calls and their arguments.</content>
internal static partial class Evaluator
{
    // A caller, where there is one, becomes the keyword argument `caller`.
    private static Value EvaluateCall(CallExpr expression, RenderState state, Frame frame, Value caller)
    {
        state.Step();
        Value callee;
        var owner = Value.None;
        MethodFunction? method = null;
        if (expression.Target is AttributeExpr attribute)
        {
            // A method is called without making an object of it first.
            var self = Evaluate(attribute.Target, state, frame);
            if (self.IsUndefined)
            {
                callee = EvaluateMissingOwner(self, attribute, state, frame);
            }
            else if (self.AsObject() is not null || (method = Methods.Find(self, attribute.Name)) is null)
            {
                frame.At = attribute.Span;
                owner = self;
                callee = self.GetAttribute(attribute.Name);
            }
            else
            {
                callee = self;
            }
        }
        else
        {
            callee = Evaluate(expression.Target, state, frame);
        }

        var arguments = EvaluateArguments(expression.Arguments, expression.Span, state, frame, caller);
        if (state.IsReturning)
        {
            return default;
        }

        frame.At = expression.Span;
        if (method is not null)
        {
            return method(state, callee, arguments);
        }

        return callee.AsObject() is ICallable callable
            ? callable.Call(state, arguments)
            : CallOther(callee, owner, expression, state, frame);
    }

    private static Value EvaluateMissingOwner(Value self, AttributeExpr attribute, RenderState state, Frame frame) =>
        frame.IsPermissive
            ? self
            : self is { IsUndefinedVariable: true, UndefinedNameOrNull: { } name }
                ? throw state.Error(
                    DiagnosticCodes.UnknownMacro,
                    $"There is no '{name}', so '{name}.{attribute.Name}' cannot be called.",
                    attribute.Span,
                    SuggestName(name, state, frame) ?? "If it is a package, check that it is installed.")
                : throw UndefinedError(self, $"Cannot call '{attribute.Name}'", attribute.Span, state, frame);

    private static Value CallOther(Value callee, Value owner, CallExpr expression, RenderState state, Frame frame)
    {
        if (!callee.IsUndefined)
        {
            throw state.Error(
                DiagnosticCodes.OperationFailed,
                $"A value of type {callee.TypeName} cannot be called.",
                expression.Span,
                callee.IsNone ? null : "Only macros and functions have parentheses behind them.");
        }

        if (frame.IsPermissive)
        {
            return callee;
        }

        var name = callee.UndefinedNameOrNull;
        if (callee.IsUndefinedVariable)
        {
            throw state.Error(
                DiagnosticCodes.UnknownMacro,
                $"There is no macro or function '{name}'.",
                expression.Span,
                SuggestName(name!, state, frame) ?? "Check the spelling, and that the package that has it is installed.");
        }

        throw state.Error(
            DiagnosticCodes.UnknownMacro,
            Value.Sentence(callee.UndefinedMessage),
            expression.Span,
            Suggestion.For(name ?? string.Empty, Methods.NamesOf(owner)) ?? "Check the spelling: what is behind the dot is not known here.");
    }

    private static Arguments EvaluateArguments(
        CallArguments arguments, TextSpan span, RenderState state, Frame frame, Value caller)
    {
        var place = new SourceSpan(frame.Source, span.Start, span.Length);
        if (ReferenceEquals(arguments, CallArguments.Empty) && caller.IsUndefined)
        {
            return new Arguments(default, default, place);
        }

        if (!arguments.IsSimple || !caller.IsUndefined)
        {
            return EvaluateUnpacked(arguments, place, state, frame, caller);
        }

        var positional = arguments.Positional.Length == 0 ? [] : new Value[arguments.Positional.Length];
        for (var i = 0; i < positional.Length; i++)
        {
            positional[i] = Evaluate(arguments.Positional[i], state, frame);
        }

        var keywords = arguments.Keywords.Length == 0 ? [] : new KeyValuePair<string, Value>[arguments.Keywords.Length];
        for (var i = 0; i < keywords.Length; i++)
        {
            var keyword = arguments.Keywords[i];
            keywords[i] = new KeyValuePair<string, Value>(keyword.Name, Evaluate(keyword.Value, state, frame));
        }

        return new Arguments(positional, keywords, place);
    }

    private static Arguments EvaluateUnpacked(
        CallArguments arguments, SourceSpan place, RenderState state, Frame frame, Value caller)
    {
        var positional = new List<Value>(arguments.Positional.Length);
        foreach (var argument in arguments.Positional)
        {
            positional.Add(Evaluate(argument, state, frame));
        }

        if (arguments.Star is { } star)
        {
            var values = Evaluate(star, state, frame);
            frame.At = star.Span;
            positional.AddRange(values.Iterate());
        }

        var keywords = new List<KeyValuePair<string, Value>>(arguments.Keywords.Length + 1);
        foreach (var keyword in arguments.Keywords)
        {
            keywords.Add(new KeyValuePair<string, Value>(keyword.Name, Evaluate(keyword.Value, state, frame)));
        }

        if (!caller.IsUndefined)
        {
            keywords.Add(new KeyValuePair<string, Value>("caller", caller));
        }

        if (arguments.DoubleStar is { } doubleStar)
        {
            AddKeywords(keywords, Evaluate(doubleStar, state, frame), doubleStar.Span, state);
        }

        return new Arguments(positional.ToArray(), keywords.ToArray(), place);
    }

    private static void AddKeywords(
        List<KeyValuePair<string, Value>> keywords, Value value, TextSpan span, RenderState state)
    {
        if (value.AsDict() is not { } dict)
        {
            throw state.Error(
                DiagnosticCodes.WrongArguments, $"What follows '**' must be a dictionary, not {value.TypeName}.", span);
        }

        foreach (var (key, item) in dict)
        {
            var name = key.AsString() ?? throw state.Error(
                DiagnosticCodes.WrongArguments, "The keys of a dictionary behind '**' must be strings.", span);
            if (keywords.Exists(k => k.Key == name))
            {
                throw state.Error(
                    DiagnosticCodes.WrongArguments, $"The argument '{name}' is given twice.", span);
            }

            keywords.Add(new KeyValuePair<string, Value>(name, item));
        }
    }
}
