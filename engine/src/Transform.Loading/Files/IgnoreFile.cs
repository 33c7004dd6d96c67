namespace Transform.Loading.Files;

/// <summary>The patterns of a <c>.dbtignore</c>, which are those of <c>.gitignore</c>: the last one that matches decides.</summary>
internal sealed class IgnoreFile
{
    private readonly List<Rule> rules = [];

    private IgnoreFile()
    {
    }

    public bool IsEmpty => rules.Count == 0;

    public static IgnoreFile Parse(string text)
    {
        var file = new IgnoreFile();
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            if (Rule.Parse(raw) is { } rule)
            {
                file.rules.Add(rule);
            }
        }

        return file;
    }

    /// <summary>Whether a file is left out.</summary>
    /// <param name="path">Relative to the folder of the ignore file, forward slashes.</param>
    public bool Ignores(string path)
    {
        var ignored = false;
        if (rules.Count > 0)
        {
            var parts = path.Split('/');
            foreach (var rule in rules)
            {
                if (ignored == rule.IsNegated && rule.Matches(parts))
                {
                    ignored = !rule.IsNegated;
                }
            }
        }

        return ignored;
    }

    private sealed class Rule(string[] segments, bool isNegated, bool isFolder)
    {
        public bool IsNegated { get; } = isNegated;

        public static Rule? Parse(ReadOnlySpan<char> line)
        {
            line = line.EndsWith("\\ ") ? line : line.TrimEnd();
            if (line.IsEmpty || line[0] == '#')
            {
                return null;
            }

            var negated = line[0] == '!';
            line = negated || line.StartsWith("\\#") || line.StartsWith("\\!") ? line[1..] : line;
            var folder = line.EndsWith("/");
            line = folder ? line[..^1] : line;
            var isAnchored = line.Contains('/');
            var pattern = line.TrimStart('/').ToString();
            return pattern.Length == 0 ? null : new Rule((isAnchored ? pattern : "**/" + pattern).Split('/'), negated, folder);
        }

        // A pattern that matches a folder matches all that is in it.
        public bool Matches(string[] parts)
        {
            for (var length = parts.Length; length >= 1; length--)
            {
                if ((!isFolder || length < parts.Length) && Matches(segments, parts.AsSpan(0, length)))
                {
                    return true;
                }
            }

            return false;
        }

        private static bool Matches(ReadOnlySpan<string> segments, ReadOnlySpan<string> parts)
        {
            if (segments.IsEmpty)
            {
                return parts.IsEmpty;
            }

            if (segments[0] == "**")
            {
                if (segments.Length == 1)
                {
                    return !parts.IsEmpty;
                }

                for (var skip = 0; skip < parts.Length; skip++)
                {
                    if (Matches(segments[1..], parts[skip..]))
                    {
                        return true;
                    }
                }

                return false;
            }

            return !parts.IsEmpty && Glob(segments[0], parts[0]) && Matches(segments[1..], parts[1..]);
        }

        private static bool Glob(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
        {
            while (!pattern.IsEmpty)
            {
                switch (pattern[0])
                {
                    case '*':
                        pattern = pattern.TrimStart('*');
                        for (var i = 0; i <= text.Length; i++)
                        {
                            if (Glob(pattern, text[i..]))
                            {
                                return true;
                            }
                        }

                        return false;
                    case '?' when !text.IsEmpty:
                        pattern = pattern[1..];
                        break;
                    case '[' when !text.IsEmpty && Class(pattern, text[0], out var length, out var isIn):
                        if (!isIn)
                        {
                            return false;
                        }

                        pattern = pattern[length..];
                        break;
                    case '\\' when pattern.Length > 1 && !text.IsEmpty && pattern[1] == text[0]:
                        pattern = pattern[2..];
                        break;
                    default:
                        if (text.IsEmpty || pattern[0] != text[0])
                        {
                            return false;
                        }

                        pattern = pattern[1..];
                        break;
                }

                text = text[1..];
            }

            return text.IsEmpty;
        }

        // [abc], [a-z], [!a]; false when the bracket is never closed.
        private static bool Class(ReadOnlySpan<char> pattern, char character, out int length, out bool isIn)
        {
            isIn = false;
            length = 0;
            var close = pattern.Length > 2 ? pattern[2..].IndexOf(']') : -1;
            if (close < 0)
            {
                return false;
            }

            length = close + 3;

            var set = pattern[1..(length - 1)];
            var negated = set[0] is '!' or '^';
            set = negated ? set[1..] : set;
            for (var i = 0; i < set.Length; i++)
            {
                if (i + 2 < set.Length && set[i + 1] == '-')
                {
                    isIn |= character >= set[i] && character <= set[i + 2];
                    i += 2;
                }
                else
                {
                    isIn |= set[i] == character;
                }
            }

            isIn ^= negated;
            return true;
        }
    }
}
