using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Recursive descent over the tokens. A wrong tag is reported and skipped, so that one pass finds every wrong tag of
/// a file.</summary>
internal sealed partial class Parser
{
    /// <summary>How deeply expressions and blocks may nest.</summary>
    private const int MaxDepth = 120;

    /// <summary>How many links a chain of operators, attributes or filters may have; trees of chains are deep, too.</summary>
    private const int MaxChain = 500;

    [ThreadStatic]
    private static List<Token>? sharedTokens;

    private readonly SourceText source;
    private readonly string text;
    private readonly TemplateOptions options;
    private readonly List<Token> tokens;
    private readonly List<Diagnostic> errors = [];
    private readonly List<OpenBlock> open = [];
    private readonly ImmutableArray<MacroBlock>.Builder blocks = ImmutableArray.CreateBuilder<MacroBlock>();
    private readonly bool hasCarriageReturns;
    private int at;
    private int depth;

    // Which of the names that the engine fills in were seen since the enclosing macro or loop started.
    private MacroFeatures seenFeatures;
    private bool seenLoop;

    private Parser(SourceText source, TemplateOptions options, List<Token> tokens)
    {
        this.source = source;
        this.options = options;
        this.tokens = tokens;
        text = source.Text;
        hasCarriageReturns = text.Contains('\r');
    }

    private Token Current => tokens[at];

    public static Template Parse(SourceText source, TemplateOptions options)
    {
        var template = source.Text;
        if (!HasJinja(template))
        {
            // Without a single tag dbt does not render at all: even the last line break stays.
            return new Template(source, [new TextStmt(new TextSpan(0, template.Length))], []) { ConstantText = template };
        }

        var list = sharedTokens ?? [];
        sharedTokens = null;
        list.Clear();
        try
        {
            var length = options.KeepTrailingNewline ? template.Length : template.Length - TrailingNewline(template);
            Lexer.Lex(template.AsSpan(0, length), list);
            return new Parser(source, options, list).ParseTemplate();
        }
        finally
        {
            sharedTokens = list;
        }
    }

    private static bool HasJinja(string text)
    {
        for (var i = text.AsSpan().IndexOfAny('{', '}'); i >= 0;)
        {
            if (text[i] == '{' ? i + 1 < text.Length && text[i + 1] is '{' or '%' or '#'
                : i > 0 && text[i - 1] is '}' or '%' or '#')
            {
                return true;
            }

            var next = text.AsSpan(i + 1).IndexOfAny('{', '}');
            i = next < 0 ? -1 : i + 1 + next;
        }

        return false;
    }

    private static int TrailingNewline(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? 2 : text.Length > 0 && text[^1] is '\n' or '\r' ? 1 : 0;

    private Template ParseTemplate()
    {
        var body = ParseBody();
        while (Current.Kind != TokenKind.End && errors.Count < options.MaxErrors)
        {
            // An end tag that nothing waits for: it was reported, the rest of the file is still read.
            body = body.AddRange(ParseBody());
        }

        if (errors.Count > 0)
        {
            throw new TransformException([.. errors.OrderBy(e => e.Span!.Value.Start)]);
        }

        var constant = body.All(static s => s is TextStmt)
            ? string.Concat(body.Select(s => TextOf((TextStmt)s)))
            : null;
        return new Template(source, body, blocks.ToImmutable()) { ConstantText = constant };
    }

    private string TextOf(TextStmt statement) =>
        statement.Text ?? text.Substring(statement.Span.Start, statement.Span.Length);

    private Token Advance() => tokens[at++];

    private Token Peek(int ahead) => tokens[Math.Min(at + ahead, tokens.Count - 1)];

    private bool Is(TokenKind kind) => tokens[at].Kind == kind;

    private bool Is(Keyword keyword) => tokens[at].Keyword == keyword;

    private bool Skip(TokenKind kind)
    {
        if (tokens[at].Kind != kind)
        {
            return false;
        }

        at++;
        return true;
    }

    private bool Skip(Keyword keyword)
    {
        if (tokens[at].Keyword != keyword)
        {
            return false;
        }

        at++;
        return true;
    }

    private Token Expect(TokenKind kind, string what)
    {
        if (tokens[at].Kind != kind)
        {
            throw Unexpected($"Expected {what}");
        }

        return tokens[at++];
    }

    private ReadOnlySpan<char> SpanOf(Token token) => text.AsSpan(token.Start, token.End - token.Start);

    private bool NameIs(Token token, string name) => token.Kind == TokenKind.Name && SpanOf(token).SequenceEqual(name);

    private string Name(Token token) => NamePool.Get(SpanOf(token));

    private int LineOf(int offset) => source.Locate(offset).Line;

    private SourceSpan Locate(TextSpan span) => new(source, span.Start, span.Length);

    private void Enter(TextSpan span)
    {
        if (++depth > MaxDepth)
        {
            throw new SyntaxException(
                $"Expressions or blocks are nested more than {MaxDepth} levels deep.",
                span,
                "Give parts of it names with `{% set %}`, or move them into macros.");
        }
    }

    private void Leave() => depth--;

    private void Report(SyntaxException error) => Report(error.Message, error.Span, error.Hint);

    private void Report(string message, TextSpan span, string? hint)
    {
        if (errors.Count < options.MaxErrors)
        {
            errors.Add(Diagnostic.Error(DiagnosticCodes.TemplateSyntax, message, Locate(span), hint));
        }
    }

    /// <summary>A block that waits for its end tag.</summary>
    private readonly record struct OpenBlock(string Name, string EndTag, TextSpan Span);
}
