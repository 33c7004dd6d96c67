namespace Transform.Templating;

internal sealed class BinaryCode(TextSpan span, BinaryOperator operation, ExprCode left, ExprCode right) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var a = left.Evaluate(frame);
        var b = right.Evaluate(frame);
        frame.At = span;
        return Arithmetic.Apply(operation, a, b);
    }
}

/// <summary><c>-x</c> and <c>+x</c>.</summary>
internal sealed class SignCode(TextSpan span, bool isNegative, ExprCode operand) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var value = operand.Evaluate(frame);
        frame.At = span;
        return isNegative ? Arithmetic.Negate(value) : Arithmetic.Plus(value);
    }
}

internal sealed class NotCode(ExprCode operand) : ExprCode
{
    public override Value Evaluate(Frame frame) => !operand.IsTrue(frame);

    public override bool IsTrue(Frame frame) => !operand.IsTrue(frame);
}

/// <summary><c>and</c>, <c>or</c>. When <c>return</c> was called on the left, the right is not reached.</summary>
internal sealed class LogicalCode(bool isAnd, ExprCode left, ExprCode right) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        var value = left.Evaluate(frame);
        return value.IsTruthy == isAnd && !frame.State.IsReturning ? right.Evaluate(frame) : value;
    }

    public override bool IsTrue(Frame frame)
    {
        var value = left.IsTrue(frame);
        return value == isAnd && !frame.State.IsReturning ? right.IsTrue(frame) : value;
    }
}

/// <summary>One comparison.</summary>
internal sealed class CompareCode(TextSpan span, ComparisonOperator operation, ExprCode left, ExprCode right) : ExprCode
{
    public override Value Evaluate(Frame frame) => IsTrue(frame);

    public override bool IsTrue(Frame frame)
    {
        var a = left.Evaluate(frame);
        var b = right.Evaluate(frame);
        if (a.Reference is string x && b.Reference is string y)
        {
            switch (operation)
            {
                case ComparisonOperator.Equal:
                    return string.Equals(x, y);
                case ComparisonOperator.NotEqual:
                    return !string.Equals(x, y);
            }
        }

        frame.At = span;
        return Arithmetic.Compare(operation, a, b);
    }
}

/// <summary>A chain: <c>a &lt; b &lt;= c</c>.</summary>
internal sealed class CompareChainCode(
    TextSpan span, ExprCode first, (ComparisonOperator Operator, ExprCode Operand)[] comparisons) : ExprCode
{
    public override Value Evaluate(Frame frame) => IsTrue(frame);

    public override bool IsTrue(Frame frame)
    {
        var left = first.Evaluate(frame);
        foreach (var (operation, operand) in comparisons)
        {
            var right = operand.Evaluate(frame);
            frame.At = span;
            if (!Arithmetic.Compare(operation, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }
}

/// <summary><c>then if condition else otherwise</c>.</summary>
internal sealed class ConditionalCode(ExprCode condition, ExprCode then, ExprCode otherwise) : ExprCode
{
    /// <summary>What stands where there is no <c>else</c>.</summary>
    public static ConstantCode NoElse { get; } = new(
        Value.UndefinedBecause("if", "the inline if-expression is false and has no `else`"));

    public override Value Evaluate(Frame frame) => (condition.IsTrue(frame) ? then : otherwise).Evaluate(frame);

    public override bool IsTrue(Frame frame) => (condition.IsTrue(frame) ? then : otherwise).IsTrue(frame);

    public override void Print(Frame frame) => (condition.IsTrue(frame) ? then : otherwise).Print(frame);
}

/// <summary><c>a ~ b ~ c</c>.</summary>
internal sealed class ConcatCode(ExprCode[] parts) : ExprCode
{
    public override Value Evaluate(Frame frame)
    {
        if (parts.Length == 2)
        {
            var first = parts[0].EvaluateInline(frame).ToString();
            return string.Concat(first, parts[1].EvaluateInline(frame).ToString());
        }

        var mark = frame.Output.Length;
        Print(frame);
        return frame.Output.Take(mark);
    }

    public override void Print(Frame frame)
    {
        foreach (var part in parts)
        {
            part.Print(frame);
        }
    }
}
