namespace Transform.Adapters.DuckDb;

/// <summary>DuckDB's quoting.</summary>
internal sealed class DuckDbDialect : ISqlDialect
{
    internal static DuckDbDialect Instance { get; } = new();

    public TemplateTypes Types { get; } = new()
    {
        Prefix = "DuckDB",
        Integers = TemplateTypes.Names(
            "tinyint", "smallint", "integer", "bigint", "hugeint", "utinyint", "usmallint", "uinteger", "ubigint",
            "int1", "int2", "int4", "int8", "short", "int", "signed", "long"),
        Floats = TemplateTypes.Names("real", "float", "float4", "float8", "double"),
        HasStructs = true,
    };

    public string BindingMark => "?";

    public string Quote(string identifier) => Sql.Quote(identifier);

    public string Literal(string text) => Sql.Literal(text);

    public string? ExternalSource(IReadOnlyDictionary<string, object?> source) => ExternalLocation.Of(source);
}
