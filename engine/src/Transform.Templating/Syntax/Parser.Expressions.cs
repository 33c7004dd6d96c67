using System.Collections.Immutable;

namespace Transform.Templating;

/// <content>Expressions, with Jinja's precedence: if, or, and, not, comparison, + -, ~, * / // %, **, sign, filters.</content>
internal sealed partial class Parser
{
    private const int AddLevel = 1;
    private const int ConcatLevel = 2;
    private const int MultiplyLevel = 3;
    private const int PowerLevel = 4;

    private Expr ParseExpression(bool withConditional = true)
    {
        Enter(Current.Span);
        var reported = errors.Count;
        var value = ParseOr();
        for (var links = 0; withConditional && Skip(Keyword.If); links++)
        {
            CheckChain(links, value.Span);
            var condition = ParseOr();
            var otherwise = Skip(Keyword.Else) ? ParseExpression() : null;

            // Unknown filters in it are errors only when they are reached, as in Jinja.
            errors.RemoveRange(reported, errors.Count - reported);
            value = new ConditionalExpr(value.Span.To((otherwise ?? condition).Span), condition, value, otherwise);
        }

        Leave();
        return value;
    }

    private Expr ParseOr()
    {
        var left = ParseAnd();
        for (var links = 0; Skip(Keyword.Or); links++)
        {
            CheckChain(links, left.Span);
            var right = ParseAnd();
            left = new LogicalExpr(left.Span.To(right.Span), false, left, right);
        }

        return left;
    }

    private Expr ParseAnd()
    {
        var left = ParseNot();
        for (var links = 0; Skip(Keyword.And); links++)
        {
            CheckChain(links, left.Span);
            var right = ParseNot();
            left = new LogicalExpr(left.Span.To(right.Span), true, left, right);
        }

        return left;
    }

    private Expr ParseNot()
    {
        if (!Is(Keyword.Not))
        {
            return ParseComparison();
        }

        var token = Advance();
        Enter(token.Span);
        var operand = ParseNot();
        Leave();
        return new UnaryExpr(token.Span.To(operand.Span), UnaryOperator.Not, operand);
    }

    private Expr ParseComparison()
    {
        var first = ParseBinary(AddLevel);
        if (!TryReadComparison(out var operation))
        {
            return first;
        }

        var comparisons = ImmutableArray.CreateBuilder<Comparison>(1);
        do
        {
            comparisons.Add(new Comparison(operation, ParseBinary(AddLevel)));
        }
        while (TryReadComparison(out operation));
        return new CompareExpr(
            first.Span.To(comparisons[^1].Operand.Span), first, comparisons.DrainToImmutable());
    }

    private bool TryReadComparison(out ComparisonOperator operation)
    {
        operation = default;
        switch (Current.Kind)
        {
            case TokenKind.Equal: operation = ComparisonOperator.Equal; break;
            case TokenKind.NotEqual: operation = ComparisonOperator.NotEqual; break;
            case TokenKind.Less: operation = ComparisonOperator.Less; break;
            case TokenKind.LessOrEqual: operation = ComparisonOperator.LessOrEqual; break;
            case TokenKind.Greater: operation = ComparisonOperator.Greater; break;
            case TokenKind.GreaterOrEqual: operation = ComparisonOperator.GreaterOrEqual; break;
            case TokenKind.Name when Is(Keyword.In): operation = ComparisonOperator.In; break;
            case TokenKind.Name when Is(Keyword.Not) && Peek(1).Keyword == Keyword.In:
                at++;
                operation = ComparisonOperator.NotIn;
                break;
            default: return false;
        }

        at++;
        return true;
    }

    private Expr ParseBinary(int level)
    {
        var left = ParseUnary(true);
        for (var links = 0; ; links++)
        {
            var (operation, precedence) = Current.Kind switch
            {
                TokenKind.Plus => (BinaryOperator.Add, AddLevel),
                TokenKind.Minus => (BinaryOperator.Subtract, AddLevel),
                TokenKind.Tilde => (default, ConcatLevel),
                TokenKind.Star => (BinaryOperator.Multiply, MultiplyLevel),
                TokenKind.Slash => (BinaryOperator.Divide, MultiplyLevel),
                TokenKind.SlashSlash => (BinaryOperator.FloorDivide, MultiplyLevel),
                TokenKind.Percent => (BinaryOperator.Modulo, MultiplyLevel),
                TokenKind.StarStar => (BinaryOperator.Power, PowerLevel),
                _ => (default, 0),
            };
            if (precedence < level || precedence == 0)
            {
                return left;
            }

            CheckChain(links, left.Span);
            left = precedence == ConcatLevel ? ParseConcat(left) : ParseRight(left, operation, precedence);
        }
    }

    private BinaryExpr ParseRight(Expr left, BinaryOperator operation, int precedence)
    {
        at++;
        var right = precedence == PowerLevel ? ParseUnary(true) : ParseBinary(precedence + 1);
        return new BinaryExpr(left.Span.To(right.Span), operation, left, right);
    }

    private ConcatExpr ParseConcat(Expr first)
    {
        var parts = ImmutableArray.CreateBuilder<Expr>(2);
        parts.Add(first);
        while (Skip(TokenKind.Tilde))
        {
            parts.Add(ParseBinary(MultiplyLevel));
        }

        return new ConcatExpr(first.Span.To(parts[^1].Span), parts.DrainToImmutable());
    }

    private Expr ParseUnary(bool withFilters)
    {
        Expr value;
        var token = Current;
        if (token.Kind is TokenKind.Minus or TokenKind.Plus)
        {
            at++;
            Enter(token.Span);
            var operand = ParseUnary(false);
            Leave();
            var operation = token.Kind == TokenKind.Minus ? UnaryOperator.Negate : UnaryOperator.Plus;
            value = new UnaryExpr(token.Span.To(operand.Span), operation, operand);
        }
        else
        {
            value = ParsePrimary();
        }

        return ParsePostfix(value, withFilters);
    }

    private Expr ParsePostfix(Expr value, bool withFilters)
    {
        var filtered = false;
        for (var links = 0; ; links++)
        {
            CheckChain(links, value.Span);
            switch (Current.Kind)
            {
                case TokenKind.Dot when !filtered:
                    value = ParseAttribute(value);
                    break;
                case TokenKind.LeftBracket when !filtered:
                    value = ParseItem(value);
                    break;
                case TokenKind.LeftParen:
                    var arguments = ParseArguments(out var end);
                    value = new CallExpr(TextSpan.FromBounds(value.Span.Start, end), value, arguments);
                    break;
                case TokenKind.Pipe when withFilters:
                    filtered = true;
                    value = ParseFilter(value);
                    break;
                case TokenKind.Name when withFilters && Is(Keyword.Is):
                    filtered = true;
                    value = ParseTest(value);
                    break;
                default:
                    return value;
            }
        }
    }

    private Expr ParseAttribute(Expr target)
    {
        at++;
        var token = Current;
        if (token.Kind == TokenKind.Integer)
        {
            at++;
            return new ItemExpr(target.Span.To(token.Span), target, new LiteralExpr(token.Span, ReadInteger(token)));
        }

        Expect(TokenKind.Name, "a name or position after '.'");
        return new AttributeExpr(target.Span.To(token.Span), target, Name(token));
    }

    private ItemExpr ParseItem(Expr target)
    {
        at++;
        var first = ParseSubscript();
        if (!Is(TokenKind.Comma))
        {
            var close = Expect(TokenKind.RightBracket, "']'");
            return new ItemExpr(target.Span.To(close.Span), target, first);
        }

        var keys = ImmutableArray.CreateBuilder<Expr>();
        keys.Add(first);
        while (Skip(TokenKind.Comma) && !Is(TokenKind.RightBracket))
        {
            keys.Add(ParseSubscript());
        }

        var end = Expect(TokenKind.RightBracket, "']'");
        var key = new TupleExpr(first.Span.To(keys[^1].Span), keys.DrainToImmutable());
        return new ItemExpr(target.Span.To(end.Span), target, key);
    }

    private Expr ParseSubscript()
    {
        var start = Current.Start;
        Expr? first = null;
        if (!Is(TokenKind.Colon))
        {
            first = ParseExpression();
            if (!Is(TokenKind.Colon))
            {
                return first;
            }
        }

        var stop = ParseSlicePart();
        var step = Is(TokenKind.Colon) ? ParseSlicePart() : null;
        return new SliceExpr(TextSpan.FromBounds(start, tokens[at - 1].End), first, stop, step);
    }

    private Expr? ParseSlicePart()
    {
        at++;
        return Current.Kind is TokenKind.Colon or TokenKind.RightBracket or TokenKind.Comma ? null : ParseExpression();
    }

    private FilterExpr ParseFilter(Expr? target)
    {
        if (target is not null)
        {
            at++;
        }

        var name = ParseDottedName("the name of a filter", out var nameSpan);
        var end = nameSpan.End;
        var arguments = Is(TokenKind.LeftParen) ? ParseArguments(out end) : CallArguments.Empty;
        var function = Filters.Find(name);
        if (function is null && conditionalDepth == 0)
        {
            Report($"There is no filter '{name}'.", nameSpan, Suggestion.For(name, Filters.Names));
        }

        return new FilterExpr(TextSpan.FromBounds(target?.Span.Start ?? nameSpan.Start, end), target, name, arguments)
        {
            Function = function,
        };
    }

    // Further filters on the text of a filter or set block.
    private FilterExpr ParseFilterChain(FilterExpr first)
    {
        var filter = first;
        for (var links = 0; Is(TokenKind.Pipe); links++)
        {
            CheckChain(links, filter.Span);
            filter = ParseFilter(filter);
        }

        return filter;
    }

    private TestExpr ParseTest(Expr target)
    {
        at++;
        var negated = Skip(Keyword.Not);
        var name = ParseDottedName("the name of a test", out var nameSpan);
        var end = nameSpan.End;
        var arguments = CallArguments.Empty;
        if (Is(TokenKind.LeftParen))
        {
            arguments = ParseArguments(out end);
        }
        else if (StartsTestArgument())
        {
            var argument = ParsePostfix(ParsePrimary(), false);
            end = argument.Span.End;
            arguments = new CallArguments([argument], []);
        }

        var function = JinjaTests.Find(name);
        if (function is null && conditionalDepth == 0)
        {
            Report($"There is no test '{name}'.", nameSpan, Suggestion.For(name, JinjaTests.Names));
        }

        return new TestExpr(TextSpan.FromBounds(target.Span.Start, end), target, name, arguments, negated)
        {
            Function = function,
        };
    }

    private bool StartsTestArgument()
    {
        switch (Current.Kind)
        {
            case TokenKind.String or TokenKind.Integer or TokenKind.Float or TokenKind.LeftBracket or TokenKind.LeftBrace:
                return true;
            case TokenKind.Name when Is(Keyword.Is):
                throw new SyntaxException(
                    "Tests cannot follow each other.", Current.Span, "Join them with `and`: `x is a and x is b`.");
            case TokenKind.Name:
                return Current.Keyword is not (Keyword.Else or Keyword.Or or Keyword.And or Keyword.If or Keyword.In
                    or Keyword.Not or Keyword.Recursive);
            default:
                return false;
        }
    }

    private string ParseDottedName(string what, out TextSpan span)
    {
        var first = Expect(TokenKind.Name, what);
        span = first.Span;
        if (!Is(TokenKind.Dot))
        {
            return Name(first);
        }

        while (Skip(TokenKind.Dot))
        {
            span = span.To(Expect(TokenKind.Name, "a name after '.'").Span);
        }

        return NamePool.Get(text.AsSpan(span.Start, span.Length));
    }

    private CallArguments ParseArguments(out int end)
    {
        Enter(Advance().Span);
        ImmutableArray<Expr>.Builder? positional = null;
        ImmutableArray<KeywordArgument>.Builder? keywords = null;
        Expr? star = null;
        Expr? doubleStar = null;
        while (!Is(TokenKind.RightParen))
        {
            var token = Current;
            if (Skip(TokenKind.Star))
            {
                star = star is null && doubleStar is null
                    ? ParseExpression()
                    : throw new SyntaxException("A call can have one '*' argument, before '**'.", token.Span);
            }
            else if (Skip(TokenKind.StarStar))
            {
                doubleStar = doubleStar is null
                    ? ParseExpression()
                    : throw new SyntaxException("A call can have one '**' argument.", token.Span);
            }
            else if (token.Kind == TokenKind.Name && Peek(1).Kind == TokenKind.Assign)
            {
                at += 2;
                keywords ??= ImmutableArray.CreateBuilder<KeywordArgument>(2);
                AddKeyword(keywords, token, doubleStar is not null);
            }
            else
            {
                if (keywords is not null || doubleStar is not null)
                {
                    throw new SyntaxException(
                        "A positional argument comes after a named one.",
                        token.Span,
                        "Name this argument, too, or move it to the front.");
                }

                (positional ??= ImmutableArray.CreateBuilder<Expr>(2)).Add(ParseExpression());
            }

            if (!Skip(TokenKind.Comma) && !Is(TokenKind.RightParen))
            {
                throw Unexpected("Expected ',' or ')' in the arguments");
            }
        }

        end = Advance().End;
        Leave();
        return positional is null && keywords is null && star is null && doubleStar is null
            ? CallArguments.Empty
            : new CallArguments(
                positional?.DrainToImmutable() ?? [], keywords?.DrainToImmutable() ?? [], star, doubleStar);
    }

    private void AddKeyword(ImmutableArray<KeywordArgument>.Builder keywords, Token token, bool afterDoubleStar)
    {
        var name = Name(token);
        if (afterDoubleStar)
        {
            throw new SyntaxException("A named argument comes after '**'.", token.Span, "Move it to the front.");
        }

        foreach (var keyword in keywords)
        {
            if (ReferenceEquals(keyword.Name, name))
            {
                throw new SyntaxException($"The argument '{name}' is given twice.", token.Span);
            }
        }

        keywords.Add(new KeywordArgument(name, ParseExpression(), token.Span));
    }

    private static void CheckChain(int links, TextSpan span)
    {
        if (links > MaxChain)
        {
            throw new SyntaxException(
                $"The expression has more than {MaxChain} parts in a row.", span, "Split it with `{% set %}`.");
        }
    }
}
