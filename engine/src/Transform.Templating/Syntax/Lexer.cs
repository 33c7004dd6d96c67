namespace Transform.Templating;

/// <summary>Cuts a template into tokens. It never fails: what cannot be read becomes a token that the parser explains. Tokens are
/// in order and do not overlap; between them lies only whitespace, that within tags and that which <c>-</c> strips.</summary>
internal ref struct Lexer
{
    private readonly ReadOnlySpan<char> text;
    private readonly List<Token> tokens;
    private readonly List<char> brackets = [];
    private int position;

    private Lexer(ReadOnlySpan<char> text, List<Token> tokens)
    {
        this.text = text;
        this.tokens = tokens;
    }

    public static void Lex(ReadOnlySpan<char> text, List<Token> tokens)
    {
        var lexer = new Lexer(text, tokens);
        lexer.Run();
    }

    private void Run()
    {
        while (position < text.Length)
        {
            ReadData();
        }

        Add(TokenKind.End, text.Length, text.Length);
    }

    // Text up to the next tag or comment, and then that.
    private void ReadData()
    {
        var start = position;
        var open = FindOpening(start);
        if (open < 0)
        {
            AddText(start, text.Length);
            position = text.Length;
            return;
        }

        var marker = open + 2 < text.Length ? text[open + 2] : '\0';
        var end = marker == '-' ? TrimmedEnd(start, open) : open;
        AddText(start, end);
        var afterMarker = open + 2 + (marker is '-' or '+' ? 1 : 0);
        switch (text[open + 1])
        {
            case '#':
                ReadComment(open, afterMarker);
                break;
            case '%' when TryMatchTag(afterMarker, "raw", false, out var bodyStart):
                ReadRaw(open, bodyStart);
                break;
            case '%':
                Add(TokenKind.BlockBegin, open, afterMarker);
                position = afterMarker;
                ReadCode(inBlock: true);
                break;
            default:
                Add(TokenKind.VariableBegin, open, afterMarker);
                position = afterMarker;
                ReadCode(inBlock: false);
                break;
        }
    }

    private readonly int FindOpening(int start)
    {
        while (true)
        {
            var found = text[start..].IndexOf('{');
            if (found < 0 || start + found + 1 >= text.Length)
            {
                return -1;
            }

            start += found;
            if (text[start + 1] is '{' or '%' or '#')
            {
                return start;
            }

            start++;
        }
    }

    private void ReadComment(int open, int start)
    {
        var length = text[start..].IndexOf("#}");
        if (length < 0)
        {
            Add(TokenKind.UnclosedComment, open, text.Length);
            position = text.Length;
            return;
        }

        var close = start + length;
        var strips = length > 0 && text[close - 1] == '-';
        Add(TokenKind.Comment, open, close + 2);
        position = strips ? SkipWhitespace(close + 2) : close + 2;
    }

    private void ReadRaw(int open, int bodyStart)
    {
        for (var at = bodyStart; ; at += 2)
        {
            var found = at < text.Length ? text[at..].IndexOf("{%") : -1;
            if (found < 0)
            {
                Add(TokenKind.UnclosedRaw, open, text.Length);
                position = text.Length;
                return;
            }

            at += found;
            var marker = at + 2 < text.Length ? text[at + 2] : '\0';
            if (TryMatchTag(at + 2 + (marker is '-' or '+' ? 1 : 0), "endraw", true, out var after))
            {
                var bodyEnd = marker == '-' ? TrimmedEnd(bodyStart, at) : at;
                if (bodyEnd > bodyStart)
                {
                    Add(TokenKind.RawText, bodyStart, bodyEnd);
                }

                position = after;
                return;
            }
        }
    }

    // `name %}` or `name -%}` from a position; the latter takes the whitespace behind it.
    private readonly bool TryMatchTag(int at, string name, bool allowPlus, out int after)
    {
        after = 0;
        at = SkipWhitespace(at);
        if (!text[at..].StartsWith(name))
        {
            return false;
        }

        at = SkipWhitespace(at + name.Length);
        if (text[at..].StartsWith("%}"))
        {
            after = at + 2;
            return true;
        }

        if (text[at..].StartsWith("-%}"))
        {
            after = SkipWhitespace(at + 3);
            return true;
        }

        if (allowPlus && text[at..].StartsWith("+%}"))
        {
            after = at + 3;
            return true;
        }

        return false;
    }

    private void ReadCode(bool inBlock)
    {
        brackets.Clear();
        while (true)
        {
            position = SkipWhitespace(position);
            if (position >= text.Length)
            {
                return;
            }

            var c = text[position];
            if (TryReadEnd(c, inBlock))
            {
                return;
            }

            // No expression can hold `{%` or `{#`: the tag before was not closed.
            if (c == '{' && Peek(1) is ('%' or '#'))
            {
                return;
            }

            ReadToken(c);
        }
    }

    // The end of the tag, also where brackets are still open: the parser then says which.
    private bool TryReadEnd(char c, bool inBlock)
    {
        var sign = c is '-' or '+' ? 1 : 0;
        var first = sign == 1 ? Peek(1) : c;
        var second = Peek(sign + 1);
        if (second != '}' || first is not ('}' or '%') || (c == '+' && first == '}'))
        {
            return false;
        }

        if (first == '}' && brackets.Count > 0 && (inBlock || brackets[^1] == '{'))
        {
            return false;
        }

        var end = position + sign + 2;
        Add(first == '}' ? TokenKind.VariableEnd : TokenKind.BlockEnd, position, end);
        position = c == '-' ? SkipWhitespace(end) : end;
        return true;
    }

    private void ReadToken(char c)
    {
        if (char.IsAsciiLetter(c) || c == '_' || (c > 127 && char.IsLetter(c)))
        {
            ReadName();
        }
        else if (char.IsAsciiDigit(c))
        {
            ReadNumber();
        }
        else if (c is '\'' or '"')
        {
            ReadString(c);
        }
        else
        {
            ReadOperator(c);
        }
    }

    private void ReadName()
    {
        var start = position;
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }

        tokens.Add(new Token(TokenKind.Name, KeywordOf(text[start..position]), start, position));
    }

    private static Keyword KeywordOf(ReadOnlySpan<char> name) => name switch
    {
        "and" => Keyword.And,
        "or" => Keyword.Or,
        "not" => Keyword.Not,
        "in" => Keyword.In,
        "is" => Keyword.Is,
        "if" => Keyword.If,
        "else" => Keyword.Else,
        "true" or "True" => Keyword.True,
        "false" or "False" => Keyword.False,
        "none" or "None" => Keyword.Null,
        "recursive" => Keyword.Recursive,
        _ => Keyword.None,
    };

    private void ReadString(char quote)
    {
        var start = position++;
        while (position < text.Length)
        {
            var c = text[position++];
            if (c == '\\')
            {
                position++;
            }
            else if (c == quote)
            {
                Add(TokenKind.String, start, position);
                return;
            }
        }

        position = text.Length;
        Add(TokenKind.UnclosedString, start, position);
    }

    // Integers with a base or underscores, floats with a fraction or exponent. After a dot only an integer is read: in
    // `pair.0.1` those are two positions.
    private void ReadNumber()
    {
        var start = position;
        if (text[position] == '0' && char.ToLowerInvariant(Peek(1)) is var prefix and ('x' or 'o' or 'b'))
        {
            position += 2;
            var from = position;
            while (position < text.Length && (IsDigit(text[position], prefix) || text[position] == '_'))
            {
                position++;
            }

            if (position > from)
            {
                Add(TokenKind.Integer, start, position);
                return;
            }

            position = start;
        }

        SkipDigits();
        var isFloat = false;
        if (start == 0 || text[start - 1] != '.')
        {
            if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
            {
                position++;
                SkipDigits();
                isFloat = true;
            }

            var sign = Peek(1) is '+' or '-' ? 1 : 0;
            if (Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
            {
                position += 1 + sign;
                SkipDigits();
                isFloat = true;
            }
        }

        Add(isFloat ? TokenKind.Float : TokenKind.Integer, start, position);
    }

    private static bool IsDigit(char c, char prefix) => prefix switch
    {
        'x' => char.IsAsciiHexDigit(c),
        'o' => c is >= '0' and <= '7',
        _ => c is '0' or '1',
    };

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)) || (Peek(0) == '_' && char.IsAsciiDigit(Peek(1))))
        {
            position++;
        }
    }

    private void ReadOperator(char c)
    {
        var next = Peek(1);
        var (kind, length) = (c, next) switch
        {
            ('*', '*') => (TokenKind.StarStar, 2),
            ('/', '/') => (TokenKind.SlashSlash, 2),
            ('=', '=') => (TokenKind.Equal, 2),
            ('!', '=') => (TokenKind.NotEqual, 2),
            ('<', '=') => (TokenKind.LessOrEqual, 2),
            ('>', '=') => (TokenKind.GreaterOrEqual, 2),
            ('+', _) => (TokenKind.Plus, 1),
            ('-', _) => (TokenKind.Minus, 1),
            ('*', _) => (TokenKind.Star, 1),
            ('/', _) => (TokenKind.Slash, 1),
            ('%', _) => (TokenKind.Percent, 1),
            ('~', _) => (TokenKind.Tilde, 1),
            ('[', _) => (TokenKind.LeftBracket, 1),
            (']', _) => (TokenKind.RightBracket, 1),
            ('(', _) => (TokenKind.LeftParen, 1),
            (')', _) => (TokenKind.RightParen, 1),
            ('{', _) => (TokenKind.LeftBrace, 1),
            ('}', _) => (TokenKind.RightBrace, 1),
            ('<', _) => (TokenKind.Less, 1),
            ('>', _) => (TokenKind.Greater, 1),
            ('=', _) => (TokenKind.Assign, 1),
            ('.', _) => (TokenKind.Dot, 1),
            (',', _) => (TokenKind.Comma, 1),
            (':', _) => (TokenKind.Colon, 1),
            (';', _) => (TokenKind.Semicolon, 1),
            ('|', _) => (TokenKind.Pipe, 1),
            _ => (TokenKind.Unknown, 1),
        };
        switch (kind)
        {
            case TokenKind.LeftParen or TokenKind.LeftBracket or TokenKind.LeftBrace:
                brackets.Add(c);
                break;
            case TokenKind.RightParen or TokenKind.RightBracket or TokenKind.RightBrace when brackets.Count > 0:
                brackets.RemoveAt(brackets.Count - 1);
                break;
        }

        Add(kind, position, position + length);
        position += length;
    }

    private readonly char Peek(int ahead) => position + ahead < text.Length ? text[position + ahead] : '\0';

    private readonly int SkipWhitespace(int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return Math.Min(at, text.Length);
    }

    private readonly int TrimmedEnd(int start, int end)
    {
        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        return end;
    }

    private readonly void AddText(int start, int end)
    {
        if (end > start)
        {
            Add(TokenKind.Text, start, end);
        }
    }

    private readonly void Add(TokenKind kind, int start, int end) => tokens.Add(new Token(kind, Keyword.None, start, end));
}
