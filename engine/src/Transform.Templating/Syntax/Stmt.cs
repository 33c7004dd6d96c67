using System.Collections.Immutable;

namespace Transform.Templating;

/// <summary>The closed family of statements. Plain data: printing, analysis and evaluation are other classes.</summary>
/// <param name="Kind">Which member of the family it is.</param>
/// <param name="Span">Its place in the template's source.</param>
public abstract record Stmt(StmtKind Kind, TextSpan Span);

public enum StmtKind : byte
{
    Text,
    Output,
    If,
    For,
    Set,
    SetBlock,
    Macro,
    Call,
    Filter,
    Do,
    With,
    Scoped,
    Break,
    Continue,
}

/// <summary>Text that is printed as it is, whitespace control already applied.</summary>
/// <param name="Text">The text where it differs from the source (line breaks are made <c>\n</c>); else null.</param>
public sealed record TextStmt(TextSpan Span, string? Text = null) : Stmt(StmtKind.Text, Span);

/// <summary><c>{{ value }}</c>.</summary>
public sealed record OutputStmt(TextSpan Span, Expr Value) : Stmt(StmtKind.Output, Span);

public sealed record IfStmt(TextSpan Span, ImmutableArray<IfBranch> Branches, ImmutableArray<Stmt> Otherwise)
    : Stmt(StmtKind.If, Span);

public readonly record struct IfBranch(Expr Condition, ImmutableArray<Stmt> Body);

/// <param name="Span">Its place in the template's source.</param>
/// <param name="Target">A name, or a tuple of targets.</param>
/// <param name="Filter">The condition after <c>if</c>; items that fail it do not count.</param>
/// <param name="Otherwise">Runs when there was no item.</param>
/// <param name="UsesLoop">Whether the body mentions <c>loop</c>; its state is not kept otherwise.</param>
public sealed record ForStmt(
    TextSpan Span,
    Expr Target,
    Expr Iterable,
    Expr? Filter,
    bool IsRecursive,
    ImmutableArray<Stmt> Body,
    ImmutableArray<Stmt> Otherwise,
    bool UsesLoop)
    : Stmt(StmtKind.For, Span);

/// <param name="Span">Its place in the template's source.</param>
/// <param name="Target">A name, an attribute of a namespace, or a tuple of targets.</param>
public sealed record SetStmt(TextSpan Span, Expr Target, Expr Value) : Stmt(StmtKind.Set, Span);

/// <summary><c>{% set x | filter %}...{% endset %}</c>.</summary>
public sealed record SetBlockStmt(TextSpan Span, Expr Target, FilterExpr? Filter, ImmutableArray<Stmt> Body)
    : Stmt(StmtKind.SetBlock, Span);

/// <summary>A macro, or one of dbt's blocks that are macros of another kind.</summary>
public sealed record MacroStmt(TextSpan Span, MacroBlock Block) : Stmt(StmtKind.Macro, Span);

/// <summary><c>{% call(parameters) target(...) %}...{% endcall %}</c>.</summary>
public sealed record CallStmt(
    TextSpan Span, ImmutableArray<MacroParameter> Parameters, CallExpr Call, ImmutableArray<Stmt> Body)
    : Stmt(StmtKind.Call, Span)
{
    internal MacroFeatures Features { get; init; }
}

public sealed record FilterStmt(TextSpan Span, FilterExpr Filter, ImmutableArray<Stmt> Body)
    : Stmt(StmtKind.Filter, Span);

public sealed record DoStmt(TextSpan Span, Expr Value) : Stmt(StmtKind.Do, Span);

public sealed record WithStmt(TextSpan Span, ImmutableArray<WithBinding> Bindings, ImmutableArray<Stmt> Body)
    : Stmt(StmtKind.With, Span);

public readonly record struct WithBinding(Expr Target, Expr Value);

/// <summary>A body with a scope of its own: Jinja's <c>{% block name %}</c>, as there is nothing to inherit from.</summary>
public sealed record ScopedStmt(TextSpan Span, string Name, ImmutableArray<Stmt> Body) : Stmt(StmtKind.Scoped, Span);

public sealed record BreakStmt(TextSpan Span) : Stmt(StmtKind.Break, Span);

public sealed record ContinueStmt(TextSpan Span) : Stmt(StmtKind.Continue, Span);

/// <summary>A parameter of a macro or call block.</summary>
/// <param name="TypeName">dbt's optional type annotation, as written.</param>
public readonly record struct MacroParameter(string Name, Expr? Default, TextSpan Span, string? TypeName = null);

/// <summary>Which of the names that Jinja fills in for a macro its body mentions.</summary>
[Flags]
internal enum MacroFeatures : byte
{
    None = 0,
    Varargs = 1,
    Kwargs = 2,
    Caller = 4,
}
