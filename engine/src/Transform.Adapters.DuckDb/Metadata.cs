using System.Collections.Immutable;

namespace Transform.Adapters.DuckDb;

/// <summary>Asks DuckDB's catalog. Names are compared without case, as DuckDB does, and given as parameters.</summary>
internal static class Metadata
{
    private const string RelationsOfSchemas =
        """
        select database_name, schema_name, table_name, 'table', comment, estimated_size
        from duckdb_tables()
        where not internal
          and lower(database_name) = lower(coalesce($1::varchar, current_database()))
          and lower(schema_name) in (SCHEMAS)
        union all
        select database_name, schema_name, view_name, 'view', comment, null
        from duckdb_views()
        where not internal
          and lower(database_name) = lower(coalesce($1::varchar, current_database()))
          and lower(schema_name) in (SCHEMAS)
        order by 2, 3
        """;

    private const string ColumnsOfSchemas =
        """
        select schema_name, table_name, column_name, data_type, is_nullable, comment
        from duckdb_columns()
        where lower(database_name) = lower(coalesce($1::varchar, current_database()))
          and lower(schema_name) in (SCHEMAS)
        order by schema_name, table_name, column_index
        """;

    private const string RelationExists =
        """
        select 1 from duckdb_tables()
        where lower(table_name) = lower($3::varchar)
          and ($1::varchar is null or lower(database_name) = lower($1::varchar))
          and ($2::varchar is null or lower(schema_name) = lower($2::varchar))
        union all
        select 1 from duckdb_views()
        where lower(view_name) = lower($3::varchar)
          and ($1::varchar is null or lower(database_name) = lower($1::varchar))
          and ($2::varchar is null or lower(schema_name) = lower($2::varchar))
        """;

    private const string Schemas =
        """
        select schema_name from duckdb_schemas()
        where lower(database_name) = lower(coalesce($1::varchar, current_database()))
        order by schema_name
        """;

    internal static ImmutableArray<Relation> ListRelations(
        DuckDbSession session, string? database, string schema, CancellationToken cancellation)
    {
        using var reader = session.Query(WithSchemas(RelationsOfSchemas, 1), [database, schema], cancellation);
        var relations = ImmutableArray.CreateBuilder<Relation>();
        while (reader.Read())
        {
            relations.Add(ReadRelation(reader));
        }

        return relations.ToImmutable();
    }

    internal static ImmutableArray<string> ListSchemas(DuckDbSession session, string? database, CancellationToken cancellation)
    {
        using var reader = session.Query(Schemas, [database], cancellation);
        var schemas = ImmutableArray.CreateBuilder<string>();
        while (reader.Read())
        {
            schemas.Add(reader.GetString(0));
        }

        return schemas.ToImmutable();
    }

    /// <summary>DESCRIBE looks at this relation alone; the catalog's functions would read every view there is.</summary>
    internal static ImmutableArray<ColumnInfo> GetColumns(DuckDbSession session, Relation relation, CancellationToken cancellation)
    {
        try
        {
            return Describe(session, Sql.Render(relation), cancellation);
        }
        catch (WarehouseException) when (!Exists(session, relation, cancellation))
        {
            return [];
        }
    }

    internal static ImmutableArray<ColumnInfo> Describe(DuckDbSession session, string source, CancellationToken cancellation)
    {
        using var reader = session.Query($"select column_name, column_type, \"null\" from (describe {source})", [], cancellation);
        var columns = ImmutableArray.CreateBuilder<ColumnInfo>();
        while (reader.Read())
        {
            columns.Add(new ColumnInfo(reader.GetString(0), reader.GetString(1))
            {
                Nullable = reader.IsNull(2) || reader.GetString(2) != "NO",
            });
        }

        return columns.ToImmutable();
    }

    internal static ImmutableArray<CatalogRelation> GetCatalog(
        DuckDbSession session, string? database, IReadOnlyCollection<string> schemas, CancellationToken cancellation)
    {
        string?[] parameters = [database, .. schemas];
        var columns = ReadColumns(session, parameters, cancellation);
        var relations = ImmutableArray.CreateBuilder<CatalogRelation>();
        using var reader = session.Query(WithSchemas(RelationsOfSchemas, schemas.Count), parameters, cancellation);
        while (reader.Read())
        {
            var relation = ReadRelation(reader);
            var own = columns.TryGetValue((relation.Schema!, relation.Identifier!), out var found) ? found.ToImmutable() : [];
            relations.Add(new CatalogRelation(
                relation,
                own,
                reader.IsNull(4) ? null : reader.GetString(4),
                Owner: null,
                reader.IsNull(5) ? null : reader.GetInt64(5)));
        }

        return relations.ToImmutable();
    }

    private static Dictionary<(string Schema, string Table), ImmutableArray<ColumnInfo>.Builder> ReadColumns(
        DuckDbSession session, string?[] parameters, CancellationToken cancellation)
    {
        var columns = new Dictionary<(string, string), ImmutableArray<ColumnInfo>.Builder>();
        using var reader = session.Query(WithSchemas(ColumnsOfSchemas, parameters.Length - 1), parameters, cancellation);
        while (reader.Read())
        {
            var key = (reader.GetString(0), reader.GetString(1));
            if (!columns.TryGetValue(key, out var list))
            {
                columns.Add(key, list = ImmutableArray.CreateBuilder<ColumnInfo>());
            }

            list.Add(new ColumnInfo(reader.GetString(2), reader.GetString(3))
            {
                Nullable = reader.IsNull(4) || reader.GetBoolean(4),
                Comment = reader.IsNull(5) ? null : reader.GetString(5),
            });
        }

        return columns;
    }

    private static bool Exists(DuckDbSession session, Relation relation, CancellationToken cancellation)
    {
        using var reader = session.Query(
            RelationExists, [relation.Database, relation.Schema, relation.Identifier ?? string.Empty], cancellation);
        return reader.Read();
    }

    private static Relation ReadRelation(DuckDbResultReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3) == "view" ? RelationKind.View : RelationKind.Table);

    /// <summary>One parameter per schema, after the database.</summary>
    private static string WithSchemas(string sql, int count) => sql.Replace(
        "SCHEMAS",
        count == 0 ? "null" : string.Join(", ", Enumerable.Range(2, count).Select(i => $"lower(${i}::varchar)")),
        StringComparison.Ordinal);
}
