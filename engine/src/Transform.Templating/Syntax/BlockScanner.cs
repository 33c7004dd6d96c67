namespace Transform.Templating;

/// <summary>Finds the blocks of dbt in a file by their tags alone: what is between the tags is not read.</summary>
public ref struct BlockScanner(string text)
{
    private int at;

    /// <summary>What the block found last begins with: <c>macro</c>, <c>data_test</c>.</summary>
    public string Tag { get; private set; } = string.Empty;

    /// <summary>The offset of the block's first tag.</summary>
    public int Start { get; private set; }

    /// <summary>The offset after the block's end tag.</summary>
    public int End { get; private set; }

    /// <summary>Other tags than those of blocks were met outside of blocks.</summary>
    public bool MetOthers { get; private set; }

    /// <summary>Goes to the next block that has its end tag.</summary>
    public bool Next()
    {
        while (at < text.Length)
        {
            var tag = text.IndexOf("{%", at, StringComparison.Ordinal);
            var comment = text.AsSpan(at, (tag < 0 ? text.Length : tag) - at).IndexOf("{#");
            if (comment >= 0)
            {
                var end = text.IndexOf("#}", at + comment, StringComparison.Ordinal);
                at = end < 0 ? text.Length : end + 2;
                continue;
            }

            if (tag < 0)
            {
                break;
            }

            if (Kind(TagName(text, tag, out _)) is { } kind && BlockEnd(tag, kind) is var close and > 0)
            {
                (Tag, Start, End) = (kind, tag, close);
                at = close;
                return true;
            }

            MetOthers = true;
            at = tag + 2;
        }

        at = text.Length;
        return false;
    }

    /// <summary>The name that a tag starts with.</summary>
    internal static ReadOnlySpan<char> TagName(string text, int tag, out int end)
    {
        var start = tag + 2;
        if (start < text.Length && text[start] == '-')
        {
            start++;
        }

        return Name(text, start, out end);
    }

    /// <summary>The name that comes next after blanks.</summary>
    internal static ReadOnlySpan<char> Name(string text, int start, out int end)
    {
        while (start < text.Length && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return text.AsSpan(start, end - start);
    }

    private static string? Kind(ReadOnlySpan<char> name) => name switch
    {
        "macro" => "macro",
        "test" => "test",
        "data_test" => "data_test",
        "materialization" => "materialization",
        "snapshot" => "snapshot",
        "docs" => "docs",
        _ => null,
    };

    private readonly int BlockEnd(int tag, string kind)
    {
        while ((tag = text.IndexOf("{%", tag + 2, StringComparison.Ordinal)) >= 0)
        {
            var name = TagName(text, tag, out _);
            if (name.StartsWith("end") && name[3..].SequenceEqual(kind))
            {
                return text.IndexOf("%}", tag, StringComparison.Ordinal) + 2;
            }
        }

        return 0;
    }
}
