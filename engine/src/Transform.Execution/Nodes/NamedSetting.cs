using System.Buffers;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Finds the setting of a node that a failure is about: the one that holds the word which the failure names, such as an
/// unknown column of <c>check_cols</c>.</summary>
internal static class NamedSetting
{
    // How far behind the key its value is looked for.
    private const int Reach = 400;

    private static readonly SearchValues<char> Quotes = SearchValues.Create("'\"`");

    /// <summary>The place of the word in the setting; null where no setting has it.</summary>
    public static SourceSpan? Find(Node node, string? word)
    {
        if (string.IsNullOrWhiteSpace(word))
        {
            return null;
        }

        foreach (var (key, value) in node.Config.Values)
        {
            if (key.AsString() is { } name && Holds(value, word) && (In(node.Span, name, word) ?? In(node.PatchSpan, name, word)) is { } place)
            {
                return place;
            }
        }

        return null;
    }

    /// <summary>The first word that a message quotes; null where it quotes none.</summary>
    public static string? Quoted(string message)
    {
        var start = message.AsSpan().IndexOfAny(Quotes);
        var length = start < 0 ? -1 : message.AsSpan(start + 1).IndexOf(message[start]);
        return length > 0 ? message.Substring(start + 1, length) : null;
    }

    private static bool Holds(Value value, string word) => value.AsString() is { } text
        ? IndexOfWord(text, word) >= 0
        : value.AsList()?.Any(item => item.AsString() is { } part && IndexOfWord(part, word) >= 0) == true;

    private static SourceSpan? In(SourceSpan? owner, string key, string word)
    {
        if (owner is not { } near || ConfigPlaces.Find(near, key) is not { } found || found == near)
        {
            return null;
        }

        var text = found.Source.Text.AsSpan(found.End, Math.Min(Reach, found.Source.Text.Length - found.End));
        var at = IndexOfWord(text, word);
        return at < 0 ? null : found.Source.Span(found.End + at, word.Length);
    }

    private static int IndexOfWord(ReadOnlySpan<char> text, string word)
    {
        for (var from = 0; from <= text.Length - word.Length;)
        {
            var at = text[from..].IndexOf(word, StringComparison.OrdinalIgnoreCase);
            if (at < 0)
            {
                break;
            }

            at += from;
            var end = at + word.Length;
            if ((at == 0 || !IsPart(text[at - 1])) && (end == text.Length || !IsPart(text[end])))
            {
                return at;
            }

            from = at + 1;
        }

        return -1;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
