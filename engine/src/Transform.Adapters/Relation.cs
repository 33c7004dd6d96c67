using System.Text;

namespace Transform.Adapters;

/// <summary>What a relation is in the warehouse; the names are dbt's (<c>table</c>, <c>view</c>, ...).</summary>
public enum RelationKind
{
    Unknown,
    Table,
    View,
    Cte,
    MaterializedView,
    External,
    Function,
    PointerTable,
    Ephemeral,
    Dictionary,
}

/// <summary>The name of a table or view. A null part is left out when it is rendered.</summary>
public sealed record Relation(string? Database, string? Schema, string? Identifier, RelationKind Kind = RelationKind.Unknown)
{
    /// <summary>Which parts are quoted when rendered; all by default.</summary>
    public QuotePolicy Quoting { get; init; } = QuotePolicy.All;

    /// <summary>What stands in SQL in the name's place, such as a file or a table function; null for an ordinary relation.</summary>
    public string? ExternalLocation { get; init; }

    /// <summary>What only its adapter says of it, as far as it was listed.</summary>
    public RelationTraits Traits { get; init; } = RelationTraits.None;

    /// <summary>The parts of the name that there are, with points between them.</summary>
    /// <param name="quote">Quotes the parts that are to be quoted.</param>
    public string NameParts(Func<string, string> quote)
    {
        var name = new StringBuilder();
        Append(Database, Quoting.Database);
        Append(Schema, Quoting.Schema);
        Append(Identifier, Quoting.Identifier);
        return name.ToString();

        void Append(string? part, bool isQuoted)
        {
            if (part is not null)
            {
                name.Append(name.Length > 0 ? "." : string.Empty).Append(isQuoted ? quote(part) : part);
            }
        }
    }
}

/// <summary>Which parts of a relation's name are quoted.</summary>
public readonly record struct QuotePolicy(bool Database, bool Schema, bool Identifier)
{
    public static QuotePolicy All { get; } = new(true, true, true);
}
