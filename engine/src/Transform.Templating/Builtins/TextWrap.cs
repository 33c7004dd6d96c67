namespace Transform.Templating;

/// <summary>Python's <c>textwrap.wrap</c> with <c>expand_tabs</c> and <c>replace_whitespace</c> off, as Jinja's <c>wordwrap</c>
/// uses it.</summary>
internal static class TextWrap
{
    public static IEnumerable<string> Wrap(string text, int width, bool breakLongWords, bool breakOnHyphens)
    {
        var chunks = new Queue<string>(Split(text, breakOnHyphens));
        var lines = new List<string>();
        var rest = string.Empty;
        while (chunks.Count > 0 || rest.Length > 0)
        {
            var line = new List<string>();
            var length = 0;
            var next = Take(ref rest, chunks);
            if (lines.Count > 0 && string.IsNullOrWhiteSpace(next))
            {
                if (chunks.Count == 0)
                {
                    break;
                }

                next = chunks.Dequeue();
            }

            while (length + next.Length <= width)
            {
                line.Add(next);
                length += next.Length;
                if (chunks.Count == 0)
                {
                    next = string.Empty;
                    break;
                }

                next = chunks.Dequeue();
            }

            if (next.Length > width)
            {
                var space = width - length;
                if (breakLongWords && space > 0)
                {
                    line.Add(next[..space]);
                    next = next[space..];
                }
                else if (line.Count == 0)
                {
                    line.Add(next);
                    next = string.Empty;
                }
            }

            if (line.Count > 0 && string.IsNullOrWhiteSpace(line[^1]))
            {
                line.RemoveAt(line.Count - 1);
            }

            rest = next;
            if (line.Count > 0)
            {
                lines.Add(string.Concat(line));
            }
        }

        return lines;
    }

    private static string Take(ref string rest, Queue<string> chunks)
    {
        if (rest.Length == 0)
        {
            return chunks.Dequeue();
        }

        var taken = rest;
        rest = string.Empty;
        return taken;
    }

    // Words and the whitespace between them; words are cut behind hyphens that join letters.
    private static IEnumerable<string> Split(string text, bool breakOnHyphens)
    {
        for (var start = 0; start < text.Length;)
        {
            var isSpace = char.IsWhiteSpace(text[start]);
            var end = start + 1;
            while (end < text.Length && char.IsWhiteSpace(text[end]) == isSpace)
            {
                var isBreak = breakOnHyphens && !isSpace && text[end - 1] == '-' && char.IsLetter(text[end])
                    && end - 2 > start && char.IsLetter(text[end - 2]);
                if (isBreak)
                {
                    break;
                }

                end++;
            }

            yield return text[start..end];
            start = end;
        }
    }
}
