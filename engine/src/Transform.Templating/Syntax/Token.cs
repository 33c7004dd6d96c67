namespace Transform.Templating;

internal enum TokenKind : byte
{
    End,

    // Outside of tags
    Text,
    RawText,
    Comment,
    UnclosedComment,
    UnclosedRaw,

    // Tags
    VariableBegin,
    VariableEnd,
    BlockBegin,
    BlockEnd,

    // Within tags
    Name,
    String,
    UnclosedString,
    Integer,
    Float,
    Plus,
    Minus,
    Star,
    StarStar,
    Slash,
    SlashSlash,
    Percent,
    Tilde,
    LeftBracket,
    RightBracket,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Assign,
    Dot,
    Comma,
    Colon,
    Semicolon,
    Pipe,
    Unknown,
}

/// <summary>Names that mean something in expressions.</summary>
internal enum Keyword : byte
{
    None,
    And,
    Or,
    Not,
    In,
    Is,
    If,
    Else,
    True,
    False,
    Null,
    Recursive,
}

/// <summary>A token is its kind and its place; text is sliced on demand.</summary>
internal readonly record struct Token(TokenKind Kind, Keyword Keyword, int Start, int End)
{
    public TextSpan Span => TextSpan.FromBounds(Start, End);
}
