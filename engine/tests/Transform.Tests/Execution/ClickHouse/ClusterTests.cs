using System.Reflection;
using Shouldly;
using Transform.Adapters;
using Transform.Execution;
using Transform.Tests.Conformance;

namespace Transform.Tests.Execution.ClickHouse;

/// <summary>DDL for all servers of a cluster. The tests' server has no Keeper, which takes such statements: they are noted as they would
/// be sent, and then sent without <c>ON CLUSTER</c>.</summary>
public sealed class ClusterTests
{
    private const string Cluster = "ON CLUSTER \"one_shard\"";

    private static readonly string[] Kinds = ["create", "drop", "alter", "rename", "exchange", "truncate", "delete", "system"];

    private readonly List<string> ddl = [];

    [Fact]
    public void every_materialization_speaks_to_the_whole_cluster()
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("seeds/a_seed.csv", "id\n1\n"),
            ("models/a_table.sql", "{{ config(materialized='table', projections=[{'name': 'p', 'query': 'select id order by id'}]) }} select 1 as id"),
            ("models/a_view.sql", "{{ config(materialized='view') }} select 1 as id"),
            ("models/a_dictionary.sql", "{{ config(materialized='dictionary', fields=[('id', 'UInt64'), ('n', 'String')], primary_key='id', layout='FLAT()', lifetime=60) }} select 1 as id, 'x' as n"),
            ("models/appended.sql", "{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='append_new_columns') }} select 1 as id{% if is_incremental() %}, 2 as more{% endif %}"),
            ("models/deleted.sql", "{{ config(materialized='incremental', unique_key='id', incremental_strategy='delete_insert') }} select 1 as id"),
            ("models/legacy.sql", "{{ config(materialized='incremental', unique_key='id') }} select 1 as id"),
            ("models/overwritten.sql", "{{ config(materialized='incremental', partition_by='id', incremental_strategy='insert_overwrite') }} select 1 as id"),
            ("models/a_materialized_view.sql", "{{ config(materialized='materialized_view') }} select id from {{ ref('a_seed') }}"),
            ("models/of_one_server.sql", "{{ config(materialized='table', disable_on_cluster=true) }} select 1 as id"),
            ("snapshots/a_snapshot.yml", "snapshots: [{name: a_snapshot, relation: ref('a_table'), config: {unique_key: id, strategy: check, check_cols: all}}]\n"));
        project.Configure(("cluster", "one_shard"), ("check_exchange", false));
        project.Options = project.Options with { Threads = 1 };
        project.Wrap = adapter => Proxy.Around(adapter, (method, _, result) =>
            method.Name is nameof(IAdapter.Connect) ? Proxy.Around((IWarehouseConnection)result()!, Note) : result());
        Passes(project);
        ddl.Add(string.Empty);
        Passes(project);

        var text = string.Join('\n', ddl).Replace(project.Schema, "SCHEMA", StringComparison.Ordinal) + "\n";
        Golden.Check(Golden.Fixture("execution", "clickhouse", "on_cluster.txt"), text);
    }

    [Theory]
    [InlineData("{{ this.can_on_cluster }} {{ this.should_on_cluster }} {{ this.without_identifier().should_on_cluster }}", "one_shard", null, "True True True")]
    [InlineData("{{ this.can_on_cluster }} {{ this.should_on_cluster }} {{ this.without_identifier().should_on_cluster }}", null, null, "False False True")]
    [InlineData("{{ this.should_on_cluster }} {{ adapter.should_on_cluster() }} {{ on_cluster_clause(this) }}", "one_shard", "Replicated('/db', '{shard}', '{replica}')", "False False ")]
    [InlineData("{{ this.incorporate(can_on_cluster=false).should_on_cluster }}", "one_shard", null, "False")]
    [InlineData("{{ this.incorporate(can_on_cluster=true).derivative('_x').should_on_cluster }}", null, null, "True")]
    [InlineData("{{ on_cluster_clause(this) | trim }} {{ on_cluster_clause(this, true) | trim }}", "one_shard", null, Cluster + " " + Cluster + " SYNC")]
    public void relations_know_whether_their_ddl_is_for_the_cluster(string template, string? cluster, string? engine, string expected)
    {
        using var project = new TestProject(ClickHouseWarehouse.Http, ("models/m.sql", template));
        project.Configure(("cluster", cluster), ("database_engine", engine));

        project.With(r => r.CompileInline(template.Replace("this", "ref('m')", StringComparison.Ordinal), TestContext.Current.CancellationToken)).ShouldBe(expected);
    }

    private object? Note(MethodInfo method, object?[] arguments, Func<object?> result)
    {
        if (arguments is [string sql, ..])
        {
            var words = sql[(sql.IndexOf("*/", StringComparison.Ordinal) is >= 0 and var comment ? comment + 2 : 0)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (Kinds.Contains(words.FirstOrDefault(), StringComparer.OrdinalIgnoreCase))
            {
                ddl.Add(string.Join(' ', words));
            }

            arguments[0] = sql.Replace(Cluster, string.Empty, StringComparison.Ordinal).Replace(" SYNC", string.Empty, StringComparison.Ordinal);
        }

        return result();
    }

    private static void Passes(TestProject project) =>
        project.Run().Results.Where(r => r.Failed || r.Status == NodeStatus.Skipped).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();
}
