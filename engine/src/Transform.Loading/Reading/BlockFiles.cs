using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>Parses files of which dbt reads only the blocks: macros, tests, materializations, snapshots. What is between the blocks
/// may be anything, broken Jinja included.</summary>
internal static class BlockFiles
{
    private static readonly string[] Kinds = ["macro", "test", "data_test", "materialization", "snapshot", "docs"];

    /// <exception cref="TransformException">A block is wrong (TF2001).</exception>
    public static Template Parse(SourceText source)
    {
        try
        {
            return Template.Parse(source);
        }
        catch (TransformException) when (BlocksOnly(source.Text) is { } blocks)
        {
            // The places stay those of the file: what is left out becomes blanks.
            return Template.Parse(new SourceText(source.Path, blocks));
        }
    }

    // The text with blanks for everything outside of its blocks; null where that is nothing.
    private static string? BlocksOnly(string text)
    {
        var kept = new char[text.Length];
        for (var i = 0; i < kept.Length; i++)
        {
            kept[i] = text[i] is '\n' or '\r' ? text[i] : ' ';
        }

        var changed = false;
        for (var at = 0; at < text.Length;)
        {
            var tag = text.IndexOf("{%", at, StringComparison.Ordinal);
            var comment = text.IndexOf("{#", at, StringComparison.Ordinal);
            if (comment >= 0 && (tag < 0 || comment < tag))
            {
                var end = text.IndexOf("#}", comment, StringComparison.Ordinal);
                at = end < 0 ? text.Length : end + 2;
                continue;
            }

            if (tag < 0)
            {
                break;
            }

            if (Kind(text, tag) is { } kind && BlockEnd(text, tag, "end" + kind) is { } close)
            {
                text.AsSpan(tag, close - tag).CopyTo(kept.AsSpan(tag));
                at = close;
            }
            else
            {
                changed = true;
                at = tag + 2;
            }
        }

        return changed ? new string(kept) : null;
    }

    private static string? Kind(string text, int tag)
    {
        foreach (var kind in Kinds)
        {
            if (TagName(text, tag).SequenceEqual(kind))
            {
                return kind;
            }
        }

        return null;
    }

    private static int? BlockEnd(string text, int tag, string endName)
    {
        while ((tag = text.IndexOf("{%", tag + 2, StringComparison.Ordinal)) >= 0)
        {
            if (TagName(text, tag).SequenceEqual(endName))
            {
                var close = text.IndexOf("%}", tag, StringComparison.Ordinal);
                return close < 0 ? null : close + 2;
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> TagName(string text, int tag)
    {
        var rest = text.AsSpan(tag + 2).TrimStart('-').TrimStart();
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || rest[length] == '_'))
        {
            length++;
        }

        return rest[..length];
    }
}
