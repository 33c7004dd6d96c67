using System.Text;

namespace Transform.Adapters.Postgres;

/// <summary>PostgreSQL's quoting.</summary>
internal sealed class PostgresDialect : ISqlDialect
{
    internal static PostgresDialect Instance { get; } = new();

    public bool SubqueriesNeedAlias => true;

    public TemplateTypes Types { get; } = new()
    {
        Prefix = "Postgres",
        SizesApart = true,
        Renameable = [RelationKind.View, RelationKind.Table],
        Replaceable = [RelationKind.View, RelationKind.Table],
        LongestName = 63,
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

    public string Render(Relation relation)
    {
        if (relation.ExternalLocation is { } location)
        {
            return location;
        }

        var name = new StringBuilder();
        Append(name, relation.Database, relation.Quoting.Database);
        Append(name, relation.Schema, relation.Quoting.Schema);
        Append(name, relation.Identifier, relation.Quoting.Identifier);
        return name.ToString();
    }

    private void Append(StringBuilder name, string? part, bool quoted)
    {
        if (part is not null)
        {
            name.Append(name.Length > 0 ? "." : string.Empty).Append(quoted ? Quote(part) : part);
        }
    }
}
