using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Adapters.DuckDb;
using Transform.Adapters.Postgres;
using Transform.Tests.Servers;

namespace Transform.Tests.Execution;

/// <summary>Where a recorded project runs, and how its relations are looked at.</summary>
/// <param name="Arguments">For every command.</param>
/// <param name="Variables">Of the environment, for every command.</param>
/// <param name="Open">Opens what the commands have left; null where there is nothing.</param>
/// <param name="Relations">Asks for schema, name and kind of each relation.</param>
/// <param name="Columns">Asks for the columns of a relation, name and type in one text.</param>
internal sealed record RecordedWarehouse(
    string[] Arguments, (string Name, string? Value)[] Variables, Func<IAdapter?> Open, string Relations, Func<string, string> Columns)
{
    /// <summary>Asks for the rows of a relation, each as one text.</summary>
    public Func<string, string> Rows { get; init; } = static relation => $"select cast(t as varchar) from {relation} as t";

    /// <summary>What makes a session show times in UTC; null where it does.</summary>
    public string? Zone { get; init; } = "set timezone = 'UTC'";

    /// <summary>Its times have no fractions: steps begin with a second, so that a time is of one step.</summary>
    public bool HasWholeSeconds { get; init; }

    public static RecordedWarehouse DuckDb(string folder)
    {
        var path = Path.Combine(folder, "db.duckdb");
        var output = new ProfileOutput("dev", new Dictionary<string, object?>
        {
            ["path"] = path,

            // Views of files name them from the project's folder.
            ["settings"] = new Dictionary<string, object?> { ["file_search_path"] = folder },
        }, folder, Path.Combine(folder, "target"));
        return new RecordedWarehouse(
            [],
            [],
            () => File.Exists(path) ? new DuckDbAdapterFactory().Create(output) : null,
            """
            select table_schema, table_name, table_type from information_schema.tables
            where table_catalog = current_database() and table_schema <> 'transform_meta' order by all
            """,
            relation => $"select column_name || ' ' || column_type from (describe {relation})");
    }

    /// <summary>Each project has the database <c>db</c> anew, since some of them name it.</summary>
    public static RecordedWarehouse Postgres(string folder)
    {
        var output = PostgresServer.Instance.NewDatabase("db");
        return new RecordedWarehouse(
            ["--target", "postgres"],
            [("PGPORT", PostgresServer.Instance.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            () => new PostgresAdapterFactory().Create(output),
            """
            select n.nspname, c.relname, case c.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'BASE TABLE' end
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema') order by 1, 2
            """,
            relation => $"""
                select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute
                where attrelid = '{relation}'::regclass and attnum > 0 and not attisdropped order by attnum
                """);
    }

    /// <summary>A schema is a database there: those of a project are dropped before the next one begins.</summary>
    public static RecordedWarehouse ClickHouse(string folder)
    {
        var server = ClickHouseServer.Instance;
        foreach (var name in server.Execute("select name from system.databases where startsWith(name, 'main')").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            server.Execute($"drop database `{name}` sync");
        }

        var output = server.NewDatabase("main");
        return new RecordedWarehouse(
            ["--target", "clickhouse"],
            [("CHPORT", server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            () => new ClickHouseAdapterFactory().Create(output),
            """
            select
              database, name,
              multiIf(
                engine = 'View', 'VIEW',
                engine = 'MaterializedView', 'MATERIALIZED VIEW ' || extract(create_table_query, '(?:REFRESH .* )?TO [^ ]+'),
                engine = 'Dictionary', 'DICTIONARY', engine_full) || if(comment = '', '', ' COMMENT ' || comment)
            from system.tables where startsWith(database, 'main') order by 1, 2
            """,
            relation => $"""
                select name || ' ' || type || if(compression_codec = '', '', ' ' || compression_codec) || if(comment = '', '', ' COMMENT ' || comment)
                from system.columns where '"' || database || '"."' || table || '"' = '{relation}' order by position
                """)
        {
            Rows = relation => $"select toString(tuple(*)) from {relation}",
            Zone = null,
            HasWholeSeconds = true,
        };
    }
}
