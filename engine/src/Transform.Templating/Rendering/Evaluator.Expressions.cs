using Transform.Core;

namespace Transform.Templating;

/// <content>Expressions.</content>
internal static partial class Evaluator
{
    internal static Value Evaluate(Expr expression, RenderState state, Frame frame)
    {
        switch (expression.Kind)
        {
            case ExprKind.Literal:
                return ((LiteralExpr)expression).Value;
            case ExprKind.Name:
                return Lookup(((NameExpr)expression).Name, state, frame);
            case ExprKind.Call:
                return EvaluateCall((CallExpr)expression, state, frame, default);
            case ExprKind.Attribute:
                return EvaluateAttribute((AttributeExpr)expression, state, frame);
            case ExprKind.Item:
                return EvaluateItem((ItemExpr)expression, state, frame);
            case ExprKind.Filter:
                return EvaluateFilter((FilterExpr)expression, default, state, frame);
            case ExprKind.Test:
                return EvaluateTest((TestExpr)expression, state, frame);
            case ExprKind.Compare:
                return EvaluateCompare((CompareExpr)expression, state, frame);
            case ExprKind.Logical:
                var logical = (LogicalExpr)expression;
                var left = Evaluate(logical.Left, state, frame);
                return left.IsTruthy == logical.IsAnd && !state.IsReturning ? Evaluate(logical.Right, state, frame) : left;
            case ExprKind.Conditional:
                return EvaluateConditional((ConditionalExpr)expression, state, frame);
            case ExprKind.Concat:
                return EvaluateConcat((ConcatExpr)expression, state, frame);
            case ExprKind.Binary:
                var binary = (BinaryExpr)expression;
                var a = Evaluate(binary.Left, state, frame);
                var b = Evaluate(binary.Right, state, frame);
                frame.At = binary.Span;
                return Arithmetic.Apply(binary.Operator, a, b);
            case ExprKind.Unary:
                return EvaluateUnary((UnaryExpr)expression, state, frame);
            case ExprKind.List:
                return EvaluateList((ListExpr)expression, state, frame);
            case ExprKind.Tuple:
                return EvaluateTuple((TupleExpr)expression, state, frame);
            case ExprKind.Dict:
                return EvaluateDict((DictExpr)expression, state, frame);
            default:
                throw new InvalidOperationException(expression.Kind.ToString());
        }
    }

    internal static Value Lookup(string name, RenderState state, Frame frame)
    {
        for (Frame? candidate = frame; candidate is not null; candidate = candidate.Closure)
        {
            if (candidate.TryGet(name, out var local))
            {
                return local;
            }
        }

        return state.Globals.TryGet(name, out var global) || Globals.TryGet(name, out global)
            ? global
            : Value.UndefinedFor(name);
    }

    private static Value EvaluateAttribute(AttributeExpr expression, RenderState state, Frame frame)
    {
        var target = Evaluate(expression.Target, state, frame);
        if (target.IsUndefined)
        {
            return frame.IsPermissive
                ? target
                : throw UndefinedError(target, $"Cannot read '{expression.Name}'", expression.Span, state, frame);
        }

        frame.At = expression.Span;
        return target.GetAttribute(expression.Name);
    }

    private static Value EvaluateItem(ItemExpr expression, RenderState state, Frame frame)
    {
        var target = Evaluate(expression.Target, state, frame);
        if (target.IsUndefined)
        {
            return frame.IsPermissive
                ? target
                : throw UndefinedError(target, "Cannot read an item", expression.Span, state, frame);
        }

        if (expression.Key is SliceExpr slice)
        {
            var start = slice.Start is null ? Value.None : Evaluate(slice.Start, state, frame);
            var stop = slice.Stop is null ? Value.None : Evaluate(slice.Stop, state, frame);
            var step = slice.Step is null ? Value.None : Evaluate(slice.Step, state, frame);
            frame.At = expression.Span;
            return Slicing.Slice(target, start, stop, step);
        }

        var key = Evaluate(expression.Key, state, frame);
        frame.At = expression.Span;
        return target.GetItem(key);
    }

    internal static Value EvaluateFilter(FilterExpr expression, Value input, RenderState state, Frame frame)
    {
        if (expression.Target is FilterExpr inner)
        {
            input = EvaluateFilter(inner, input, state, frame);
        }
        else if (expression.Target is not null)
        {
            input = Evaluate(expression.Target, state, frame);
        }

        var arguments = EvaluateArguments(expression.Arguments, expression.Span, state, frame, default);
        if (state.IsReturning)
        {
            return default;
        }

        frame.At = expression.Span;
        return expression.Function is { } function
            ? function(state, input, arguments)
            : throw state.Error(
                DiagnosticCodes.TemplateSyntax,
                $"There is no filter '{expression.Name}'.",
                expression.Span,
                Suggestion.For(expression.Name, Filters.Names));
    }

    private static Value EvaluateTest(TestExpr expression, RenderState state, Frame frame)
    {
        var input = Evaluate(expression.Target, state, frame);
        var arguments = EvaluateArguments(expression.Arguments, expression.Span, state, frame, default);
        frame.At = expression.Span;
        return expression.Function is { } function
            ? function(state, input, arguments) != expression.Negated
            : throw state.Error(
                DiagnosticCodes.TemplateSyntax,
                $"There is no test '{expression.Name}'.",
                expression.Span,
                Suggestion.For(expression.Name, JinjaTests.Names));
    }

    private static Value EvaluateCompare(CompareExpr expression, RenderState state, Frame frame)
    {
        var left = Evaluate(expression.First, state, frame);
        foreach (var comparison in expression.Comparisons)
        {
            var right = Evaluate(comparison.Operand, state, frame);
            frame.At = expression.Span;
            if (!Arithmetic.Compare(comparison.Operator, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private static Value EvaluateConditional(ConditionalExpr expression, RenderState state, Frame frame)
    {
        if (Evaluate(expression.Condition, state, frame).IsTruthy)
        {
            return Evaluate(expression.Then, state, frame);
        }

        return expression.Otherwise is { } otherwise
            ? Evaluate(otherwise, state, frame)
            : Value.UndefinedBecause(
                "if", "the inline if-expression is false and has no `else`");
    }

    private static Value EvaluateConcat(ConcatExpr expression, RenderState state, Frame frame)
    {
        var mark = state.Output.Length;
        if (expression.Parts.Length == 2)
        {
            var first = Evaluate(expression.Parts[0], state, frame);
            return string.Concat(first.ToString(), Evaluate(expression.Parts[1], state, frame).ToString());
        }

        foreach (var part in expression.Parts)
        {
            state.Output.Append(Evaluate(part, state, frame));
        }

        return state.Output.Take(mark);
    }

    private static Value EvaluateUnary(UnaryExpr expression, RenderState state, Frame frame)
    {
        var operand = Evaluate(expression.Operand, state, frame);
        if (expression.Operator == UnaryOperator.Not)
        {
            return !operand.IsTruthy;
        }

        frame.At = expression.Span;
        return expression.Operator == UnaryOperator.Negate ? Arithmetic.Negate(operand) : Arithmetic.Plus(operand);
    }

    private static Value EvaluateList(ListExpr expression, RenderState state, Frame frame)
    {
        var list = new ListValue(expression.Items.Length);
        foreach (var item in expression.Items)
        {
            list.Add(Evaluate(item, state, frame));
        }

        return list;
    }

    private static Value EvaluateTuple(TupleExpr expression, RenderState state, Frame frame)
    {
        var items = new Value[expression.Items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Evaluate(expression.Items[i], state, frame);
        }

        return new TupleValue(items);
    }

    private static Value EvaluateDict(DictExpr expression, RenderState state, Frame frame)
    {
        var dict = new DictValue(expression.Entries.Length);
        foreach (var entry in expression.Entries)
        {
            var key = Evaluate(entry.Key, state, frame);
            var value = Evaluate(entry.Value, state, frame);
            frame.At = entry.Key.Span;
            dict[key] = value;
        }

        return dict;
    }

    private static TransformException UndefinedError(
        Value value, string what, TextSpan span, RenderState state, Frame frame) => state.Error(
        DiagnosticCodes.UndefinedName,
        $"{what}: {value.UndefinedMessage}.",
        span,
        value is { IsUndefinedVariable: true, UndefinedNameOrNull: { } name } ? SuggestName(name, state, frame) : null);

    private static string? SuggestName(string name, RenderState state, Frame frame)
    {
        IEnumerable<string> names = state.Globals.Names;
        for (Frame? candidate = frame; candidate is not null; candidate = candidate.Closure)
        {
            names = names.Concat(candidate.Names);
        }

        return Suggestion.For(name, names.Concat(Globals.Names));
    }
}
