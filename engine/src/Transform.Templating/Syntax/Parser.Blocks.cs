using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <content>Macros, call blocks and dbt's blocks.</content>
internal sealed partial class Parser
{
    private CallStmt ParseCall(Token begin)
    {
        var outerFeatures = seenFeatures;
        seenFeatures = MacroFeatures.None;
        var head = ParseHead<(ImmutableArray<MacroParameter>, CallExpr)?>(
            static p =>
            {
                var parameters = p.Is(TokenKind.LeftParen) ? p.ParseSignature() : [];
                var value = p.ParseExpression();
                return value is CallExpr call
                    ? (parameters, call)
                    : throw new SyntaxException(
                        "A `call` block needs a call, such as `{% call my_macro() %}`.", value.Span);
            },
            null);
        var headFeatures = seenFeatures;
        seenFeatures = MacroFeatures.None;
        var body = ParseBlockBody(begin, "call", "endcall", out var span);
        var features = seenFeatures;
        seenFeatures |= outerFeatures | headFeatures;
        return new CallStmt(
            span, head?.Item1 ?? [], head?.Item2 ?? new CallExpr(default, Nothing, CallArguments.Empty), body)
        {
            Features = features,
        };
    }

    private MacroStmt ParseMacro(Token begin, BlockKind kind, string tag)
    {
        var outerFeatures = seenFeatures;
        var outerLoop = seenLoop;
        seenFeatures = MacroFeatures.None;
        var isTopLevel = open.Count == 0;
        RequireTopLevel(begin, kind, isTopLevel);
        var head = ParseHead(
            static p =>
            {
                var name = p.Expect(TokenKind.Name, "a name");
                return (name, p.Is(TokenKind.LeftParen)
                    ? p.ParseSignature()
                    : throw p.Unexpected("Expected '(' after the macro's name"));
            },
            (begin, []));
        var bodyStart = tokens[at - 1].End;
        var body = ParseBlockBody(begin, tag, "end" + tag, out var span);
        var content = new BlockContent
        {
            Parameters = head.Item2,
            Body = body,
            BodySpan = BodySpan(bodyStart, span),
            Features = seenFeatures,
        };
        var block = new MacroBlock(kind, Name(head.Item1), BlockSpan(source, span), content) { NameSpan = Locate(head.Item1.Span) };
        seenFeatures |= outerFeatures;
        seenLoop = outerLoop;
        return Finish(block, span, isTopLevel);
    }

    // dbt's blocks with a name and a body, without parameters.
    private MacroStmt ParseNamedBlock(Token begin, BlockKind kind, string tag)
    {
        var isTopLevel = open.Count == 0;
        RequireTopLevel(begin, kind, isTopLevel);
        var name = ParseHead(static p => p.Expect(TokenKind.Name, "a name"), begin);
        var bodyStart = tokens[at - 1].End;
        var body = ParseBlockBody(begin, tag, "end" + tag, out var span);
        var content = new BlockContent { Body = body, BodySpan = BodySpan(bodyStart, span) };
        return Finish(
            new MacroBlock(kind, Name(name), BlockSpan(source, span), content) { NameSpan = Locate(name.Span) }, span, isTopLevel);
    }

    private MacroStmt ParseMaterialization(Token begin)
    {
        var isTopLevel = open.Count == 0;
        RequireTopLevel(begin, BlockKind.Materialization, isTopLevel);
        var head = ParseHead(static p => p.ParseMaterializationHead(), new MaterializationHead(begin, "default", ["sql"]));
        var bodyStart = tokens[at - 1].End;
        var outerLoop = seenLoop;
        var body = ParseBlockBody(begin, "materialization", "endmaterialization", out var span);
        seenLoop = outerLoop;
        var content = new BlockContent
        {
            Body = body,
            BodySpan = BodySpan(bodyStart, span),
            SupportedLanguages = head.Languages,
            Parameters =
            [
                new MacroParameter(
                    NamePool.Get("supported_languages"),
                    new ListExpr(head.Name.Span, [.. head.Languages.Select(l => new LiteralExpr(head.Name.Span, l))]),
                    head.Name.Span),
            ],
        };
        var block = new MacroBlock(BlockKind.Materialization, Name(head.Name), BlockSpan(source, span), content)
        {
            NameSpan = Locate(head.Name.Span),
            Adapter = head.Adapter,
        };
        return Finish(block, span, isTopLevel);
    }

    private MaterializationHead ParseMaterializationHead()
    {
        var name = Expect(TokenKind.Name, "the name of the materialization");
        var adapter = "default";
        ImmutableArray<string> languages = ["sql"];
        while (Skip(TokenKind.Comma))
        {
            var option = Expect(TokenKind.Name, "`default`, `adapter='...'` or `supported_languages=[...]`");
            switch (SpanOf(option))
            {
                case "default":
                    break;
                case "adapter":
                    Expect(TokenKind.Assign, "'='");
                    var value = ParseExpression();
                    adapter = (value as LiteralExpr)?.Value.AsString()
                        ?? throw new SyntaxException("The adapter must be a string.", value.Span);
                    break;
                case "supported_languages":
                    Expect(TokenKind.Assign, "'='");
                    languages = ReadLanguages(ParseExpression());
                    break;
                default:
                    throw new SyntaxException(
                        $"A materialization has no option '{SpanOf(option)}'.",
                        option.Span,
                        "It takes `default`, `adapter='...'` and `supported_languages=[...]`.");
            }
        }

        return new MaterializationHead(name, adapter, languages);
    }

    private static ImmutableArray<string> ReadLanguages(Expr value)
    {
        var items = value is ListExpr list ? list.Items : [value];
        return [.. items.Select(item => (item as LiteralExpr)?.Value.AsString()
            ?? throw new SyntaxException("The languages must be a list of strings.", item.Span))];
    }

    private ImmutableArray<MacroParameter> ParseSignature()
    {
        at++;
        var parameters = ImmutableArray.CreateBuilder<MacroParameter>();
        while (!Is(TokenKind.RightParen))
        {
            if (Current.Kind is TokenKind.Star or TokenKind.StarStar)
            {
                throw new SyntaxException(
                    "A macro's parameters cannot have '*' or '**'.",
                    Current.Span,
                    "Further arguments are in `varargs` and `kwargs` within the macro.");
            }

            var token = Expect(TokenKind.Name, "the name of a parameter");
            var name = Name(token);
            string? type = null;
            if (Skip(TokenKind.Colon))
            {
                type = ParseTypeName();
            }

            Expr? fallback = null;
            if (Skip(TokenKind.Assign))
            {
                fallback = ParseExpression();
            }
            else if (parameters.Count > 0 && parameters[^1].Default is not null)
            {
                throw new SyntaxException(
                    $"The parameter '{name}' has no default, but one before it has.", token.Span, "Move it to the front.");
            }

            foreach (var other in parameters)
            {
                if (ReferenceEquals(other.Name, name))
                {
                    throw new SyntaxException($"There are two parameters '{name}'.", token.Span);
                }
            }

            parameters.Add(new MacroParameter(name, fallback, token.Span, type));
            if (!Skip(TokenKind.Comma) && !Is(TokenKind.RightParen))
            {
                throw Unexpected("Expected ',' or ')' in the parameters");
            }
        }

        at++;
        return parameters.DrainToImmutable();
    }

    // dbt's type annotations: `name`, or `name[type, ...]`.
    private string ParseTypeName()
    {
        var token = Expect(TokenKind.Name, "the name of a type");
        Enter(token.Span);
        if (Skip(TokenKind.LeftBracket))
        {
            do
            {
                ParseTypeName();
            }
            while (Skip(TokenKind.Comma));
            Expect(TokenKind.RightBracket, "']'");
        }

        Leave();
        return text[token.Start..tokens[at - 1].End];
    }

    private void RequireTopLevel(Token begin, BlockKind kind, bool isTopLevel)
    {
        if (!isTopLevel && kind != BlockKind.Macro)
        {
            Report(
                $"A {kind.ToString().ToLowerInvariant()} block stands within another block.",
                begin.Span.To(Current.Span),
                $"Move it out of the `{open[^1].Name}` of line {LineOf(open[^1].Span.Start)}, to the top level of the file.");
        }
    }

    private MacroStmt Finish(MacroBlock block, TextSpan span, bool isTopLevel)
    {
        if (isTopLevel)
        {
            blocks.Add(block);
        }

        return new MacroStmt(span, block);
    }

    // dbt counts the whitespace that a block's outer tags strip as part of the block.
    internal static SourceSpan BlockSpan(SourceText source, TextSpan span)
    {
        var text = source.Text;
        var start = span.Start;
        var end = span.End;
        if (text.AsSpan(start).StartsWith("{%-"))
        {
            while (start > 0 && char.IsWhiteSpace(text[start - 1]))
            {
                start--;
            }

            // Unless the tag before it has taken it already, or it is the file's, which dbt strips.
            if (start == 0 || text.AsSpan(0, start).EndsWith("-%}"))
            {
                start = span.Start;
            }
        }

        if (end >= 3 && text[end - 3] == '-')
        {
            while (end < text.Length && char.IsWhiteSpace(text[end]))
            {
                end++;
            }
        }

        return new SourceSpan(source, start, end - start);
    }

    private SourceSpan BodySpan(int start, TextSpan block)
    {
        var end = text.LastIndexOf("{%", Math.Max(block.End - 1, start), StringComparison.Ordinal);
        return new SourceSpan(source, start, Math.Max(end - start, 0));
    }

    private readonly record struct MaterializationHead(Token Name, string Adapter, ImmutableArray<string> Languages);
}
