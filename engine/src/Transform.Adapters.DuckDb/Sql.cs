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

    internal static string Render(Relation relation) => relation.NameParts(Quote);
}
