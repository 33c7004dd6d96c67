using System.Collections.Immutable;

namespace Transform.Adapters.Postgres;

/// <summary>Asks PostgreSQL's catalog, which holds what <c>information_schema</c> hides: materialized views, and what the user may
/// not read.</summary>
internal static class Metadata
{
    /// <summary>What a row <c>c</c> of <c>pg_class</c> is; <see cref="ParseKind"/> reads it.</summary>
    internal const string Kind =
        "case c.relkind when 'v' then 'view' when 'm' then 'materialized_view' when 'f' then 'external' else 'table' end";

    // The catalog's names are lowered by the rules of "C", so what they are compared with has to be, too.
    // Foreign tables are left alone, as dbt does: a model never takes the place of one.
    private const string Relations =
        $"""
        select n.nspname, c.relname, {Kind}
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm') and lower(n.nspname) = lower($1 collate "C")
        order by 1, 2
        """;

    private const string Columns =
        """
        select a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), not a.attnotnull, pg_catalog.col_description(a.attrelid, a.attnum)
        from pg_catalog.pg_attribute a
        where a.attrelid = pg_catalog.to_regclass($1) and a.attnum > 0 and not a.attisdropped
        order by a.attnum
        """;

    private const string Catalog =
        $"""
        select n.nspname, c.relname, {Kind}, pg_catalog.obj_description(c.oid, 'pg_class'), pg_catalog.pg_get_userbyid(c.relowner),
          case when c.reltuples >= 0 then c.reltuples::bigint end, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), not a.attnotnull,
          pg_catalog.col_description(a.attrelid, a.attnum)
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        where c.relkind in ('r', 'p', 'v', 'm', 'f') and lower(n.nspname) in (select lower(s collate "C") from unnest($1) as s)
        order by n.nspname, c.relname, a.attnum
        """;

    internal static ImmutableArray<Relation> ListRelations(
        PostgresConnection connection, string database, string schema, CancellationToken cancellation)
    {
        using var reader = connection.Query(Relations, [schema], cancellation);
        var relations = ImmutableArray.CreateBuilder<Relation>();
        while (reader.Read())
        {
            relations.Add(new Relation(database, reader.GetString(0), reader.GetString(1), ParseKind(reader.GetString(2))));
        }

        return relations.ToImmutable();
    }

    internal static ImmutableArray<string> ListSchemas(PostgresConnection connection, CancellationToken cancellation)
    {
        using var reader = connection.Query("select nspname from pg_catalog.pg_namespace order by 1", [], cancellation);
        var schemas = ImmutableArray.CreateBuilder<string>();
        while (reader.Read())
        {
            schemas.Add(reader.GetString(0));
        }

        return schemas.ToImmutable();
    }

    internal static ImmutableArray<ColumnInfo> GetColumns(PostgresConnection connection, Relation relation, CancellationToken cancellation)
    {
        var name = (relation with { Database = null }).NameParts(PostgresDialect.Instance.Quote);
        using var reader = connection.Query(Columns, [name], cancellation);
        var columns = ImmutableArray.CreateBuilder<ColumnInfo>();
        while (reader.Read())
        {
            columns.Add(ReadColumn(reader, 0));
        }

        return columns.ToImmutable();
    }

    internal static ImmutableArray<CatalogRelation> GetCatalog(
        PostgresConnection connection, string database, IReadOnlyCollection<string> schemas, CancellationToken cancellation)
    {
        using var reader = connection.Query(Catalog, [schemas.ToArray()], cancellation);
        var catalog = new CatalogBuilder();
        while (reader.Read())
        {
            var relation = new Relation(database, reader.GetString(0), reader.GetString(1), ParseKind(reader.GetString(2)));
            catalog.Add(new CatalogRelation(relation, [], Text(reader, 3), Text(reader, 4), reader.IsNull(5) ? null : reader.GetInt64(5)));
            if (!reader.IsNull(6))
            {
                catalog.Add(ReadColumn(reader, 6));
            }
        }

        return catalog.Build();
    }

    private static ColumnInfo ReadColumn(PostgresResultReader reader, int first) =>
        new(reader.GetString(first), reader.GetString(first + 1))
        {
            Nullable = reader.GetBoolean(first + 2),
            Comment = Text(reader, first + 3),
        };

    private static string? Text(PostgresResultReader reader, int column) => reader.IsNull(column) ? null : reader.GetString(column);

    internal static RelationKind ParseKind(string kind) => kind switch
    {
        "view" => RelationKind.View,
        "materialized_view" => RelationKind.MaterializedView,
        "external" => RelationKind.External,
        _ => RelationKind.Table,
    };
}
