namespace Transform.Execution.Changes;

/// <summary>What a piece of SQL is.</summary>
internal enum SqlWordKind
{
    /// <summary>A name or a keyword without quotes.</summary>
    Word,

    /// <summary>A name in quotes, which are left out.</summary>
    Quoted,

    /// <summary>A text, without its quotes.</summary>
    Text,

    /// <summary>Any other character.</summary>
    Mark,
}

/// <summary>One piece of SQL.</summary>
internal readonly record struct SqlWord(SqlWordKind Kind, string Text)
{
    public bool Is(string word) => Kind == SqlWordKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsMark(char mark) => Kind == SqlWordKind.Mark && Text[0] == mark;

    public bool IsName => Kind is SqlWordKind.Word or SqlWordKind.Quoted;

    /// <summary>Cuts SQL into pieces; blanks, comments and numbers are left out.</summary>
    public static List<SqlWord> Split(string sql)
    {
        var words = new List<SqlWord>();
        var at = 0;
        while (at < sql.Length)
        {
            var c = sql[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (c == '-' && Next(sql, at) == '-')
            {
                at = Until(sql, at, "\n");
            }
            else if (c == '/' && Next(sql, at) == '*')
            {
                at = Until(sql, at + 2, "*/");
            }
            else if (c is '\'' or '"' or '`')
            {
                at = Quoted(sql, at, c, words);
            }
            else if (c == '$' && Tag(sql, at) is { } tag)
            {
                var end = sql.IndexOf(tag, at + tag.Length, StringComparison.Ordinal);
                words.Add(new SqlWord(SqlWordKind.Text, end < 0 ? sql[(at + tag.Length)..] : sql[(at + tag.Length)..end]));
                at = end < 0 ? sql.Length : end + tag.Length;
            }
            else if (char.IsLetter(c) || c == '_')
            {
                var start = at;
                at = NameEnd(sql, at);
                words.Add(new SqlWord(SqlWordKind.Word, sql[start..at]));
            }
            else if (char.IsAsciiDigit(c))
            {
                at = NumberEnd(sql, at);
                words.Add(new SqlWord(SqlWordKind.Mark, "0"));
            }
            else
            {
                words.Add(new SqlWord(SqlWordKind.Mark, c.ToString()));
                at++;
            }
        }

        return words;
    }

    private static char Next(string sql, int at) => at + 1 < sql.Length ? sql[at + 1] : '\0';

    private static int Until(string sql, int at, string end)
    {
        var found = sql.IndexOf(end, at, StringComparison.Ordinal);
        return found < 0 ? sql.Length : found + end.Length;
    }

    private static int NameEnd(string sql, int at)
    {
        while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '$'))
        {
            at++;
        }

        return at;
    }

    private static int NumberEnd(string sql, int at)
    {
        while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '.' or '_'))
        {
            at++;
        }

        return at;
    }

    // A quote within is doubled. One that stands behind a backslash, as some warehouses allow, ends the text here; the rest of it is read as
    // words then.
    private static int Quoted(string sql, int at, char quote, List<SqlWord> words)
    {
        var start = ++at;
        var isEscaped = false;
        while (at < sql.Length)
        {
            if (sql[at] == quote)
            {
                if (Next(sql, at) != quote)
                {
                    break;
                }

                isEscaped = true;
                at++;
            }

            at++;
        }

        var text = sql[start..Math.Min(at, sql.Length)];
        words.Add(new SqlWord(
            quote == '\'' ? SqlWordKind.Text : SqlWordKind.Quoted,
            isEscaped ? text.Replace(new string(quote, 2), quote.ToString(), StringComparison.Ordinal) : text));
        return at + 1;
    }

    // $$ or $name$
    private static string? Tag(string sql, int at)
    {
        var end = NameEnd(sql, at + 1);
        return sql.IndexOf('$', at + 1) is var next && next > 0 && next < end + 1 && (next == at + 1 || !char.IsAsciiDigit(sql[at + 1]))
            ? sql[at..(next + 1)]
            : null;
    }
}
