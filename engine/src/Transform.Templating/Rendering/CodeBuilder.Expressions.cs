using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <content>Expressions.</content>
internal sealed partial class CodeBuilder
{
    // Between so many levels of an expression, the stack is looked at.
    private const int LevelsBetweenGuards = 40;

    private int depth;

    private ExprCode Build(Expr expression)
    {
        var isGuarded = ++depth % LevelsBetweenGuards == 0;
        if (isGuarded)
        {
            Value.CheckStack();
        }

        var code = BuildPlain(expression);
        depth--;
        return isGuarded && !FiltersBlock(expression) ? new GuardCode(code) : code;
    }

    private ExprCode BuildPlain(Expr expression)
    {
        switch (expression)
        {
            case LiteralExpr literal:
                return new ConstantCode(literal.Value);
            case NameExpr name:
                return BuildName(name.Name);
            case CallExpr call:
                return BuildCall(call);
            case AttributeExpr attribute:
                return BuildAttribute(attribute);
            case ItemExpr { Key: SliceExpr slice } item:
                return new SliceCode(
                    item.Span, Build(item.Target), BuildOptional(slice.Start), BuildOptional(slice.Stop), BuildOptional(slice.Step));
            case ItemExpr item:
                return new ItemCode(item.Span, Build(item.Target), Build(item.Key));
            case FilterExpr filter:
                return BuildFilter(filter);
            case TestExpr test:
                return new TestCode(test.Span, Build(test.Target), test.Name, test.Function, BuildArguments(test.Arguments, test.Span), test.Negated);
            case CompareExpr compare:
                return BuildCompare(compare);
            case LogicalExpr logical:
                return new LogicalCode(logical.IsAnd, Build(logical.Left), Build(logical.Right));
            case ConditionalExpr conditional:
                return new ConditionalCode(
                    Build(conditional.Condition), Build(conditional.Then), BuildOptional(conditional.Otherwise) ?? ConditionalCode.NoElse);
            case ConcatExpr concat:
                return new ConcatCode(BuildAll(concat.Parts));
            case BinaryExpr binary:
                return new BinaryCode(binary.Span, binary.Operator, Build(binary.Left), Build(binary.Right));
            case UnaryExpr unary:
                return BuildUnary(unary);
            case ListExpr list:
                return new ListCode(BuildAll(list.Items));
            case TupleExpr tuple:
                return BuildTuple(tuple);
            case DictExpr dict:
                return new DictCode([.. dict.Entries.Select(entry => (Build(entry.Key), Build(entry.Value), entry.Key.Span))]);
            default:
                throw new InvalidOperationException(expression.Kind.ToString());
        }
    }

    // Whether it is a part of the chain at the head of a filter block, which is handed its input.
    private static bool FiltersBlock(Expr expression)
    {
        while (expression is FilterExpr { Target: { } target })
        {
            expression = target;
        }

        return expression is FilterExpr;
    }

    private ExprCode? BuildOptional(Expr? expression) => expression is null ? null : Build(expression);

    private ExprCode[] BuildAll(ImmutableArray<Expr> expressions)
    {
        var codes = new ExprCode[expressions.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = Build(expressions[i]);
        }

        return codes;
    }

    private ExprCode BuildAttribute(AttributeExpr attribute)
    {
        var target = Build(attribute.Target);
        var code = new AttributeCode(attribute.Span, target, attribute.Name);
        return attribute.Target is NameExpr { Name: "loop" } && LoopValue.TryParse(attribute.Name, out var known)
            ? new LoopAttributeCode(target, known, code)
            : code;
    }

    private FilterCode BuildFilter(FilterExpr filter) => new(
        filter.Span, BuildOptional(filter.Target), filter.Name, filter.Function, BuildArguments(filter.Arguments, filter.Span));

    private CallCode BuildCall(CallExpr call)
    {
        calls++;
        var arguments = BuildArguments(call.Arguments, call.Span);
        return call.Target is AttributeExpr method
            ? new MethodCallCode(call.Span, method.Span, Build(method.Target), method.Name, arguments)
            : new FunctionCallCode(call.Span, Build(call.Target), arguments);
    }

    private ArgumentsCode BuildArguments(CallArguments arguments, TextSpan span)
    {
        var keywords = new (string, ExprCode)[arguments.Keywords.Length];
        for (var i = 0; i < keywords.Length; i++)
        {
            keywords[i] = (arguments.Keywords[i].Name, Build(arguments.Keywords[i].Value));
        }

        return new ArgumentsCode(
            new SourceSpan(source, span.Start, span.Length), BuildAll(arguments.Positional), keywords, Unpacked(arguments.Star), Unpacked(arguments.DoubleStar));

        (ExprCode, TextSpan)? Unpacked(Expr? value) => value is null ? null : (Build(value), value.Span);
    }

    private ExprCode BuildUnary(UnaryExpr unary)
    {
        var operand = Build(unary.Operand);
        return unary.Operator == UnaryOperator.Not ? new NotCode(operand)
            : unary.Operator == UnaryOperator.Negate && operand is ConstantCode { Value: { IsNumber: true } number }
                ? new ConstantCode(Arithmetic.Negate(number))
                : new SignCode(unary.Span, unary.Operator == UnaryOperator.Negate, operand);
    }

    private ExprCode BuildTuple(TupleExpr tuple)
    {
        var items = BuildAll(tuple.Items);
        return AllConstant(items) ? new ConstantCode(new TupleValue(ValuesOf(items))) : new TupleCode(items);
    }

    private ExprCode BuildCompare(CompareExpr compare)
    {
        if (compare.Comparisons.Length == 1)
        {
            var comparison = compare.Comparisons[0];
            return new CompareCode(compare.Span, comparison.Operator, Build(compare.First), BuildOperand(comparison));
        }

        return new CompareChainCode(
            compare.Span, Build(compare.First), [.. compare.Comparisons.Select(c => (c.Operator, Build(c.Operand)))]);
    }

    // Nobody sees the list behind `in`, so that it need not be made anew each time.
    private ExprCode BuildOperand(Comparison comparison)
    {
        var code = Build(comparison.Operand);
        if (comparison.Operator is not (ComparisonOperator.In or ComparisonOperator.NotIn) || comparison.Operand is not ListExpr list)
        {
            return code;
        }

        var items = BuildAll(list.Items);
        return AllConstant(items) ? new ConstantCode(new ListValue(ValuesOf(items))) : code;
    }

    private static bool AllConstant(ExprCode[] items) => Array.TrueForAll(items, static item => item is ConstantCode);

    private static Value[] ValuesOf(ExprCode[] items) => Array.ConvertAll(items, static item => ((ConstantCode)item).Value);
}
