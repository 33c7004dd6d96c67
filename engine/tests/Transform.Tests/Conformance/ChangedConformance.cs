using System.Collections.Immutable;
using System.Globalization;
using Shouldly;
using Transform.Execution;
using Transform.Planning;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Conformance;

/// <summary>Only what would come out differently runs, and says why.</summary>
public abstract class ChangedConformance : ProjectConformance, IDisposable
{
    private const string Sources = """
        sources:
          - name: raw
            schema: "{{ target.schema }}"
            tables: [{name: raw_orders, loaded_at_field: loaded_at}, {name: raw_items}]
        """;

    private readonly TestProject project;

    protected ChangedConformance(TestWarehouse warehouse)
        : base(warehouse)
    {
        project = Project(
            ("macros/gone.sql", StateConformance.Gone),
            ("seeds/rates.csv", "id,rate\n1,2\n2,4\n"),
            ("models/sources.yml", Sources),
            ("models/stg.sql", "{{ config(materialized='view') }} select id from {{ source('raw', 'raw_orders') }}"),
            ("models/both.sql", Text("materialized='table'", "with s as (select * from {{ ref('stg') }}), r as (select * from {{ ref('rates') }}) select s.id as id, rate from s join r on r.id = s.id")),
            ("models/total.sql", Text("materialized='table'", "select count(*) as n from {{ ref('both') }}")),
            ("models/tests.yml", "models:\n  - name: both\n    columns: [{name: id, data_tests: [{not_null: {name: ids}}]}]\n"));
        Table("raw_orders", "loaded_at");
        Load("raw_orders", 1, "2020-01-01 10:00:01");
        project.Options = project.Options with { OnlyChanged = true };
    }

    [Fact]
    public void nothing_runs_where_nothing_has_changed()
    {
        Build().Values.ShouldAllBe(why => why == "no earlier run is known");
        Build().Values.ShouldAllBe(why => why == "reused");
        Build().Values.ShouldAllBe(why => why == "reused");
        project.Rows($"select n from {project.Schema}.total").ShouldBe(["1"]);
    }

    [Fact]
    public void a_change_of_sql_runs_the_model_and_what_reads_it()
    {
        Build();
        project.Write("models/both.sql", Text("materialized='table'", "with s as (select * from {{ ref('stg') }}), r as (select * from {{ ref('rates') }}) select s.id as id, rate + 1 as rate from s join r on r.id = s.id"));
        Build().ShouldBe(Whys("rates reused", "stg reused", "both compiled SQL is different", "total both ran", "ids both ran"), ignoreOrder: true);
        Build().Values.ShouldAllBe(why => why == "reused");

        project.Write("models/both.sql", Text("materialized='table', tags=['x']", "with s as (select * from {{ ref('stg') }}), r as (select * from {{ ref('rates') }}) select s.id as id, rate + 1 as rate from s join r on r.id = s.id"));
        Build()["both"].ShouldBe("its config is different");
    }

    [Fact]
    public void rows_of_a_seed_run_what_reads_them()
    {
        Build();
        project.Write("seeds/rates.csv", "id,rate\n1,2\n");
        Build().ShouldBe(Whys("rates its rows are different", "stg reused", "both rates ran", "total both ran", "ids both ran"), ignoreOrder: true);
    }

    [Fact]
    public void newer_rows_of_a_source_go_through_views()
    {
        Build();
        Load("raw_orders", 2, "2020-01-01 10:00:02");
        Build().ShouldBe(Whys("rates reused", "stg reused", "both stg has other rows", "total both ran", "ids both ran"), ignoreOrder: true);
        project.Rows($"select n from {project.Schema}.total").ShouldBe(["2"]);
        Build().Values.ShouldAllBe(why => why == "reused");

        // A reader of the view that is chosen alone.
        Load("raw_orders", 3, "2020-01-01 10:00:03");
        Build("both").ShouldBe(Whys("both stg has other rows"));
        Build("total").ShouldBe(Whys("total both was made by another run"));
    }

    [Fact]
    public void a_column_that_a_source_has_got_runs_its_views()
    {
        Build();
        project.Execute($"alter table {project.Schema}.raw_orders add column more int");
        Build().ShouldBe(Whys("rates reused", "stg the source raw.raw_orders has other columns", "both stg ran", "total both ran", "ids both ran"), ignoreOrder: true);
    }

    [Fact]
    public void a_source_that_tells_nothing_runs_what_stores_its_rows()
    {
        Table("raw_items", "loaded_at");
        project.Write("models/items_view.sql", "select id from {{ source('raw', 'raw_items') }}");
        project.Write("models/items.sql", Text("materialized='table'", "select * from {{ ref('items_view') }}"));
        project.Write("models/more.sql", Text("materialized='table'", "select * from {{ source('raw', 'raw_items') }}"));
        Build();
        var why = Build();
        why["items_view"].ShouldBe("reused");
        why["items"].ShouldBe("nothing tells whether items_view has other rows");
        why["more"].ShouldStartWith("nothing tells whether the source raw.raw_items has other rows");
    }

    [Fact]
    public void a_relation_that_is_gone_is_made_again()
    {
        Build();
        project.Execute($"drop view {project.Schema}.stg{(project.Capabilities.DropsDependents ? " cascade" : string.Empty)}");
        project.Execute($"drop table {project.Schema}.total");
        Build().ShouldBe(Whys("rates reused", "stg its relation is not there", "both reused", "total its relation is not there", "ids reused"), ignoreOrder: true);
    }

    [Fact]
    public void a_run_of_another_kind_is_seen()
    {
        Build();
        project.Options = project.Options with { OnlyChanged = false };
        Passes(project, "rates");
        project.Options = project.Options with { OnlyChanged = true };
        Build().ShouldBe(Whys("rates reused", "stg reused", "both rates was made by another run", "total both ran", "ids both ran"), ignoreOrder: true);

        project.Options = project.Options with { OnlyChanged = false };
        Passes(project);
        project.Options = project.Options with { OnlyChanged = true };
        Build().Values.ShouldAllBe(why => why == "reused");
    }

    [Fact]
    public void what_a_failed_run_did_not_come_to_is_as_it_was()
    {
        Build();
        var good = File.ReadAllText(Path.Combine(project.Folder, "models/both.sql"));
        project.Write("models/both.sql", Text("materialized='table'", "select no_such_column"));
        project.Options = project.Options with { OnlyChanged = false };
        Run().Count(r => r.Status == NodeStatus.Skipped).ShouldBe(2);
        project.Write("models/both.sql", good);
        project.Options = project.Options with { OnlyChanged = true };
        Build("total", "ids").ShouldBe(Whys("total nothing tells whether both has other rows", "ids nothing tells whether both has other rows"), ignoreOrder: true);
    }

    [Fact]
    public void an_empty_run_is_no_run_to_reuse()
    {
        Build();
        project.Options = project.Options with { Empty = true };
        Build().Values.ShouldNotContain("reused");
        project.Rows($"select n from {project.Schema}.total").ShouldBe(["0"]);
        Build().Values.ShouldAllBe(why => why == "reused");
        project.Options = project.Options with { Empty = false };
        Build().Values.ShouldNotContain("reused");
        project.Rows($"select n from {project.Schema}.total").ShouldBe(["1"]);
    }

    [Fact]
    public void a_full_refresh_runs_all_that_is_built()
    {
        Build();
        project.Options = project.Options with { FullRefresh = true };
        Build().ShouldBe(Whys("rates --full-refresh", "stg --full-refresh", "both --full-refresh", "total --full-refresh", "ids both ran"), ignoreOrder: true);
    }

    [Fact]
    public void an_incremental_model_is_reused_after_its_first_run()
    {
        project.Write("models/grows.sql", Incremental("unique_key='id'", "select id from {{ ref('stg') }}", "select id from {{ ref('stg') }} where id > {{ run_query('select max(id) from ' ~ this).rows[0][0] }}"));
        Build()["grows"].ShouldBe("no earlier run is known");
        Build()["grows"].ShouldBe("reused");
        Load("raw_orders", 2, "2020-01-01 10:00:02");
        Build()["grows"].ShouldBe("stg has other rows");
        Build()["grows"].ShouldBe("reused");
        project.Rows($"select id from {project.Schema}.grows order by id").ShouldBe(["1", "2"]);
        project.Options = project.Options with { FullRefresh = true };
        Build()["grows"].ShouldBe("--full-refresh");
        project.Options = project.Options with { FullRefresh = false };
        Build()["grows"].ShouldBe("reused");
    }

    [Fact]
    public void a_microbatch_model_is_reused_until_there_is_another_batch()
    {
        project.Write("models/batches.sql", Text(
            "materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='year', begin=run_started_at.year ~ '-01-01', lookback=0, unique_key=batch_key()",
            "select 1 as id, {{ dbt.cast(\"'\" ~ run_started_at.year ~ \"-01-01 00:00:00'\", dbt.type_timestamp()) }} as ts from {{ ref('rates') }}"));
        Build()["batches"].ShouldBe("no earlier run is known");
        Build()["batches"].ShouldBe("reused");
        project.Write("seeds/rates.csv", "id,rate\n1,3\n");
        Build()["batches"].ShouldBe("rates ran");
        Build()["batches"].ShouldBe("reused");
        project.Options = project.Options with { Batches = new() { Now = TimeProvider.System.GetUtcNow().AddYears(1) } };
        Build()["batches"].ShouldBe("compiled SQL is different");
    }

    [Fact]
    public void what_is_not_built_here_is_read_from_the_state()
    {
        Build();
        var state = StateConformance.StateOf(project);
        var original = project.Schema;
        project.Configure(("schema", original + "_dev"));
        try
        {
            project.Options = project.Options with { Deferral = new Deferral(state) { FollowsRefs = true } };
            Build("total").ShouldBe(Whys("total no earlier run is known"));
            Build("total").ShouldBe(Whys("total reused"));

            // Somebody builds it there.
            project.Configure(("schema", original));
            project.Options = project.Options with { Deferral = null, OnlyChanged = false };
            Passes(project, "both");
            project.Configure(("schema", original + "_dev"));
            project.Options = project.Options with { Deferral = new Deferral(state) { FollowsRefs = true }, OnlyChanged = true };
            Build("total").ShouldBe(Whys("total both was made by another run"));
        }
        finally
        {
            project.With(runner => runner.RunOperation(new OperationCall("gone", []), CancellationToken.None)).Failed.ShouldBeFalse();
            project.Configure(("schema", original));
        }
    }

    [Fact]
    public void a_snapshot_is_reused()
    {
        project.Write("snapshots/past.yml", "snapshots: [{name: past, relation: ref('both'), config: {strategy: check, unique_key: id, check_cols: [rate]}}]\n");
        Build()["past"].ShouldBe("no earlier run is known");
        Build()["past"].ShouldBe("reused");
        project.Write("seeds/rates.csv", "id,rate\n1,3\n");
        Build()["past"].ShouldBe("both ran");
        project.Rows($"select count(*) from {project.Schema}.past").ShouldBe(["2"]);
    }

    [Fact]
    public void what_did_not_succeed_runs_again()
    {
        project.Write("tests/picky.sql", "select * from {{ ref('both') }} where rate = 2");
        project.Write("models/broken.sql", Text("materialized='table'", "select no_such_column from {{ ref('rates') }}"));
        Run().Where(r => r.Failed).Select(r => r.Node.Name).ShouldBe(["picky", "broken"], ignoreOrder: true);
        var again = Run().ToDictionary(r => r.Node.Name, Why);
        (again["picky"], again["broken"], again["both"]).ShouldBe(("it did not pass", "its last run failed", "reused"));
    }

    [Fact]
    public void a_model_that_was_broken_runs_again_with_the_same_sql_as_before()
    {
        Build();
        var good = File.ReadAllText(Path.Combine(project.Folder, "models/total.sql"));
        project.Write("models/total.sql", Text("materialized='table'", "select no_such_column from {{ ref('both') }}"));
        Run().Single(r => r.Failed).Node.Name.ShouldBe("total");
        project.Write("models/total.sql", good);
        Build()["total"].ShouldBe("its last run failed");
    }

    [Fact]
    public void sql_that_gives_other_rows_each_time_runs_each_time()
    {
        project.Write("models/late.sql", Text("materialized='table'", "select id, {{ dbt.current_timestamp() }} as at from {{ ref('stg') }}"));
        project.Write("models/told.sql", Text("materialized='table', meta={'volatile': false}", "select id, {{ dbt.current_timestamp() }} as at from {{ ref('stg') }}"));
        project.Write("models/call.sql", Text("materialized='table'", "select '{{ invocation_id }}' as id"));
        project.Write("models/hard.sql", Text("materialized='table'", "select * from {{ target.schema }}.raw_orders"));
        Build();
        var why = Build();
        why["late"].ShouldStartWith("its SQL ");
        (why["told"], why["call"], why["hard"]).ShouldBe(("reused", "compiled SQL is different", $"its SQL reads {project.Schema}.raw_orders without ref() or source()"));
    }

    [Fact]
    public void a_hook_runs_its_model_when_a_macro_in_it_is_different()
    {
        project.Write("macros/note.sql", "{% macro note() %}select 1{% endmacro %}");
        project.Write("models/hooked.sql", Text("materialized='table', post_hook='{{ note() }}'", "select 1 as id"));
        Build();
        Build()["hooked"].ShouldBe("reused");
        project.Write("macros/note.sql", "{% macro note() %}select {{ var('what', 2) }}{% endmacro %}");
        Build()["hooked"].ShouldBe("a macro of its materialization or its hooks, or what that reads, is different");
    }

    [Fact]
    public void unit_tests_are_reused_as_long_as_they_say_the_same()
    {
        project.Write("models/unit.yml", "unit_tests:\n  - {name: adds, model: both, given: [{input: ref('stg'), rows: [{id: 1}]}, {input: ref('rates'), rows: [{id: 1, rate: 5}]}], expect: {rows: [{id: 1, rate: 5}]}}\n");
        Build();
        Build()["adds"].ShouldBe("reused");
        project.Write("models/unit.yml", "unit_tests:\n  - {name: adds, model: both, given: [{input: ref('stg'), rows: [{id: 1}]}, {input: ref('rates'), rows: [{id: 1, rate: 6}]}], expect: {rows: [{id: 1, rate: 6}]}}\n");
        Build().Where(pair => pair.Value != "reused").ShouldBe(Whys("adds compiled SQL is different"));
    }

    [Fact]
    public void a_run_that_did_not_end_leaves_nothing_to_reuse()
    {
        Build();
        project.Write("models/total.sql", Text("materialized='table'", "{{ slow_query() }} -- {{ ref('both') }}"));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        project.Run(cancellation.Token).Cancelled.ShouldBeTrue();
        project.Write("models/total.sql", Text("materialized='table'", "select count(*) as n from {{ ref('both') }}"));
        Build().ShouldBe(Whys("rates reused", "stg reused", "both reused", "total its last run failed", "ids reused"), ignoreOrder: true);
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        project.Dispose();
    }

    private static Dictionary<string, string> Whys(params string[] lines) => lines.ToDictionary(line => line.Split(' ')[0], line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);

    private static string Why(NodeResult result) => result.Status == NodeStatus.Reused ? "reused" : result.Reason?.Text ?? result.Status.ToString();

    private ImmutableArray<NodeResult> Run(params string[] names) => project.Run(names).Results;

    /// <summary>Runs, without a failure, and tells of each node why it ran.</summary>
    private Dictionary<string, string> Build(params string[] names)
    {
        var results = Run(names);
        results.Where(r => r.Failed).Select(r => $"{r.Node.Name}: {r.Message} {r.Diagnostics.FirstOrDefault()?.Message}").ShouldBeEmpty();
        return results.ToDictionary(r => r.Node.Name, Why);
    }

    private void Table(string name, string time) => project.Execute(string.Create(CultureInfo.InvariantCulture,
        $"create table {project.Schema}.{name} (id int, {time} timestamp){(Warehouse.Type == "clickhouse" ? " engine = MergeTree order by id" : string.Empty)}"));

    private void Load(string name, int id, string time) => project.Execute($"insert into {project.Schema}.{name} (id, loaded_at) values ({id}, '{time}')");
}
