using System.Collections.Frozen;

namespace Transform.Adapters.ClickHouse;

/// <summary>What the macros of this package ask the profile and the server: the rest of dbt-clickhouse's <c>adapter</c> is written
/// there.</summary>
internal sealed class SessionFunctions(ClickHouseProfile profile, ServerSettings server)
{
    private const string TestTable = "__dbt_exchange_test_";

    private readonly Lock gate = new();
    private bool? exchanges;

    internal FrozenDictionary<string, SessionFunction> All() => new Dictionary<string, SessionFunction>(StringComparer.Ordinal)
    {
        ["clickhouse_profile"] = new([], (_, _, _) => Profile()),
        ["server_version"] = new([], (_, _, _) => server.Version),
        ["has_lw_deletes"] = new([], (_, _, _) => server.HasLightweightDeletes),
        ["clickhouse_mv_target"] = new([], (_, _, _) => Metadata.FilledTable),
        ["supports_atomic_exchange"] = new([], (connection, _, cancellation) => Exchanges(connection, cancellation)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private Dictionary<string, object?> Profile() => new(StringComparer.Ordinal)
    {
        ["cluster"] = profile.Cluster,
        ["database_engine"] = profile.DatabaseEngine,
        ["local_suffix"] = profile.LocalSuffix,
        ["local_db_prefix"] = profile.LocalDatabasePrefix,
        ["use_lw_deletes"] = profile.UseLightweightDeletes,
        ["allow_automatic_deduplication"] = profile.AllowAutomaticDeduplication,
        ["host"] = profile.Host,
        ["port"] = profile.Port is { } port ? (long)port : null,
        ["user"] = profile.User,
        ["password"] = profile.Password,
    };

    /// <summary>Whether tables can be exchanged: tried once, since it depends on the server's file system as well.</summary>
    private bool Exchanges(IWarehouseConnection connection, CancellationToken cancellation)
    {
        if (!profile.CheckExchange || profile.ClusterMode)
        {
            return true;
        }

        lock (gate)
        {
            return exchanges ??= Try(connection, cancellation);
        }
    }

    // What runs that were cut off have left; another run may be at it just now.
    private void DropOld(IWarehouseConnection connection, string schema, CancellationToken cancellation)
    {
        var names = new List<string>();
        using (var reader = connection.Query(
            $"select name from system.tables where database = {schema} and startsWith(name, '{TestTable}') and metadata_modification_time < now() - 60", cancellation))
        {
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            connection.Execute($"drop table if exists {ClickHouseDialect.Instance.Render(new Relation(null, profile.Schema, name))}", cancellation);
        }
    }

    private bool Try(IWarehouseConnection connection, CancellationToken cancellation)
    {
        var schema = ClickHouseDialect.Instance.Literal(profile.Schema);
        var engine = connection.QueryValue($"select engine from system.databases where name = {schema}", cancellation);
        if (engine is not ("Atomic" or "Replicated"))
        {
            // The engine of ClickHouse Cloud, where it always works.
            return engine is "Shared";
        }

        DropOld(connection, schema, cancellation);
        var name = $"{TestTable}{Guid.NewGuid():N}";
        var tables = Enumerable.Range(0, 2).Select(i => ClickHouseDialect.Instance.Render(new Relation(null, profile.Schema, $"{name}_{i}"))).ToArray();
        try
        {
            foreach (var table in tables)
            {
                connection.Execute($"create table {table} (test String) engine = MergeTree() order by tuple()", cancellation);
            }

            connection.Execute($"exchange tables {tables[0]} and {tables[1]}", cancellation);
            return true;
        }
        catch (WarehouseException)
        {
            return false;
        }
        finally
        {
            foreach (var table in tables)
            {
                connection.Execute($"drop table if exists {table}", cancellation);
            }
        }
    }
}
