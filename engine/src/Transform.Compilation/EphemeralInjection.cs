using System.Collections.Immutable;
using System.Text;

namespace Transform.Compilation;

/// <summary>Puts ephemeral models into the SQL that reads them.</summary>
internal static class EphemeralInjection
{
    /// <summary>What dbt puts before an ephemeral model's name.</summary>
    public const string Prefix = "__dbt__cte__";

    /// <summary>The SQL with the expressions put before its own: into its <c>with</c>, or in one of their own. Blanks are
    /// dbt's, so that compiled code is the same to the letter.</summary>
    public static string Inject(string sql, ImmutableArray<EphemeralCte> ctes)
    {
        if (ctes.IsEmpty)
        {
            return sql;
        }

        var (start, with) = FindWith(sql);
        var text = new StringBuilder(sql.Length + ctes.Sum(c => c.Sql.Length) + 16);
        if (with is { } end)
        {
            text.Append(sql, 0, end).Append(' ').AppendJoin(", ", ctes.Select(c => c.Sql)).Append(',').Append(sql, end, sql.Length - end);
        }
        else
        {
            text.Append(sql, 0, start).Append("with").AppendJoin(", ", ctes.Select(c => c.Sql))
                .Append(' ').Append(sql, start, sql.Length - start);
        }

        return text.ToString();
    }

    /// <summary>The first place that is neither blank nor comment, and the end of <c>with [recursive]</c> when that stands
    /// there. dbt puts its own <c>with</c> before the first comment; so do we.</summary>
    private static (int Start, int? WithEnd) FindWith(string sql)
    {
        var start = SkipSpace(sql, 0);
        var code = SkipSpaceAndComments(sql, start);
        if (!IsWord(sql, code, "with"))
        {
            return (start, null);
        }

        var end = code + 4;
        var next = SkipSpace(sql, end);
        return (start, IsWord(sql, next, "recursive") ? next + 9 : end);
    }

    /// <summary>The end of the comment that begins there; the same place where none begins.</summary>
    internal static int SkipComment(string sql, int at)
    {
        if (string.CompareOrdinal(sql, at, "--", 0, 2) == 0)
        {
            var end = sql.IndexOf('\n', at);
            return end < 0 ? sql.Length : end;
        }

        if (string.CompareOrdinal(sql, at, "/*", 0, 2) == 0)
        {
            var end = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
            return end < 0 ? sql.Length : end + 2;
        }

        return at;
    }

    private static int SkipSpace(string sql, int at)
    {
        while (at < sql.Length && char.IsWhiteSpace(sql[at]))
        {
            at++;
        }

        return at;
    }

    private static int SkipSpaceAndComments(string sql, int at)
    {
        while (true)
        {
            at = SkipSpace(sql, at);
            var end = SkipComment(sql, at);
            if (end == at)
            {
                return at;
            }

            at = end;
        }
    }

    private static bool IsWord(string sql, int at, string word) =>
        string.Compare(sql, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0
        && at + word.Length < sql.Length
        && !char.IsLetterOrDigit(sql[at + word.Length])
        && sql[at + word.Length] != '_';
}
