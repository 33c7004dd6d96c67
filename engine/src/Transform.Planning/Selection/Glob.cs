using System.Text.RegularExpressions;

namespace Transform.Planning;

/// <summary>Shell patterns: <c>*</c>, <c>?</c> and <c>[...]</c>.</summary>
internal sealed class Glob
{
    private readonly string pattern;
    private readonly bool matchesAll;
    private readonly Regex? regex;

    private Glob(string pattern, bool isPath)
    {
        this.pattern = pattern;

        // What is selected where nothing was asked for: making the expression would take a tenth of a small call.
        matchesAll = pattern == "*" && !isPath;
        regex = HasWildcard(pattern) && !matchesAll ? new Regex(Translate(pattern, isPath), RegexOptions.CultureInvariant | RegexOptions.NonBacktracking) : null;
    }

    /// <summary>A pattern for names, in which <c>*</c> matches everything.</summary>
    public static Glob ForNames(string pattern) => new(pattern, isPath: false);

    /// <summary>A pattern for paths, in which <c>*</c> stays within one folder and <c>**</c> matches folders.</summary>
    public static Glob ForPaths(string pattern) => new(pattern, isPath: true);

    public static bool HasWildcard(string text) => text.AsSpan().IndexOfAny("*?[]") >= 0;

    public bool Matches(string text) => matchesAll || (regex?.IsMatch(text) ?? string.Equals(pattern, text, StringComparison.Ordinal));

    private static string Translate(string pattern, bool isPath)
    {
        var any = isPath ? "[^/]" : "(?s:.)";
        var text = new System.Text.StringBuilder("^");
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '*' && isPath && string.CompareOrdinal(pattern, i, "**/", 0, 3) == 0)
            {
                text.Append("(?:[^/]+/)*");
                i += 2;
            }
            else if (c == '/' && isPath && i == pattern.Length - 3 && pattern.EndsWith("/**", StringComparison.Ordinal))
            {
                // A folder, and all folders in it.
                text.Append("(?:/(?s:.)*)?");
                i += 2;
            }
            else if (c == '*' && isPath && i + 1 < pattern.Length && pattern[i + 1] == '*')
            {
                text.Append("(?s:.)*");
                i++;
            }
            else if (c == '*')
            {
                text.Append(any).Append('*');
            }
            else if (c == '?')
            {
                text.Append(any);
            }
            else if (c == '[' && pattern.IndexOf(']', Math.Min(i + 2, pattern.Length)) is var close and > 0)
            {
                var set = pattern[(i + 1)..close].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                text.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set.StartsWith('^') ? "\\" + set : set).Append(']');
                i = close;
            }
            else
            {
                text.Append(Regex.Escape(c.ToString()));
            }
        }

        return text.Append("\\z").ToString();
    }
}
