using System.Text;

namespace Transform.Adapters.DuckDb;

/// <summary>Names and texts as DuckDB's SQL.</summary>
internal static class Sql
{
    internal static string Quote(string identifier) =>
        string.Concat("\"", identifier.Replace("\"", "\"\"", StringComparison.Ordinal), "\"");

    internal static string Literal(string text)
    {
        var quoted = string.Concat("'", text.Replace("'", "''", StringComparison.Ordinal), "'");

        // A statement cannot hold a NUL, a text can.
        return quoted.Contains('\0', StringComparison.Ordinal)
            ? string.Concat("(", quoted.Replace("\0", "' || chr(0) || '", StringComparison.Ordinal), ")")
            : quoted;
    }

    internal static string Render(Relation relation)
    {
        var name = new StringBuilder();
        Append(name, relation.Database, relation.Quoting.Database);
        Append(name, relation.Schema, relation.Quoting.Schema);
        Append(name, relation.Identifier, relation.Quoting.Identifier);
        return name.ToString();
    }

    private static void Append(StringBuilder name, string? part, bool quoted)
    {
        if (part is null)
        {
            return;
        }

        if (name.Length > 0)
        {
            name.Append('.');
        }

        name.Append(quoted ? Quote(part) : part);
    }
}
