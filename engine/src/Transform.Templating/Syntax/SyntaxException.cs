namespace Transform.Templating;

/// <summary>Unwinds the parser to the end of the tag that is wrong; never leaves it.</summary>
internal sealed class SyntaxException(string message, TextSpan span, string? hint = null) : Exception(message)
{
    public TextSpan Span { get; } = span;

    public string? Hint { get; } = hint;
}
