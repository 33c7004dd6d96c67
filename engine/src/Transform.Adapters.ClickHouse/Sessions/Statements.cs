namespace Transform.Adapters.ClickHouse;

/// <summary>Parts a text into statements: ClickHouse takes one at a time.</summary>
internal static class Statements
{
    // What the names of formats begin with that rows are inserted in.
    private static readonly string[] Formats =
    [
        "CSV", "TSV", "TabSeparated", "TSKV", "JSON", "RowBinary", "Native", "Parquet", "Arrow", "Avro", "ORC", "CustomSeparated", "Template",
        "Regexp", "Protobuf", "CapnProto", "MsgPack", "LineAsString", "RawBLOB", "BSON", "MySQL", "Form", "Npy",
    ];

    /// <summary>The statements without the semicolons at their ends, and where in the text they start. What is only a comment is none.</summary>
    internal static List<(string Text, int Start)> Split(string sql)
    {
        var statements = new List<(string, int)>();
        var start = 0;
        var hasWords = false;
        for (var i = 0; i < sql.Length;)
        {
            var c = sql[i];
            if (c == ';')
            {
                Add(i);
                start = ++i;
                hasWords = false;
                continue;
            }

            var next = SkipComment(sql, i);
            if (next == i)
            {
                hasWords |= !char.IsWhiteSpace(c);
                next = SkipToken(sql, i);
                if (IsFormat(sql.AsSpan(i, next - i), sql.AsSpan(next)) && IsInsert(sql[start..i]))
                {
                    // The rest are rows, whatever stands in them.
                    break;
                }
            }

            i = next;
        }

        Add(sql.Length);
        return statements;

        void Add(int end)
        {
            if (hasWords)
            {
                var text = sql[start..end];
                var trimmed = text.TrimStart();
                statements.Add((trimmed.TrimEnd(), start + text.Length - trimmed.Length));
            }
        }
    }

    /// <summary>Whether a statement only reads, by its first word.</summary>
    internal static bool IsQuery(string statement) =>
        FirstWord(statement) is "select" or "with" or "show" or "describe" or "desc" or "exists" or "explain";

    /// <summary>Whether it is a query in the narrow sense.</summary>
    internal static bool IsSelect(string statement) => FirstWord(statement) is "select" or "with";

    /// <summary>The name after <c>format</c> where a query ends with that, or goes on with its settings; it may be no clause, and the name of
    /// something else. Null where it does not.</summary>
    internal static string? Format(string query)
    {
        string? name = null;
        var (depth, before) = (0, string.Empty);
        for (int i = 0, next; i < query.Length; i = next)
        {
            next = SkipComment(query, i);
            if (next > i || char.IsWhiteSpace(query[i]))
            {
                next = Math.Max(next, i + 1);
                continue;
            }

            next = SkipToken(query, i);
            var word = query[i..next];
            depth += word is "(" ? 1 : word is ")" ? -1 : 0;
            if (depth == 0 && before.Equals("format", StringComparison.OrdinalIgnoreCase) && IsWord(word[0]))
            {
                name = word;
            }
            else if (name is not null && word.Equals("settings", StringComparison.OrdinalIgnoreCase))
            {
                return name;
            }
            else
            {
                name = null;
            }

            before = word;
        }

        return name;
    }

    private static bool IsInsert(string statement) => FirstWord(statement) is "insert";

    // Rows follow the name of a format; those of Values are SQL.
    private static bool IsFormat(ReadOnlySpan<char> word, ReadOnlySpan<char> rest)
    {
        if (!word.Equals("format", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        rest = rest.TrimStart();
        foreach (var name in Formats)
        {
            if (rest.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static string FirstWord(string statement)
    {
        var i = 0;
        while (i < statement.Length)
        {
            var next = SkipComment(statement, i);
            if (next == i && !char.IsWhiteSpace(statement[i]) && statement[i] != '(')
            {
                break;
            }

            i = Math.Max(next, i + 1);
        }

        var word = statement.AsSpan(i);
        var length = 0;
        while (length < word.Length && char.IsAsciiLetter(word[length]))
        {
            length++;
        }

        return word[..length].ToString().ToLowerInvariant();
    }

    // -- and # to the end of the line, /* */ which may lie in one another.
    private static int SkipComment(string sql, int i)
    {
        var rest = sql.AsSpan(i);
        if (rest.StartsWith("--") || rest.StartsWith("# ") || rest.StartsWith("#!"))
        {
            var end = rest.IndexOf('\n');
            return end < 0 ? sql.Length : i + end + 1;
        }

        if (!rest.StartsWith("/*"))
        {
            return i;
        }

        var depth = 1;
        for (i += 2; i < sql.Length && depth > 0;)
        {
            var pair = sql.AsSpan(i);
            var step = pair.StartsWith("*/") ? -1 : pair.StartsWith("/*") ? 1 : 0;
            depth += step;
            i += step == 0 ? 1 : 2;
        }

        return i;
    }

    private static int SkipToken(string sql, int i)
    {
        switch (sql[i])
        {
            case '\'' or '"' or '`':
                return SkipQuoted(sql, i);
            case '$':
                return SkipHeredoc(sql, i);
            case var c when IsWord(c):
                // A $ within a word starts no heredoc.
                while (i < sql.Length && (IsWord(sql[i]) || sql[i] == '$'))
                {
                    i++;
                }

                return i;
            default:
                return i + 1;
        }
    }

    private static int SkipQuoted(string sql, int i)
    {
        var quote = sql[i++];
        while (i < sql.Length && sql[i] != quote)
        {
            i += sql[i] == '\\' ? 2 : 1;
        }

        // A doubled quote begins at once what goes on as the same text.
        return Math.Min(i + 1, sql.Length);
    }

    // $tag$ ... $tag$, the tag may be empty.
    private static int SkipHeredoc(string sql, int i)
    {
        var end = i + 1;
        while (end < sql.Length && IsWord(sql[end]))
        {
            end++;
        }

        if (end >= sql.Length || sql[end] != '$')
        {
            return i + 1;
        }

        var tag = sql.AsSpan(i, end + 1 - i);
        var closing = sql.AsSpan(end + 1).IndexOf(tag);
        return closing < 0 ? end + 1 : end + 1 + closing + tag.Length;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}
