using System.Globalization;
using Npgsql;

namespace Transform.Adapters.Postgres;

/// <summary>What the server says of a statement that it has run, such as <c>INSERT 0 5</c> or <c>CREATE VIEW</c>. Npgsql keeps the
/// kinds that count rows to itself; the others are told by the statement's first words.</summary>
internal static class CommandTag
{
    internal static StatementResult Of(NpgsqlCommand command)
    {
        if (Batch.Last(command) is not { } last)
        {
            return new StatementResult(null, string.Empty);
        }

        var rows = last.Rows.ToString(CultureInfo.InvariantCulture);
        return last.StatementType switch
        {
            StatementType.Insert => new((long)last.Rows, $"INSERT 0 {rows}"),
            StatementType.Select or StatementType.CreateTableAs => new((long)last.Rows, $"SELECT {rows}"),
            StatementType.Update or StatementType.Delete or StatementType.Merge or StatementType.Copy or StatementType.Move or StatementType.Fetch =>
                new((long)last.Rows, $"{last.StatementType.ToString().ToUpperInvariant()} {rows}"),
            _ => new(-1, Words(Batch.Text(last))),
        };
    }

    /// <summary><c>create or replace temporary view v as ...</c> is <c>CREATE VIEW</c>.</summary>
    internal static string Words(string sql)
    {
        var rest = sql.AsSpan();
        var verb = Next(ref rest);
        if (verb is not ("CREATE" or "ALTER" or "DROP"))
        {
            return verb switch { "TRUNCATE" => "TRUNCATE TABLE", "REFRESH" => "REFRESH MATERIALIZED VIEW", _ => verb };
        }

        var thing = Next(ref rest);
        while (thing is "OR" or "REPLACE" or "TEMP" or "TEMPORARY" or "GLOBAL" or "LOCAL" or "UNLOGGED" or "UNIQUE" or "RECURSIVE")
        {
            thing = Next(ref rest);
        }

        return thing is "MATERIALIZED" or "FOREIGN" or "EVENT" ? $"{verb} {thing} {Next(ref rest)}" : $"{verb} {thing}";
    }

    // The next word in capitals, comments aside.
    private static string Next(ref ReadOnlySpan<char> rest)
    {
        while (true)
        {
            rest = rest.TrimStart();
            var end = rest.StartsWith("--") ? rest.IndexOf('\n') + 1 : rest.StartsWith("/*") ? rest.IndexOf("*/") + 2 : 0;
            if (end < 2)
            {
                break;
            }

            rest = rest[end..];
        }

        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetter(rest[length]) || rest[length] == '_'))
        {
            length++;
        }

        var word = rest[..length].ToString().ToUpperInvariant();
        rest = rest[length..];
        return word;
    }
}
