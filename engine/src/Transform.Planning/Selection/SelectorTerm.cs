using System.Globalization;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>One selector: <c>[@][n+]method.arguments:value[+n]</c>.</summary>
internal sealed record SelectorTerm
{
    public required string Method { get; init; }

    /// <summary>What follows the method after dots: the path of a config.</summary>
    public required string[] Arguments { get; init; }

    public required string Value { get; init; }

    /// <summary>The value as YAML has it, where it may be something else than text: a config's number is not its digits.</summary>
    public Value Literal { get; init; }

    /// <summary>Where it is written; null on the command line.</summary>
    public SourceSpan? Span { get; init; }

    public bool WithChildrensParents { get; init; }

    public bool WithParents { get; init; }

    public int? ParentsDepth { get; init; }

    public bool WithChildren { get; init; }

    public int? ChildrenDepth { get; init; }

    /// <summary>A method and its value from YAML.</summary>
    /// <exception cref="TransformException">The value is no scalar (TF3009).</exception>
    public static SelectorTerm Of(string method, SourceSpan methodSpan, PlacedValue value)
    {
        if (value.Value.Kind is ValueKind.List or ValueKind.Dict or ValueKind.None)
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidSelector,
                $"'{method}' needs one value.",
                value.Value.IsNone ? methodSpan : value.Span,
                value.Items.IsEmpty ? null : "Make each value an item of a list below union:.");
        }

        var parts = method.Split('.');
        return new SelectorTerm { Method = parts[0], Arguments = parts[1..], Value = value.Value.ToString(), Literal = value.Value, Span = methodSpan };
    }

    /// <exception cref="TransformException">The selector cannot be read (TF3009).</exception>
    public static SelectorTerm Parse(string raw, SourceSpan? span = null)
    {
        var text = raw.AsSpan();
        var withChildrensParents = text.StartsWith("@", StringComparison.Ordinal);
        text = withChildrensParents ? text[1..] : text;

        var digits = CountDigits(text);
        var withParents = digits < text.Length && text[digits] == '+';
        int? parentsDepth = withParents && digits > 0 ? Depth(text[..digits], raw, span) : null;
        text = withParents ? text[(digits + 1)..] : text;

        var (method, rest) = SplitMethod(text);
        var plus = rest.LastIndexOf('+');
        var withChildren = plus >= 0 && CountDigits(rest.AsSpan(plus + 1)) == rest.Length - plus - 1;
        int? childrenDepth = withChildren && plus < rest.Length - 1 ? Depth(rest.AsSpan(plus + 1), raw, span) : null;
        rest = withChildren ? rest[..plus] : rest;
        if (withChildren && withChildrensParents)
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidSelector,
                $"The selector '{raw}' has both '@' and a '+' behind it.",
                span,
                "'@' already selects what comes after: leave the '+' away.");
        }

        var value = rest.ToString();
        var parts = (method ?? DefaultMethod(value)).Split('.');
        return new SelectorTerm
        {
            Method = parts[0],
            Arguments = parts[1..],
            Value = value,
            Literal = value,
            Span = span,
            WithChildrensParents = withChildrensParents,
            WithParents = withParents,
            ParentsDepth = parentsDepth,
            WithChildren = withChildren,
            ChildrenDepth = childrenDepth,
        };
    }

    private static (string? Method, string Tail) SplitMethod(ReadOnlySpan<char> text)
    {
        var colon = text.IndexOf(':');
        if (colon <= 0)
        {
            return (null, text.ToString());
        }

        foreach (var c in text[..colon])
        {
            if (!char.IsLetterOrDigit(c) && c is not ('_' or '.'))
            {
                return (null, text.ToString());
            }
        }

        return (text[..colon].ToString(), text[(colon + 1)..].ToString());
    }

    private static string DefaultMethod(string value) =>
        value.Contains('/', StringComparison.Ordinal) ? "path"
        : value.EndsWith(".sql", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".py", StringComparison.OrdinalIgnoreCase)
            || value.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? "file"
        : "fqn";

    private static int CountDigits(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }

    private static int Depth(ReadOnlySpan<char> digits, string raw, SourceSpan? span) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var depth)
            ? depth
            : throw TransformException.Error(DiagnosticCodes.InvalidSelector, $"The depth in the selector '{raw}' is too large.", span);
}
