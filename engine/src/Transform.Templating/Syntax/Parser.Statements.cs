using System.Collections.Immutable;

namespace Transform.Templating;

/// <content>Text, output and the statements of Jinja.</content>
internal sealed partial class Parser
{
    // Within a branch an unknown filter or test is an error only when it is reached, as in Jinja.
    private int conditionalDepth;

    /// <summary>Statements up to an end tag that some open block waits for; the parser then stands on its name. A body that is not
    /// within any block ends at the end of the file.</summary>
    private ImmutableArray<Stmt> ParseBody()
    {
        var body = ImmutableArray.CreateBuilder<Stmt>();
        while (true)
        {
            var token = Current;
            switch (token.Kind)
            {
                case TokenKind.End:
                    return body.DrainToImmutable();
                case TokenKind.Text or TokenKind.RawText:
                    at++;
                    body.Add(new TextStmt(token.Span, NormalizedText(token)));
                    break;
                case TokenKind.Comment:
                    at++;
                    break;
                case TokenKind.UnclosedComment:
                    at++;
                    Report("A comment is never closed.", token.Span with { Length = 2 }, "Add '#}' at its end.");
                    break;
                case TokenKind.UnclosedRaw:
                    at++;
                    Report("A `raw` block is never closed.", token.Span with { Length = 2 }, "Add `{% endraw %}` at its end.");
                    break;
                case TokenKind.VariableBegin:
                    at++;
                    if (ParseOutput(token) is { } output)
                    {
                        body.Add(output);
                    }

                    break;
                default:
                    at++;
                    if (EndsBody())
                    {
                        return body.DrainToImmutable();
                    }

                    if (ParseTag(token) is { } statement)
                    {
                        body.Add(statement);
                    }

                    break;
            }
        }
    }

    private string? NormalizedText(Token token) => hasCarriageReturns && SpanOf(token).Contains('\r')
        ? SpanOf(token).ToString().Replace("\r\n", "\n").Replace('\r', '\n')
        : null;

    private OutputStmt? ParseOutput(Token begin)
    {
        try
        {
            if (Is(TokenKind.VariableEnd))
            {
                throw new SyntaxException("There is nothing between '{{' and '}}'.", begin.Span.To(Current.Span));
            }

            var value = ParseTuple();
            var end = Expect(TokenKind.VariableEnd, "an operator or '}}'");
            return new OutputStmt(begin.Span.To(end.Span), value);
        }
        catch (SyntaxException error)
        {
            Recover(error);
            return null;
        }
    }

    private OutputStmt ParsePrint(Token begin)
    {
        var parts = ImmutableArray.CreateBuilder<Expr>(1);
        do
        {
            parts.Add(ParseExpression());
        }
        while (Skip(TokenKind.Comma));
        var span = EndTag(begin);
        return new OutputStmt(span, parts.Count == 1 ? parts[0] : new ConcatExpr(span, parts.DrainToImmutable()));
    }

    private void Recover(SyntaxException error)
    {
        Report(error);
        depth = open.Count;
        SkipTag();
    }

    // Whether the tag whose name is next ends the body that is being read, or is an end tag that must be reported.
    private bool EndsBody()
    {
        var token = Current;
        if (token.Kind != TokenKind.Name)
        {
            return false;
        }

        if (NameIs(token, "else") || NameIs(token, "elif"))
        {
            if (open.Count > 0 && open[^1].Name is "if" or "for")
            {
                return true;
            }
        }
        else if (!SpanOf(token).StartsWith("end"))
        {
            return false;
        }

        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (NameIs(token, open[i].EndTag))
            {
                return true;
            }
        }

        return false;
    }

    private Stmt? ParseTag(Token begin)
    {
        try
        {
            var token = Expect(TokenKind.Name, "the name of a statement");
            Enter(token.Span);
            var statement = ParseStatement(begin, token);
            Leave();
            return statement;
        }
        catch (SyntaxException error)
        {
            Recover(error);
            return null;
        }
    }

    private Stmt? ParseStatement(Token begin, Token name)
    {
        switch (SpanOf(name))
        {
            case "if": return ParseIf(begin);
            case "for": return ParseFor(begin);
            case "set": return ParseSet(begin);
            case "do": return new DoStmt(default, ParseTuple()) { Span = EndTag(begin) };
            case "print": return ParsePrint(begin);
            case "with": return ParseWith(begin);
            case "call": return ParseCall(begin);
            case "filter": return ParseFilterBlock(begin);
            case "block": return ParseScoped(begin);
            case "break" or "continue": return ParseLoopControl(begin, name);
            case "macro": return ParseMacro(begin, BlockKind.Macro, "macro");
            case "test": return ParseMacro(begin, BlockKind.Test, "test");
            case "data_test": return ParseMacro(begin, BlockKind.Test, "data_test");
            case "function": return ParseMacro(begin, BlockKind.Function, "function");
            case "materialization": return ParseMaterialization(begin);
            case "snapshot": return ParseNamedBlock(begin, BlockKind.Snapshot, "snapshot");
            case "docs": return ParseNamedBlock(begin, BlockKind.Docs, "docs");
            default: throw UnknownTag(name);
        }
    }

    private SyntaxException UnknownTag(Token name)
    {
        var tag = SpanOf(name).ToString();
        switch (tag)
        {
            case "else" or "elif":
                return new SyntaxException(
                    $"There is `{tag}` without an open `if`.", name.Span, OpenBlockHint());
            case "endset":
                return new SyntaxException(
                    "There is `endset` without an open `set` block.",
                    name.Span,
                    "`{% set name = value %}` has no end; a block is written `{% set name %}...{% endset %}`.");
            case "include" or "import" or "extends" or "from":
                return new SyntaxException(
                    $"There is no `{tag}` here: templates cannot read other files, as in dbt.",
                    name.Span,
                    "Put what they share into a macro and call it: every macro of the project is known everywhere.");
            case "elseif" or "elsif":
                return new SyntaxException($"There is no statement `{tag}`.", name.Span, "Did you mean `elif`?");
        }

        if (tag.StartsWith("end", StringComparison.Ordinal))
        {
            return new SyntaxException($"There is `{tag}` without an open `{tag[3..]}`.", name.Span, OpenBlockHint());
        }

        return new SyntaxException($"There is no statement `{tag}`.", name.Span, Suggestion.For(tag, StatementNames)
            ?? (Peek(0).Kind is TokenKind.LeftParen or TokenKind.Dot ? "To call a macro, write `{{ name() }}`, or `{% do name() %}`." : null));
    }

    private string? OpenBlockHint() => open.Count == 0
        ? null
        : $"The innermost open block is the `{open[^1].Name}` of line {LineOf(open[^1].Span.Start)}.";

    private static readonly string[] StatementNames =
    [
        "if", "elif", "else", "endif", "for", "endfor", "set", "endset", "do", "with", "endwith", "call", "endcall", "filter",
        "endfilter", "block", "endblock", "break", "continue", "macro", "endmacro", "test", "endtest", "data_test",
        "enddata_test", "materialization", "endmaterialization", "snapshot", "endsnapshot", "docs", "enddocs", "raw", "endraw", "print",
    ];

    // The end of a tag; the answer is the whole tag.
    private TextSpan EndTag(Token begin) => begin.Span.To(Expect(TokenKind.BlockEnd, "'%}'").Span);

    // The head of a block: when it is wrong, the block is still read to its end.
    private T ParseHead<T>(Func<Parser, T> parse, T fallback)
    {
        try
        {
            var head = parse(this);

            // As in Python, a colon may end the head.
            Skip(TokenKind.Colon);
            Expect(TokenKind.BlockEnd, "'%}'");
            return head;
        }
        catch (SyntaxException error)
        {
            Recover(error);
            depth = open.Count + 1;
            return fallback;
        }
    }

    /// <summary>The body of a block and its end tag; the answer is where the block ends.</summary>
    private ImmutableArray<Stmt> ParseBlockBody(Token begin, string name, string endTag, out TextSpan span)
    {
        open.Add(new OpenBlock(name, endTag, begin.Span));
        var body = ParseBody();
        open.RemoveAt(open.Count - 1);
        span = CloseBlock(begin, name, endTag);
        return body;
    }

    // Reads the end tag that the parser stands on, or reports that it is missing.
    private TextSpan CloseBlock(Token begin, string name, string endTag)
    {
        if (!NameIs(Current, endTag) || !IsTagName())
        {
            ReportUnclosed(begin, name, endTag);
            if (!Is(TokenKind.End) && IsTagName())
            {
                // The tag belongs to a block further out, whose body reads it again.
                at--;
            }

            return begin.Span.To(tokens[Math.Max(at - 1, 0)].Span);
        }

        at++;
        if (name is "block" or "macro" && Is(TokenKind.Name))
        {
            at++;
        }

        try
        {
            return EndTag(begin);
        }
        catch (SyntaxException error)
        {
            Recover(error);
            return begin.Span.To(tokens[Math.Max(at - 1, 0)].Span);
        }
    }

    private bool IsTagName() => at > 0 && tokens[at - 1].Kind == TokenKind.BlockBegin;

    private void ReportUnclosed(Token begin, string name, string endTag)
    {
        var found = Is(TokenKind.End) ? "the end of the file" : $"`{SpanOf(Current)}` on line {LineOf(Current.Start)}";
        var tagEnd = tokens.FindIndex(t => t.Start >= begin.Start && t.Kind == TokenKind.BlockEnd);
        var span = tagEnd < 0 ? begin.Span : begin.Span.To(tokens[tagEnd].Span);
        Report($"This `{name}` is never closed: {found} comes first.", span, $"Add `{{% {endTag} %}}` where it should end.");
    }

    private IfStmt ParseIf(Token begin)
    {
        var branches = ImmutableArray.CreateBuilder<IfBranch>(1);
        ImmutableArray<Stmt> otherwise = [];
        var hasElse = false;
        open.Add(new OpenBlock("if", "endif", begin.Span));
        conditionalDepth++;
        var condition = ParseHead(static p => p.ParseTuple(false), Nothing);
        while (true)
        {
            var body = ParseBody();
            if (hasElse)
            {
                otherwise = body;
            }
            else
            {
                branches.Add(new IfBranch(condition, body));
            }

            var token = Current;
            if (NameIs(token, "elif") && IsTagName() && !hasElse)
            {
                at++;
                condition = ParseHead(static p => p.ParseTuple(false), Nothing);
            }
            else if (NameIs(token, "else") && IsTagName() && !hasElse)
            {
                at++;
                hasElse = true;
                ParseElseHead();
            }
            else
            {
                break;
            }
        }

        conditionalDepth--;
        open.RemoveAt(open.Count - 1);
        if (hasElse && (NameIs(Current, "else") || NameIs(Current, "elif")) && IsTagName())
        {
            Report($"There is `{SpanOf(Current)}` after `else`.", Current.Span, "`else` comes last, and once.");
            SkipTag();
            ParseBlockBody(begin, "if", "endif", out var rest);
            return new IfStmt(rest, branches.DrainToImmutable(), otherwise);
        }

        return new IfStmt(CloseBlock(begin, "if", "endif"), branches.DrainToImmutable(), otherwise);
    }

    private void ParseElseHead() => ParseHead(
        static p => p.Is(Keyword.If)
            ? throw new SyntaxException("There is `if` after `else`.", p.Current.Span, "Write `{% elif condition %}`.")
            : true,
        false);

    private static LiteralExpr Nothing { get; } = new(default, Value.None);

    private ForStmt ParseFor(Token begin)
    {
        var outerLoop = seenLoop;
        seenLoop = false;
        var head = ParseHead(static p => p.ParseForHead(), new ForHead(Nothing, Nothing, null, false));
        var seenInHead = seenLoop;
        seenLoop = false;
        open.Add(new OpenBlock("for", "endfor", begin.Span));
        var body = ParseBody();
        var usesLoop = seenLoop || head.IsRecursive;
        ImmutableArray<Stmt> otherwise = [];
        if (NameIs(Current, "else") && IsTagName())
        {
            at++;
            ParseElseHead();
            otherwise = ParseBody();
        }

        open.RemoveAt(open.Count - 1);
        var span = CloseBlock(begin, "for", "endfor");
        seenLoop |= outerLoop | seenInHead;
        return new ForStmt(span, head.Target, head.Iterable, head.Filter, head.IsRecursive, body, otherwise, usesLoop);
    }

    private ForHead ParseForHead()
    {
        var target = ParseTarget(allowTuple: true, allowNamespace: false);
        if (!Skip(Keyword.In))
        {
            throw Unexpected("Expected `in` after the loop's names");
        }

        var iterable = ParseTuple(withConditional: false);
        var filter = Skip(Keyword.If) ? ParseExpression() : null;
        return new ForHead(target, iterable, filter, Skip(Keyword.Recursive));
    }

    private Stmt ParseSet(Token begin)
    {
        var target = ParseTarget(allowTuple: true, allowNamespace: true);
        if (Skip(TokenKind.Assign))
        {
            var value = ParseTuple();
            return new SetStmt(EndTag(begin), target, value);
        }

        if (!Is(TokenKind.Pipe) && !Is(TokenKind.BlockEnd))
        {
            throw Unexpected("Expected '=' after the name to set");
        }

        FilterExpr? filter = null;
        if (Skip(TokenKind.Pipe))
        {
            filter = ParseFilterChain(ParseFilter(null));
        }

        Expect(TokenKind.BlockEnd, "'%}'");
        var body = ParseBlockBody(begin, "set", "endset", out var span);
        return new SetBlockStmt(span, target, filter, body);
    }

    private WithStmt ParseWith(Token begin)
    {
        var bindings = ParseHead(
            static p =>
            {
                var items = ImmutableArray.CreateBuilder<WithBinding>();
                while (!p.Is(TokenKind.BlockEnd))
                {
                    if (items.Count > 0)
                    {
                        p.Expect(TokenKind.Comma, "','");
                    }

                    var target = p.ParseTarget(allowTuple: false, allowNamespace: false);
                    p.Expect(TokenKind.Assign, "'='");
                    items.Add(new WithBinding(target, p.ParseExpression()));
                }

                return items.DrainToImmutable();
            },
            []);
        var body = ParseBlockBody(begin, "with", "endwith", out var span);
        return new WithStmt(span, bindings, body);
    }

    private FilterStmt ParseFilterBlock(Token begin)
    {
        var filter = ParseHead<FilterExpr?>(static p => p.ParseFilterChain(p.ParseFilter(null)), null);
        var body = ParseBlockBody(begin, "filter", "endfilter", out var span);
        return new FilterStmt(span, filter ?? new FilterExpr(default, null, "string", CallArguments.Empty), body);
    }

    private ScopedStmt ParseScoped(Token begin)
    {
        var name = ParseHead(
            static p =>
            {
                var token = p.Expect(TokenKind.Name, "the name of the block");
                while (p.Is(TokenKind.Name))
                {
                    p.at++;
                }

                return p.Name(token);
            },
            string.Empty);
        var body = ParseBlockBody(begin, "block", "endblock", out var span);
        return new ScopedStmt(span, name, body);
    }

    private Stmt ParseLoopControl(Token begin, Token name)
    {
        if (!open.Exists(static block => block.Name == "for"))
        {
            throw new SyntaxException($"There is `{SpanOf(name)}` outside of a loop.", name.Span);
        }

        var span = EndTag(begin);
        return NameIs(name, "break") ? new BreakStmt(span) : new ContinueStmt(span);
    }

    private readonly record struct ForHead(Expr Target, Expr Iterable, Expr? Filter, bool IsRecursive);
}
