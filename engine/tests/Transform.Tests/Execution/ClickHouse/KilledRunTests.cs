using Shouldly;
using Transform.Execution;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Execution.ClickHouse;

/// <summary>A run that is killed before any of its statements: the last good rows are there, or the next run brings them back, and it
/// leaves nothing behind.</summary>
public sealed class KilledRunTests
{
    private const string Old = "select toInt32(1) as id, 'old' as state union all select 2, 'old'";
    private const string New = "select toInt32(2) as id, 'new' as state union all select 3, 'new'";

    private static readonly string[] OldRows = ["1|old", "2|old"];

    /// <summary>The config, the rows after a second run, and whether readers may see less meanwhile.</summary>
    public static TheoryData<string, string, bool> Models { get; } = new()
    {
        { "materialized='table'", "2|new 3|new", false },
        { "materialized='incremental', unique_key='id', incremental_strategy='delete_insert'", "1|old 2|new 3|new", true },
        { "materialized='incremental', incremental_strategy='insert_overwrite', partition_by='id'", "1|old 2|new 3|new", true },
        { "materialized='iceberg', engine=\"IcebergLocal('lake/\" ~ this.schema ~ \"/')\"", "2|new 3|new", true },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void models_are_whole_again(string config, string then, bool inBetween) => Kill(
        [("models/m.sql", Model(config, Old))], project => project.Write("models/m.sql", Model(config, New)), "m", then.Split(' '), ["m"], inBetween);

    /// <summary>What cannot be exchanged is renamed.</summary>
    [Fact]
    public void models_are_whole_again_where_nothing_can_be_exchanged() => Kill(
        [("models/m.sql", Model("materialized='table'", Old))],
        project => project.Write("models/m.sql", Model("materialized='table'", New)),
        "m",
        ["2|new", "3|new"],
        ["m"],
        inBetween: false,
        exchanges: false);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void seeds_are_whole_again(bool exchanges) => Kill(
        [("seeds/s.csv", "id,state\n1,old\n2,old\n")],
        project => project.Write("seeds/s.csv", "id,state\n2,new\n3,new\n"),
        "s",
        ["2|new", "3|new"],
        ["s"],
        false,
        exchanges);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void snapshots_are_whole_again(bool exchanges) => Kill(
        [
            ("models/src.sql", Model("materialized='ephemeral'", Old)),
            ("snapshots/snaps.yml", "snapshots: [{name: s, relation: ref('src'), config: {unique_key: id, strategy: check, check_cols: all}}]\n"),
        ],
        project => project.Write("models/src.sql", Model("materialized='ephemeral'", New)),
        "(select id, state from s)",
        ["1|old", "2|new", "2|old", "3|new"],
        ["s"],
        false,
        exchanges);

    [Fact]
    public void tables_that_views_fill_are_whole_again() => Kill(
        [
            ("models/src.sql", Model("materialized='incremental', order_by='id'", $"select * from ({Old}){{% if is_incremental() %}} where 0{{% endif %}}")),
            ("models/m.sql", Model("materialized='materialized_view'", "select id, state from {{ ref('src') }}")),
        ],
        project =>
        {
            project.Write("models/m.sql", Model("materialized='materialized_view'", "select id, upper(state) as state from {{ ref('src') }}"));
            project.Options = project.Options with { FullRefresh = true };
            project.Write("models/src.sql", Model("materialized='incremental', order_by='id', full_refresh=false", $"select * from ({Old}){{% if is_incremental() %}} where 0{{% endif %}}"));
        },
        "m",
        ["1|OLD", "2|OLD"],
        ["m", "m_mv", "src"],
        false);

    private static string Model(string config, string sql) => $"{{{{ config({config}) }}}}\n{sql}\n";

    /// <summary>With nothing there before.</summary>
    [Theory]
    [InlineData("materialized='table'")]
    [InlineData("materialized='incremental', unique_key='id'")]
    [InlineData("materialized='materialized_view'")]
    public void first_runs_are_made_good(string config)
    {
        (string, string)[] files = [("models/m.sql", Model(config, "select id, state from {{ source('raw', 'src') }}")), ("models/raw.yml", "sources: [{name: raw, schema: \"{{ target.schema }}\", tables: [{name: src}]}]\n")];
        string[] relations = config.Contains("view", StringComparison.Ordinal) ? ["m", "m_mv", "src"] : ["m", "src"];
        for (var statements = 0; KillOnce(files, null, "m", OldRows, relations, statements, seesLess: true); statements++)
        {
        }
    }

    private static void Kill((string, string)[] files, Action<TestProject> change, string table, string[] then, string[] relations, bool inBetween, bool exchanges = true)
    {
        for (var statements = 0; KillOnce(files, change, table, then, relations, statements, inBetween, exchanges); statements++)
        {
        }
    }

    private static bool KillOnce(
        (string, string)[] files, Action<TestProject>? change, string table, string[] then, string[] relations, int statements, bool seesLess, bool exchanges = true)
    {
        using var project = new TestProject(ClickHouseWarehouse.Http, files);
        if (!exchanges)
        {
            // The run makes it anew.
            project.Configure(("database_engine", "Ordinary"), ("custom_settings", new Dictionary<string, object?> { ["allow_deprecated_database_ordinary"] = 1L }));
            ClickHouseServer.Instance.Execute($"drop database `{project.Schema}` sync");
        }

        // Trying whether tables can be exchanged takes statements of its own.
        project.Configure(("check_exchange", false));
        var rows = $"select * from {table} order by id, state";
        if (change is null)
        {
            project.Execute($"create table src engine = MergeTree order by id as {Old}");
        }
        else
        {
            Passes(project, "before");
            change(project);
        }

        var run = new DyingRun(statements);
        project.Wrap = run.Around;
        project.Run();
        project.Wrap = adapter => adapter;
        if (!seesLess)
        {
            var seen = project.Rows(rows);
            (seen.SequenceEqual(OldRows) || seen.SequenceEqual(then)).ShouldBeTrue($"killed before statement {statements + 1}: {string.Join(' ', seen)}");
        }

        Passes(project, $"killed before statement {statements + 1}");
        project.Rows(rows).ShouldBe(then, $"killed before statement {statements + 1}");
        project.Relations().Select(r => r.Split(' ')[0]).Where(r => !r.StartsWith("__dbt_exchange_test_", StringComparison.Ordinal)).ShouldBe(relations, $"killed before statement {statements + 1}");
        return run.Died;
    }

    private static void Passes(TestProject project, string when) =>
        project.Run().Results.Where(r => r.Failed || r.Status == NodeStatus.Skipped).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty(when);
}
