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
        select t.name, {{Kind}}, d.engine
        from system.tables as t
        join system.databases as d on d.name = t.database
        where t.database = {schema:String} and not t.is_temporary
        order by t.name
        """;

    /// <summary>SQL: the schema.table that a view of system.tables fills.</summary>
    internal const string FilledTable = @"replaceAll(extract(create_table_query, ' TO ((?:`[^`]+`|[^`\\s(.]+)\\.(?:`[^`]+`|[^`\\s(.]+))'), '`', '')";

    // What a view is refreshed by stands before the name of the table that it fills.
    private const string Views =
        $"""
        select
          database, name, as_select, {FilledTable},
          position(substring(create_table_query, 1, position(create_table_query, ' TO ')) as head, ' REFRESH ') > 0, position(head, ' APPEND') > 0
        from system.tables
        where engine = 'MaterializedView'
        order by database, name
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
        var views = ListViews(connection, cancellation);
        var filling = views.ToLookup(v => v.Target, StringComparer.Ordinal);
        var own = views.Where(v => v.Schema == schema).ToDictionary(v => v.Name, StringComparer.Ordinal);
        using var reader = connection.Query(Relations, [Text("schema", schema)], cancellation);
        var relations = ImmutableArray.CreateBuilder<Relation>();
        while (reader.Read())
        {
            var name = reader.GetString(0);
            var kind = ParseKind(reader.GetString(1));
            var traits = RelationTraits.None.With("can_exchange", kind == RelationKind.Table && reader.GetString(2) is "Atomic" or "Replicated" or "Shared");
            if (kind == RelationKind.MaterializedView && own.TryGetValue(name, out var view) && view.IsRefreshable)
            {
                traits = traits.With("is_refreshable", true).With("refreshable_append", view.Appends);
            }

            var target = $"{schema}.{name}";
            if (filling.Contains(target))
            {
                traits = traits.With("mvs_pointing_to_it", filling[target].Select(v => (object?)new Dictionary<string, object?>
                {
                    ["schema"] = v.Schema,
                    ["name"] = v.Name,
                    ["sql"] = v.Sql,
                }).ToList());
            }

            relations.Add(new Relation(database, schema, name, kind) { Traits = traits });
        }

        return relations.ToImmutable();
    }

    private static List<MaterializedView> ListViews(ClickHouseConnection connection, CancellationToken cancellation)
    {
        using var reader = connection.Query(Views, [], cancellation);
        var views = new List<MaterializedView>();
        while (reader.Read())
        {
            views.Add(new MaterializedView(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4) != 0, reader.GetInt64(5) != 0));
        }

        return views;
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
        var catalog = new CatalogBuilder();
        while (reader.Read())
        {
            var relation = new Relation(database, reader.GetString(0), reader.GetString(1), ParseKind(reader.GetString(2)));
            catalog.Add(new CatalogRelation(relation, [], Filled(reader, 3), EstimatedRows: reader.IsNull(4) ? null : reader.GetInt64(4)));
            if (reader.GetString(5).Length > 0)
            {
                catalog.Add(ReadColumn(reader, 5));
            }
        }

        return catalog.Build();
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

    private sealed record MaterializedView(string Schema, string Name, string Sql, string Target, bool IsRefreshable, bool Appends);

    private static RelationKind ParseKind(string kind) => kind switch
    {
        "view" => RelationKind.View,
        "materialized_view" => RelationKind.MaterializedView,
        "dictionary" => RelationKind.Dictionary,
        _ => RelationKind.Table,
    };
}
