namespace Transform.Templating;

/// <content>Saying what is wrong, in the words of the one who wrote it.</content>
internal sealed partial class Parser
{
    /// <summary>The error for a token that does not fit here.</summary>
    private SyntaxException Unexpected(string expectation)
    {
        var token = Current;
        var tag = OpeningOfTag();
        if (token.Kind is not (TokenKind.UnclosedString or TokenKind.LeftBrace) && !IsTagClosed() && UnclosedBracket(tag) is null)
        {
            return new SyntaxException(
                $"The tag '{SpanOf(tag)}' is never closed.",
                tag.Span,
                $"Add '{(tag.Kind == TokenKind.BlockBegin ? "%}" : "}}")}' at its end.");
        }

        switch (token.Kind)
        {
            case TokenKind.VariableEnd or TokenKind.BlockEnd when UnclosedBracket(tag) is { } bracket:
                return new SyntaxException(
                    $"The '{SpanOf(bracket)}' is never closed.",
                    bracket.Span,
                    $"Add the matching '{Closing(bracket.Kind)}' before '{SpanOf(token)}'.");
            case TokenKind.VariableEnd when tag.Kind == TokenKind.BlockBegin:
                return new SyntaxException(
                    "A tag that starts with '{%' ends with '}}'.",
                    token.Span,
                    "Write '%}' at its end, or '{{' at its start when its value is to be printed.");
            case TokenKind.BlockEnd when tag.Kind == TokenKind.VariableBegin:
                return new SyntaxException(
                    "A tag that starts with '{{' ends with '%}'.",
                    token.Span,
                    "Write '}}' at its end, or '{%' at its start when it is a statement.");
            case TokenKind.End or TokenKind.Text or TokenKind.RawText or TokenKind.Comment
                or TokenKind.VariableBegin or TokenKind.BlockBegin:
                var close = tag.Kind == TokenKind.BlockBegin ? "%}" : "}}";
                return UnclosedBracket(tag) is { Kind: TokenKind.LeftBrace or TokenKind.LeftParen or TokenKind.LeftBracket } left
                    ? new SyntaxException(
                        $"The '{SpanOf(left)}' is never closed, and neither is its tag.",
                        left.Span,
                        $"Add '{Closing(left.Kind)}' and, at the end of the tag, '{close}'.")
                    : new SyntaxException(
                        $"The tag '{SpanOf(tag)}' is never closed.", tag.Span, $"Add '{close}' at its end.");
            case TokenKind.UnclosedString:
                return new SyntaxException(
                    "A string is never closed.", token.Span with { Length = 1 }, $"Add {text[token.Start]} at its end.");
            case TokenKind.VariableEnd or TokenKind.BlockEnd:
                return new SyntaxException($"{expectation}, but the tag ends here.", token.Span);
            case TokenKind.LeftBrace when Peek(1) is { Kind: TokenKind.LeftBrace } next && next.Start == token.End:
                return new SyntaxException(
                    "There is '{{' inside a tag.",
                    TextSpan.FromBounds(token.Start, next.End),
                    "Within '{{ }}' and '{% %}' names are written without curly braces: `{{ ref(my_name) }}`.");
            case TokenKind.Assign:
                return new SyntaxException(
                    $"{expectation}, not '='.", token.Span, "To compare, write '=='; to set a name, `{% set name = value %}`.");
            case TokenKind.Unknown:
                return new SyntaxException(
                    $"The character '{SpanOf(token)}' means nothing here.", token.Span, HintForCharacter(text[token.Start]));
            default:
                return new SyntaxException($"{expectation}, not '{SpanOf(token)}'.", token.Span);
        }
    }

    private static string? HintForCharacter(char c) => c switch
    {
        '&' => "The logical and is the word `and`.",
        '!' => "The negation is the word `not`; unequal is '!='.",
        '$' or '@' => "Names have no sign in front of them.",
        '“' or '”' or '‘' or '’' => "Use straight quotes: ' or \".",
        _ => null,
    };

    private static char Closing(TokenKind kind) => kind switch
    {
        TokenKind.LeftParen => ')',
        TokenKind.LeftBracket => ']',
        _ => '}',
    };

    // Whether the tag that the parser is in has an end.
    private bool IsTagClosed()
    {
        for (var i = at; i < tokens.Count; i++)
        {
            switch (tokens[i].Kind)
            {
                case TokenKind.VariableEnd or TokenKind.BlockEnd:
                    return true;
                case TokenKind.Text or TokenKind.RawText or TokenKind.VariableBegin or TokenKind.BlockBegin or TokenKind.Comment:
                    return false;
            }
        }

        return false;
    }

    // The token that opened the tag that the parser is in.
    private Token OpeningOfTag()
    {
        for (var i = Math.Min(at, tokens.Count - 1) - 1; i >= 0; i--)
        {
            if (tokens[i].Kind is TokenKind.VariableBegin or TokenKind.BlockBegin)
            {
                return tokens[i];
            }
        }

        return tokens[0];
    }

    // The innermost bracket of the tag that is still open at the current token.
    private Token? UnclosedBracket(Token tag)
    {
        var unmatched = new Stack<Token>();
        for (var i = tokens.IndexOf(tag) + 1; i < at; i++)
        {
            switch (tokens[i].Kind)
            {
                case TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace:
                    unmatched.Push(tokens[i]);
                    break;
                case TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace when unmatched.Count > 0:
                    unmatched.Pop();
                    break;
            }
        }

        return unmatched.Count > 0 ? unmatched.Peek() : null;
    }

    // Goes on behind the tag that is wrong.
    private void SkipTag()
    {
        while (true)
        {
            switch (Current.Kind)
            {
                case TokenKind.VariableEnd or TokenKind.BlockEnd:
                    at++;
                    return;
                case TokenKind.End or TokenKind.Text or TokenKind.RawText or TokenKind.Comment or TokenKind.BlockBegin
                    or TokenKind.VariableBegin or TokenKind.UnclosedComment or TokenKind.UnclosedRaw:
                    return;
                default:
                    at++;
                    break;
            }
        }
    }
}
