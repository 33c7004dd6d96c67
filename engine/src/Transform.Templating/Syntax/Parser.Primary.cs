using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace Transform.Templating;

/// <content>Names, literals, brackets, and what can stand on the left of an assignment.</content>
internal sealed partial class Parser
{
    private Expr ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Name:
                at++;
                return ParseName(token);
            case TokenKind.String:
                return ParseString();
            case TokenKind.Integer:
                at++;
                return new LiteralExpr(token.Span, ReadInteger(token));
            case TokenKind.Float:
                at++;
                var digits = SpanOf(token).ToString().Replace("_", string.Empty);
                return new LiteralExpr(token.Span, double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture));
            case TokenKind.LeftParen:
                return ParseParentheses();
            case TokenKind.LeftBracket:
                return ParseList();
            case TokenKind.LeftBrace:
                return ParseDict();
            default:
                throw Unexpected("Expected a value");
        }
    }

    private Expr ParseName(Token token)
    {
        switch (token.Keyword)
        {
            case Keyword.True:
                return new LiteralExpr(token.Span, true);
            case Keyword.False:
                return new LiteralExpr(token.Span, false);
            case Keyword.Null:
                return new LiteralExpr(token.Span, Value.None);
            case Keyword.And or Keyword.Or or Keyword.Not or Keyword.In or Keyword.Is or Keyword.If or Keyword.Else:
                at--;
                throw Unexpected("Expected a value");
        }

        var name = Name(token);
        switch (name)
        {
            case "loop": seenLoop = true; break;
            case "varargs": seenFeatures |= MacroFeatures.Varargs; break;
            case "kwargs": seenFeatures |= MacroFeatures.Kwargs; break;
            case "caller": seenFeatures |= MacroFeatures.Caller; break;
        }

        return new NameExpr(token.Span, name);
    }

    // Adjacent strings are one string.
    private LiteralExpr ParseString()
    {
        var first = Advance();
        var value = StringLiteral.Decode(SpanOf(first));
        var last = first;
        while (Is(TokenKind.String))
        {
            last = Advance();
            value += StringLiteral.Decode(SpanOf(last));
        }

        return new LiteralExpr(first.Span.To(last.Span), value);
    }

    private Value ReadInteger(Token token)
    {
        var digits = SpanOf(token);
        if (digits.Length > PythonNumber.MaxDigits)
        {
            throw new SyntaxException($"The number has more than {PythonNumber.MaxDigits} digits.", token.Span);
        }

        if (digits.Length > 1 && digits[0] == '0' && !char.IsAsciiDigit(digits[1]) && digits[1] != '_')
        {
            var radix = char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
            var value = BigInteger.Zero;
            foreach (var c in digits[2..])
            {
                if (c != '_')
                {
                    value = (value * radix) + Convert.ToInt32(c.ToString(), 16);
                }
            }

            return Value.From(value);
        }

        if (digits.Length > 1 && digits[0] == '0' && digits.ContainsAnyExcept('0', '_'))
        {
            throw new SyntaxException(
                "A number cannot start with 0.", token.Span, "Leave the zero out, or put quotes around a code such as '007'.");
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Value.From(BigInteger.Parse(digits.ToString().Replace("_", string.Empty), CultureInfo.InvariantCulture));
    }

    private Expr ParseParentheses()
    {
        var bracket = Advance();
        Enter(bracket.Span);
        if (Is(TokenKind.RightParen))
        {
            Leave();
            return new TupleExpr(bracket.Span.To(Advance().Span), []);
        }

        var first = ParseExpression();
        if (!Is(TokenKind.Comma))
        {
            Expect(TokenKind.RightParen, "')'");
            Leave();
            return first;
        }

        var items = ImmutableArray.CreateBuilder<Expr>(2);
        items.Add(first);
        while (Skip(TokenKind.Comma) && !Is(TokenKind.RightParen))
        {
            items.Add(ParseExpression());
        }

        var close = Expect(TokenKind.RightParen, "')'");
        Leave();
        return new TupleExpr(bracket.Span.To(close.Span), items.DrainToImmutable());
    }

    // One expression, or several with commas, which make a tuple.
    private Expr ParseTuple(bool withConditional = true)
    {
        var first = ParseExpression(withConditional);
        if (!Is(TokenKind.Comma))
        {
            return first;
        }

        var items = ImmutableArray.CreateBuilder<Expr>(2);
        items.Add(first);
        while (Skip(TokenKind.Comma) && !EndsTuple())
        {
            items.Add(ParseExpression(withConditional));
        }

        return new TupleExpr(TextSpan.FromBounds(first.Span.Start, tokens[at - 1].End), items.DrainToImmutable());
    }

    private bool EndsTuple() =>
        Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || Is(Keyword.Recursive) || Is(Keyword.In);

    private ListExpr ParseList()
    {
        var bracket = Advance();
        Enter(bracket.Span);
        var items = ImmutableArray.CreateBuilder<Expr>();
        while (!Is(TokenKind.RightBracket))
        {
            items.Add(ParseExpression());
            if (!Skip(TokenKind.Comma) && !Is(TokenKind.RightBracket))
            {
                throw Unexpected("Expected ',' or ']' in the list");
            }
        }

        Leave();
        return new ListExpr(bracket.Span.To(Advance().Span), items.DrainToImmutable());
    }

    private DictExpr ParseDict()
    {
        var bracket = Current;
        if (Peek(1) is { Kind: TokenKind.LeftBrace } next && next.Start == bracket.End)
        {
            throw Unexpected("Expected a value");
        }

        at++;
        Enter(bracket.Span);
        var entries = ImmutableArray.CreateBuilder<DictEntry>();
        while (!Is(TokenKind.RightBrace))
        {
            var key = ParseExpression();
            if (!Skip(TokenKind.Colon))
            {
                var error = Unexpected("Expected ':' after the key of a dictionary");
                throw new SyntaxException(
                    error.Message, error.Span, error.Hint ?? "Entries are written `'key': value`; a set is made with `set([...])`.");
            }

            entries.Add(new DictEntry(key, ParseExpression()));
            if (!Skip(TokenKind.Comma) && !Is(TokenKind.RightBrace))
            {
                throw Unexpected("Expected ',' or '}' in the dictionary");
            }
        }

        Leave();
        return new DictExpr(bracket.Span.To(Advance().Span), entries.DrainToImmutable());
    }

    /// <summary>What a for loop, <c>set</c> or <c>with</c> gives a value to.</summary>
    private Expr ParseTarget(bool allowTuple, bool allowNamespace)
    {
        var first = ParseSingleTarget(allowNamespace);
        if (!allowTuple || !Is(TokenKind.Comma))
        {
            return first;
        }

        var items = ImmutableArray.CreateBuilder<Expr>(2);
        items.Add(first);
        while (Skip(TokenKind.Comma) && !Is(Keyword.In) && !Is(TokenKind.Assign) && !Is(TokenKind.BlockEnd)
            && !Is(TokenKind.RightParen))
        {
            items.Add(ParseSingleTarget(allowNamespace));
        }

        return new TupleExpr(TextSpan.FromBounds(first.Span.Start, tokens[at - 1].End), items.DrainToImmutable());
    }

    private Expr ParseSingleTarget(bool allowNamespace)
    {
        var token = Current;
        if (Skip(TokenKind.LeftParen))
        {
            Enter(token.Span);
            var inner = ParseTarget(true, allowNamespace);
            Expect(TokenKind.RightParen, "')'");
            Leave();
            return inner;
        }

        Expect(TokenKind.Name, "a name to set");
        if (token.Keyword is not (Keyword.None or Keyword.Recursive))
        {
            throw new SyntaxException($"'{SpanOf(token)}' cannot be set: it is a word of the language.", token.Span);
        }

        Expr target = new NameExpr(token.Span, Name(token));
        if (!Is(TokenKind.Dot))
        {
            return Is(TokenKind.LeftBracket)
                ? throw new SyntaxException(
                    "An item cannot be set this way.",
                    Current.Span,
                    $"Write `{{% do {SpanOf(token)}.update({{key: value}}) %}}` for a dictionary.")
                : target;
        }

        at++;
        var attribute = Expect(TokenKind.Name, "a name after '.'");
        return allowNamespace
            ? new AttributeExpr(token.Span.To(attribute.Span), target, Name(attribute))
            : throw new SyntaxException("Only names can be set here.", token.Span.To(attribute.Span));
    }
}
