namespace Transform.Adapters.DuckDb;

/// <summary>DuckDB's quoting.</summary>
internal sealed class DuckDbDialect : ISqlDialect
{
    internal static DuckDbDialect Instance { get; } = new();

    public string Quote(string identifier) => Sql.Quote(identifier);

    public string Literal(string text) => Sql.Literal(text);

    public string Render(Relation relation) => relation.ExternalLocation ?? Sql.Render(relation);

    public string? ExternalSource(IReadOnlyDictionary<string, object?> source) => ExternalLocation.Of(source);
}
