using System.Collections.Immutable;
using Transform.Adapters.ClickHouse.Results;

namespace Transform.Adapters.ClickHouse;

/// <summary>Asks ClickHouse's system tables.</summary>
internal static class Metadata
{
    private const string Kind =
        """
        multiIf(t.is_temporary, 'temporary', t.engine = 'MaterializedView', 'materialized_view', t.engine like '%View', 'view',
          t.engine = 'Dictionary', 'dictionary', 'table')
        """;

    private const string Relations =
        $$"""
        select t.name, {{Kind}} from system.tables as t where t.database = {schema:String} and not t.is_temporary order by t.name
        """;

    private const string Columns =
        """
        select name, type, comment from system.columns where database = {schema:String} and table = {table:String} order by position
        """;

    private const string Catalog =
        $$"""
        select t.database, t.name, {{Kind}}, t.comment, t.total_rows, c.name, c.type, c.comment
        from system.tables as t
        left join system.columns as c on c.database = t.database and c.table = t.name
        where t.database in {schemas:Array(String)} and not t.is_temporary
        order by t.database, t.name, c.position
        """;

    internal static ImmutableArray<Relation> ListRelations(
        ClickHouseConnection connection, string? database, string schema, CancellationToken cancellation)
    {
        using var reader = connection.Query(Relations, [Text("schema", schema)], cancellation);
        var relations = ImmutableArray.CreateBuilder<Relation>();
        while (reader.Read())
        {
            relations.Add(new Relation(database, schema, reader.GetString(0), ParseKind(reader.GetString(1))));
        }

        return relations.ToImmutable();
    }

    internal static ImmutableArray<string> ListSchemas(ClickHouseConnection connection, CancellationToken cancellation)
    {
        using var reader = connection.Query("select name from system.databases order by name", [], cancellation);
        var schemas = ImmutableArray.CreateBuilder<string>();
        while (reader.Read())
        {
            schemas.Add(reader.GetString(0));
        }

        return schemas.ToImmutable();
    }

    internal static ImmutableArray<ColumnInfo> GetColumns(ClickHouseConnection connection, Relation relation, CancellationToken cancellation)
    {
        using var reader = connection.Query(
            Columns, [Text("schema", relation.Schema ?? string.Empty), Text("table", relation.Identifier ?? string.Empty)], cancellation);
        var columns = ImmutableArray.CreateBuilder<ColumnInfo>();
        while (reader.Read())
        {
            columns.Add(ReadColumn(reader, 0));
        }

        return columns.ToImmutable();
    }

    internal static ImmutableArray<CatalogRelation> GetCatalog(
        ClickHouseConnection connection, string? database, IReadOnlyCollection<string> schemas, CancellationToken cancellation)
    {
        var list = $"[{string.Join(',', schemas.Select(ClickHouseDialect.Instance.Literal))}]";
        using var reader = connection.Query(Catalog, [KeyValuePair.Create("schemas", list)], cancellation);
        var relations = ImmutableArray.CreateBuilder<CatalogRelation>();
        var columns = ImmutableArray.CreateBuilder<ColumnInfo>();
        CatalogRelation? current = null;
        while (reader.Read())
        {
            var relation = new Relation(database, reader.GetString(0), reader.GetString(1), ParseKind(reader.GetString(2)));
            if (current is null || current.Relation != relation)
            {
                Finish();
                current = new CatalogRelation(relation, [], Filled(reader, 3), EstimatedRows: reader.IsNull(4) ? null : reader.GetInt64(4));
            }

            if (reader.GetString(5).Length > 0)
            {
                columns.Add(ReadColumn(reader, 5));
            }
        }

        Finish();
        return relations.ToImmutable();

        void Finish()
        {
            if (current is not null)
            {
                relations.Add(current with { Columns = columns.ToImmutable() });
                columns.Clear();
            }
        }
    }

    private static ColumnInfo ReadColumn(RowReader reader, int first)
    {
        var type = reader.GetString(first + 1);
        return new(reader.GetString(first), type) { Nullable = IsNullable(type), Comment = Filled(reader, first + 2) };
    }

    /// <summary>Whether a column of this type may hold NULL.</summary>
    internal static bool IsNullable(string type) =>
        type.StartsWith("Nullable(", StringComparison.Ordinal) || type.StartsWith("LowCardinality(Nullable(", StringComparison.Ordinal)
        || type.StartsWith("Variant(", StringComparison.Ordinal) || type.StartsWith("Dynamic", StringComparison.Ordinal);

    private static string? Filled(RowReader reader, int column) => reader.GetString(column) is { Length: > 0 } text ? text : null;

    // Parameters are read as a field of TSV.
    private static KeyValuePair<string, string> Text(string name, string value) => KeyValuePair.Create(name, value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));

    private static RelationKind ParseKind(string kind) => kind switch
    {
        "view" => RelationKind.View,
        "materialized_view" => RelationKind.MaterializedView,
        "dictionary" => RelationKind.Dictionary,
        _ => RelationKind.Table,
    };
}
