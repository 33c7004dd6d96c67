using System.Collections.Frozen;

namespace Transform.Adapters.Postgres;

/// <summary>PostgreSQL's quoting.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    /// <summary>The bytes that a name may have.</summary>
    internal const int LongestName = 63;

    private static readonly FrozenDictionary<string, string> ResultTypes = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["boolean"] = "BOOLEAN",
        ["bytea"] = "BINARY",
        ["\"char\""] = "STRING",
        ["name"] = "STRING",
        ["text"] = "STRING",
        ["character"] = "STRING",
        ["character varying"] = "STRING",
        ["bigint"] = "LONGINTEGER",
        ["smallint"] = "INTEGER",
        ["integer"] = "INTEGER",
        ["oid"] = "ROWID",
        ["real"] = "FLOAT",
        ["double precision"] = "FLOAT",
        ["numeric"] = "DECIMAL",
        ["date"] = "DATE",
        ["time without time zone"] = "TIME",
        ["time with time zone"] = "TIME",
        ["timestamp without time zone"] = "DATETIME",
        ["timestamp with time zone"] = "DATETIMETZ",
        ["interval"] = "INTERVAL",
        ["json"] = "JSON",
        ["jsonb"] = "JSONB",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    internal static PostgresDialect Instance { get; } = new();

    public bool SubqueriesNeedAlias => true;

    public TemplateTypes Types { get; } = new()
    {
        Prefix = "Postgres",
        SizesApart = true,
        Renameable = [RelationKind.View, RelationKind.Table],
        Replaceable = [RelationKind.View, RelationKind.Table],
        LongestName = LongestName,
    };

    public string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>As <c>standard_conforming_strings</c> reads it, which is on unless somebody turns it off: then a text with a
    /// backslash is written in the form that both settings read alike.</summary>
    public string Literal(string text)
    {
        var quoted = '\'' + text.Replace("'", "''", StringComparison.Ordinal) + '\'';
        return text.Contains('\\', StringComparison.Ordinal)
            ? " E" + quoted.Replace("\\", "\\\\", StringComparison.Ordinal)
            : quoted;
    }

    /// <summary>The names of psycopg2, by which dbt-postgres tells types apart: none knows a size, and all texts are one.</summary>
    public string ResultType(string dataType)
    {
        var isArray = dataType.EndsWith("[]", StringComparison.Ordinal);
        var type = isArray ? dataType[..^2] : dataType;
        var open = type.IndexOf('(', StringComparison.Ordinal);
        var close = type.IndexOf(')', StringComparison.Ordinal);
        if (open > 0 && close > open)
        {
            type = type[..open] + type[(close + 1)..];
        }

        return ResultTypes.TryGetValue(type, out var name) ? isArray ? name + "ARRAY" : name : dataType;
    }
}
