using System.Text;

namespace Transform.Loading.Yaml;

/// <summary>Makes texts readable whose literal blocks start with a line of nothing but spaces, at which the parser takes the block
/// for ended. The spaces say nothing there, so they are moved up behind the bar: every other place stays where it was.</summary>
internal static class BlankStarts
{
    /// <summary>The text with the spaces moved; null where there are none.</summary>
    public static string? MoveUp(string text)
    {
        StringBuilder? moved = null;
        var copied = 0;
        for (var end = text.IndexOf('\n', StringComparison.Ordinal); end >= 0; end = text.IndexOf('\n', end + 1))
        {
            var spaces = end + 1;
            while (spaces < text.Length && text[spaces] == ' ')
            {
                spaces++;
            }

            var isBlank = spaces > end + 1 && spaces < text.Length && text[spaces] is '\n' or '\r';
            if (isBlank && IsLiteralHeader(text.AsSpan(LineStart(text, end)..end)))
            {
                var line = end > 0 && text[end - 1] == '\r' ? end - 1 : end;
                moved ??= new StringBuilder(text.Length);
                moved.Append(text, copied, line - copied).Append(text, end + 1, spaces - end - 1).Append(text, line, end + 1 - line);
                copied = spaces;
            }
        }

        return moved?.Append(text, copied, text.Length - copied).ToString();
    }

    private static int LineStart(string text, int end) => end == 0 ? 0 : text.LastIndexOf('\n', end - 1) + 1;

    // `key: |`, `- |-`, `key: &anchor |2 # why`, and not a bar at the end of a text.
    private static bool IsLiteralHeader(ReadOnlySpan<char> line)
    {
        var comment = line.LastIndexOf(" #");
        var header = (comment >= 0 && line[..comment].Contains('|') ? line[..comment] : line).TrimEnd().TrimEnd("+-0123456789");
        if (header.IsEmpty || header[^1] != '|')
        {
            return false;
        }

        var before = header[..^1].TrimEnd();
        return before.IsEmpty || before[^1] is ':' or '-' || before[(before.LastIndexOf(' ') + 1)..] is ['&' or '!', ..];
    }
}
