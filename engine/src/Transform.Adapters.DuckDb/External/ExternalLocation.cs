using System.Globalization;
using System.Text;

namespace Transform.Adapters.DuckDb;

/// <summary>The place of a source that is a file: dbt-duckdb's <c>external_location</c>, with the source's own values filled in.</summary>
internal static class ExternalLocation
{
    public static string? Of(IReadOnlyDictionary<string, object?> source)
    {
        if (!source.TryGetValue("external_location", out var given) || given is not string pattern)
        {
            return null;
        }

        var formatter = source.TryGetValue("formatter", out var named) ? named as string : "newstyle";
        var location = formatter switch
        {
            "newstyle" => Fill(pattern, source, "{", "}", "{{", "{"),
            "oldstyle" => Fill(pattern, source, "%(", ")s", "%%", "%"),
            "template" => Fill(pattern.Replace("${", "$", StringComparison.Ordinal).Replace("}", string.Empty, StringComparison.Ordinal),
                source, "$", null, "$$", "$"),
            _ => throw new FormatException($"the formatter '{formatter}' is not known: use newstyle, oldstyle or template"),
        };

        // A call of a function and a quoted text are SQL already.
        return location.Contains('(', StringComparison.Ordinal) || location.StartsWith('\'') ? location : $"'{location}'";
    }

    // A name ends at the closing mark, or, without one, where no letter, digit or underscore follows.
    private static string Fill(
        string pattern, IReadOnlyDictionary<string, object?> values, string open, string? close, string escape, string escaped)
    {
        var text = new StringBuilder(pattern.Length);
        for (var at = 0; at < pattern.Length;)
        {
            var rest = pattern.AsSpan(at);
            if (rest.StartsWith(escape))
            {
                text.Append(escaped);
                at += escape.Length;
            }
            else if (close == "}" && rest.StartsWith("}}"))
            {
                text.Append('}');
                at += 2;
            }
            else if (rest.StartsWith(open))
            {
                var start = at + open.Length;
                var end = close is null ? NameEnd(pattern, start) : pattern.IndexOf(close, start, StringComparison.Ordinal);
                if (end < 0)
                {
                    throw new FormatException($"'{open}' is not closed in \"{pattern}\"");
                }

                text.Append(Value(pattern[start..end], values));
                at = end + (close?.Length ?? 0);
            }
            else
            {
                text.Append(pattern[at++]);
            }
        }

        return text.ToString();
    }

    private static int NameEnd(string pattern, int start)
    {
        while (start < pattern.Length && (char.IsAsciiLetterOrDigit(pattern[start]) || pattern[start] == '_'))
        {
            start++;
        }

        return start;
    }

    private static string Value(string name, IReadOnlyDictionary<string, object?> values) => values.TryGetValue(name, out var value)
        ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "None"
        : throw new FormatException($"there is no value '{name}' to fill in: there are {string.Join(", ", values.Keys)}");
}
