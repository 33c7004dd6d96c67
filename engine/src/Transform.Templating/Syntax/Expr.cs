using System.Collections.Immutable;

namespace Transform.Templating;

/// <summary>The closed family of expressions. Plain data: printing, analysis and evaluation are other classes.</summary>
/// <param name="Kind">Which member of the family it is.</param>
/// <param name="Span">Its place in the template's source.</param>
public abstract record Expr(ExprKind Kind, TextSpan Span);

public enum ExprKind : byte
{
    Literal,
    Name,
    List,
    Tuple,
    Dict,
    Attribute,
    Item,
    Slice,
    Call,
    Filter,
    Test,
    Unary,
    Binary,
    Logical,
    Concat,
    Compare,
    Conditional,
}

public enum UnaryOperator : byte
{
    Negate,
    Plus,
    Not,
}

public enum BinaryOperator : byte
{
    Add,
    Subtract,
    Multiply,
    Divide,
    FloorDivide,
    Modulo,
    Power,
}

public enum ComparisonOperator : byte
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

/// <summary>A string, number, boolean or none.</summary>
public sealed record LiteralExpr(TextSpan Span, Value Value) : Expr(ExprKind.Literal, Span);

public sealed record NameExpr(TextSpan Span, string Name) : Expr(ExprKind.Name, Span);

public sealed record ListExpr(TextSpan Span, ImmutableArray<Expr> Items) : Expr(ExprKind.List, Span);

public sealed record TupleExpr(TextSpan Span, ImmutableArray<Expr> Items) : Expr(ExprKind.Tuple, Span);

public sealed record DictExpr(TextSpan Span, ImmutableArray<DictEntry> Entries) : Expr(ExprKind.Dict, Span);

public readonly record struct DictEntry(Expr Key, Expr Value);

/// <summary><c>target.name</c>.</summary>
public sealed record AttributeExpr(TextSpan Span, Expr Target, string Name) : Expr(ExprKind.Attribute, Span);

/// <summary><c>target[key]</c>; the key may be a <see cref="SliceExpr"/>.</summary>
public sealed record ItemExpr(TextSpan Span, Expr Target, Expr Key) : Expr(ExprKind.Item, Span);

/// <summary><c>start:stop:step</c>, only within brackets.</summary>
public sealed record SliceExpr(TextSpan Span, Expr? Start, Expr? Stop, Expr? Step) : Expr(ExprKind.Slice, Span);

public sealed record CallExpr(TextSpan Span, Expr Target, CallArguments Arguments) : Expr(ExprKind.Call, Span);

/// <summary><c>target | name(arguments)</c>.</summary>
/// <param name="Target">Null at the head of a filter block: what is filtered is the block's text.</param>
public sealed record FilterExpr(TextSpan Span, Expr? Target, string Name, CallArguments Arguments)
    : Expr(ExprKind.Filter, Span)
{
    /// <summary>The filter's code, found once by the parser; null when no filter has the name.</summary>
    internal FilterFunction? Function { get; init; }
}

/// <summary><c>target is [not] name argument</c>.</summary>
public sealed record TestExpr(TextSpan Span, Expr Target, string Name, CallArguments Arguments, bool Negated)
    : Expr(ExprKind.Test, Span)
{
    /// <summary>The test's code, found once by the parser; null when no test has the name.</summary>
    internal TestFunction? Function { get; init; }
}

public sealed record UnaryExpr(TextSpan Span, UnaryOperator Operator, Expr Operand) : Expr(ExprKind.Unary, Span);

public sealed record BinaryExpr(TextSpan Span, BinaryOperator Operator, Expr Left, Expr Right)
    : Expr(ExprKind.Binary, Span);

/// <summary><c>and</c> and <c>or</c>: the value is that of the operand that decided.</summary>
public sealed record LogicalExpr(TextSpan Span, bool IsAnd, Expr Left, Expr Right) : Expr(ExprKind.Logical, Span);

/// <summary><c>a ~ b ~ c</c>.</summary>
public sealed record ConcatExpr(TextSpan Span, ImmutableArray<Expr> Parts) : Expr(ExprKind.Concat, Span);

/// <summary>A chain of comparisons: <c>a &lt; b &lt;= c</c>.</summary>
public sealed record CompareExpr(TextSpan Span, Expr First, ImmutableArray<Comparison> Comparisons)
    : Expr(ExprKind.Compare, Span);

public readonly record struct Comparison(ComparisonOperator Operator, Expr Operand);

/// <summary><c>then if condition else otherwise</c>.</summary>
/// <param name="Otherwise">Null when there is no <c>else</c>: the value is undefined then.</param>
public sealed record ConditionalExpr(TextSpan Span, Expr Condition, Expr Then, Expr? Otherwise)
    : Expr(ExprKind.Conditional, Span);

/// <summary>The arguments of a call, filter or test as written.</summary>
public sealed record CallArguments(
    ImmutableArray<Expr> Positional, ImmutableArray<KeywordArgument> Keywords, Expr? Star = null, Expr? DoubleStar = null)
{
    public static CallArguments Empty { get; } = new([], []);

    /// <summary>No <c>*args</c> and no <c>**kwargs</c>.</summary>
    public bool IsSimple => Star is null && DoubleStar is null;
}

public readonly record struct KeywordArgument(string Name, Expr Value, TextSpan Span);
