using Shouldly;
using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Tests.Execution.Microbatch;

/// <summary>Microbatch models on the real engine.</summary>
public sealed class MicrobatchTests
{
    private const string Seed = "id,ts,amount\n1,2024-01-01 03:00:00,1\n2,2024-01-01 23:59:59,2\n3,2024-01-02 00:00:00,3\n4,2024-01-04 12:00:00,4\n5,2024-01-06 00:00:00,5\n";
    private const string Config = "materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day', begin='2024-01-01'";

    [Fact]
    public void The_first_run_goes_from_begin_to_now()
    {
        using var project = Project("select *, '{{ model.batch.id }}' as batch from {{ ref('raw') }}");
        var model = Run(project, "2024-01-06 01:00:00");

        model.Status.ShouldBe(NodeStatus.Success);
        model.Batches.ShouldNotBeNull().Failed.ShouldBeEmpty();
        Names(model.Batches.Successful).ShouldBe(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05", "2024-01-06"]);
        project.Rows("select id, batch from daily order by id").ShouldBe(
            ["1|20240101", "2|20240101", "3|20240102", "4|20240104", "5|20240106"]);
        project.ReadTarget("compiled/shop/models/daily/daily_2024-01-02.sql").ShouldContain(
            "where ts >= '2024-01-02 00:00:00+00:00' and ts < '2024-01-03 00:00:00+00:00')");
        project.ReadTarget("run/shop/models/daily/daily_2024-01-02.sql").ShouldContain("delete from");
    }

    [Fact]
    public void A_fault_among_its_batches_ends_the_run_and_not_the_process()
    {
        using var project = Project("select * from {{ ref('raw') }}", ", concurrent_batches=true");
        var heard = 0;
        project.OnBatch = starts => _ = starts && Interlocked.Increment(ref heard) > 2 ? throw new InvalidOperationException("a fault") : 0;

        Should.Throw<InvalidOperationException>(() => Run(project, "2024-01-06 01:00:00")).Message.ShouldBe("a fault");
    }

    [Theory]
    [InlineData("", "2024-01-06 01:00:00", "2024-01-05,2024-01-06")]
    [InlineData("", "2024-01-06 00:00:00", "2024-01-04,2024-01-05")]
    [InlineData(", lookback=0", "2024-01-06 01:00:00", "2024-01-06")]
    [InlineData(", lookback=3", "2024-01-06 01:00:00", "2024-01-03,2024-01-04,2024-01-05,2024-01-06")]
    [InlineData(", lookback=none", "2024-01-06 01:00:00", "2024-01-05,2024-01-06")]
    public void Later_runs_look_back(string config, string now, string expected)
    {
        using var project = Project("select * from {{ ref('raw') }}", config);
        Run(project, "2024-01-03 01:00:00");

        Names(Run(project, now).Batches!.Successful).ShouldBe(expected.Split(','));
    }

    [Fact]
    public void A_window_of_event_times_is_built_again_and_nothing_else()
    {
        using var project = Project("select id, ts, amount * {{ var('times', 1) }} as amount from {{ ref('raw') }}");
        Run(project, "2024-01-07 00:00:00");
        project.Write("dbt_project.yml", "name: shop\nprofile: shop\nvars: {times: 10}\n");
        var model = Run(project, "2024-01-07 00:00:00", "2024-01-02 05:00:00", "2024-01-04 05:00:00");

        Names(model.Batches!.Successful).ShouldBe(["2024-01-02", "2024-01-03", "2024-01-04"]);
        project.Rows("select id, amount from daily order by id").ShouldBe(["1|1", "2|2", "3|30", "4|40", "5|5"]);
    }

    [Fact]
    public void A_full_refresh_keeps_what_its_own_batches_made()
    {
        using var project = Project("select *, {{ is_incremental() }} as filled from {{ ref('raw') }}");
        Run(project, "2024-01-07 00:00:00");
        project.Execute("insert into daily values (99, '2020-01-01', 0, false)");
        project.Options = project.Options with { FullRefresh = true };
        Run(project, "2024-01-07 00:00:00");

        // The model's own template hears of the full refresh in every batch, as in dbt.
        project.Rows("select id, filled from daily order by id").ShouldBe(["1|False", "2|False", "3|False", "4|False", "5|False"]);
    }

    [Fact]
    public void Hooks_run_with_the_first_and_the_last_batch()
    {
        using var project = Project(
            "select * from {{ ref('raw') }}",
            ", pre_hook=\"insert into log values ('before {{ model.batch.id }} {{ is_incremental() }}')\""
                + ", post_hook=\"insert into log values ('after {{ model.batch.id }} {{ is_incremental() }}')\"");
        project.Execute("create table log (line varchar)");
        Run(project, "2024-01-03 01:00:00");

        project.Rows("select line from log order by rowid").ShouldBe(["before 20240101 False", "after 20240103 True"]);
    }

    [Fact]
    public void One_failing_batch_leaves_the_others()
    {
        using var project = Project("select * from {{ ref('raw') }} {% if model.batch.id == '20240102' %} where nothing = 1 {% endif %}");
        project.Write("models/down.sql", "select * from {{ ref('daily') }}");
        var result = RunAll(project, "2024-01-05 00:00:00");
        var model = result.Results.Single(r => r.Node.Name == "daily");

        model.Status.ShouldBe(NodeStatus.PartialSuccess);
        model.Message.ShouldBe("PARTIAL SUCCESS (3/4)");
        Names(model.Batches!.Failed).ShouldBe(["2024-01-02"]);
        model.Diagnostics.ShouldHaveSingleItem().Message.ShouldStartWith("Batch 2024-01-02: ");
        result.Results.Single(r => r.Node.Name == "down").Status.ShouldBe(NodeStatus.Skipped);
        result.Failed.ShouldBeTrue();
        project.Rows("select id from daily order by id").ShouldBe(["1", "2", "4"]);
    }

    [Fact]
    public void Nothing_runs_after_a_first_batch_that_fails()
    {
        using var project = Project("select * from {{ ref('raw') }} where nothing = 1");
        var model = Run(project, "2024-01-05 00:00:00");

        model.Status.ShouldBe(NodeStatus.Error);
        Names(model.Batches!.Failed).Length.ShouldBe(4);
        model.Diagnostics.ShouldHaveSingleItem();
        project.Last.Batches.ShouldBe(["2024-01-01 Error", "2024-01-02 Skipped", "2024-01-03 Skipped", "2024-01-04 Skipped"]);
    }

    [Fact]
    public void A_retry_runs_the_batches_that_failed()
    {
        using var project = Project("select * from {{ ref('raw') }} {% if var('broken', true) and model.batch.id == '20240102' %} where nothing = 1 {% endif %}");
        project.Options = project.Options with { FullRefresh = true };
        var first = Run(project, "2024-01-05 00:00:00");
        project.Write("dbt_project.yml", "name: shop\nprofile: shop\nvars: {broken: false}\n");
        project.Options = project.Options with
        {
            Batches = new BatchOptions
            {
                Now = Utc("2024-01-09 00:00:00"),
                Earlier = new Dictionary<string, BatchResults> { [first.Node.UniqueId] = first.Batches! },
            },
        };
        var second = project.Run("raw", "daily").Results.Single(r => r.Node.Name == "daily");

        second.Status.ShouldBe(NodeStatus.Success);
        project.Last.Batches.ShouldBe(["2024-01-02 Success"]);
        Names(second.Batches!.Successful).ShouldBe(["2024-01-02", "2024-01-01", "2024-01-03", "2024-01-04"]);
        project.Rows("select id from daily order by id").ShouldBe(["1", "2", "3", "4"]);
    }

    [Theory]
    [InlineData("select * from {{ ref('raw') }}", "", true)]
    [InlineData("select * from {{ ref('raw') }} -- {{ this }}", "", false)]
    [InlineData("select * from {{ ref('raw') }}", ", concurrent_batches=false", false)]
    [InlineData("select * from {{ ref('raw') }} -- {{ this }}", ", concurrent_batches=true", true)]
    public void Batches_between_run_together_unless_they_read_each_other(string sql, string config, bool together)
    {
        using var project = Project(sql, config);
        var most = 0;
        var now = 0;
        project.OnBatch = started =>
        {
            var running = Interlocked.Add(ref now, started ? 1 : -1);
            most = Math.Max(most, running);
            if (started && together)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref most) > 1, TimeSpan.FromMilliseconds(500));
            }
        };
        Run(project, "2024-01-13 00:00:00");

        (most > 1).ShouldBe(together);
        project.Rows("select count(*), count(distinct id) from daily").ShouldBe(["5|5"]);
    }

    [Fact]
    public void Many_workers_make_the_table_that_one_makes()
    {
        const string Sql = """
            select i as id, timestamp '2024-01-01' + interval (i * 7) minute as ts from range(5000) t(i)
            where ts >= '{{ model.batch.event_time_start }}' and ts < '{{ model.batch.event_time_end }}'
            """;
        using var project = Project(Sql, ", pre_hook='select 1'");
        Run(project, "2024-01-26 00:00:00");
        Run(project, "2024-01-26 00:00:00", "2024-01-01 00:00:00", "2024-01-26 00:00:00");
        var together = project.Rows("select id, ts from daily order by id, ts");
        project.Options = project.Options with { Threads = 1, FullRefresh = true };
        Run(project, "2024-01-26 00:00:00");

        together.Length.ShouldBe(5000);
        project.Rows("select id, ts from daily order by id, ts").ShouldBe(together);
    }

    [Fact]
    public void A_key_is_refused()
    {
        using var project = Project("select * from {{ ref('raw') }}", ", unique_key='id'");
        var model = Run(project, "2024-01-03 01:00:00");

        model.Status.ShouldBe(NodeStatus.PartialSuccess);
        model.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain("remove unique_key");
    }

    [Fact]
    public void A_strategy_of_the_project_is_run_at_once_unless_it_asks_for_batches()
    {
        using var project = Project("select * from {{ ref('raw') }}");
        project.Write("macros/own.sql", """
            {% macro get_incremental_microbatch_sql(arg_dict) %}
              insert into {{ arg_dict['target_relation'] }} select * from {{ arg_dict['temp_relation'] }}
            {% endmacro %}
            """);
        Run(project, "2024-01-03 00:00:00").Batches.ShouldBeNull();
        project.Write("dbt_project.yml", "name: shop\nprofile: shop\nflags: {require_batched_execution_for_custom_microbatch_strategy: true}\n");
        Run(project, "2024-01-07 00:00:00").Batches.ShouldNotBeNull().Successful.Length.ShouldBe(2);
    }

    [Fact]
    public void Inputs_are_limited_however_they_are_named()
    {
        using var project = Project("""
            select a.id, a.ts from {{ ref('shop', 'raw') }} a join {{ source('src', 'raw_source') }} b on a.id = b.id
            join {{ ref('soft') }} c on a.id = c.id -- {{ ref('raw').render() }} {{ ref('raw').include(database=false) }} {{ ref('plain') }}
            """);
        project.Write("models/soft.sql", "{{ config(materialized='ephemeral', event_time='ts') }} select * from {{ ref('raw') }}");
        project.Write("models/plain.sql", "select 1 as x");
        project.Write("models/more.yml", """
            sources:
              - name: src
                schema: main
                tables:
                  - name: raw_source
                    identifier: raw
                    config: {event_time: At Time}
                    columns: [{name: At Time, quote: true}]
            """);
        project.Execute("create table raw (id int, ts timestamp, amount int, \"At Time\" timestamp)");
        Run(project, "2024-01-01 05:00:00");

        const string Times = "'2024-01-01 00:00:00+00:00'";
        var sql = project.ReadTarget("compiled/shop/models/daily/daily_2024-01-01.sql");
        sql.ShouldContain($"from (select * from \"shop\".\"main\".\"raw\" where ts >= {Times} and ts < '2024-01-02 00:00:00+00:00') a");
        sql.ShouldContain($"join (select * from \"shop\".\"main\".\"raw\" where \"At Time\" >= {Times}");
        sql.ShouldContain($"join (select * from __dbt__cte__soft where ts >= {Times}");
        sql.ShouldContain("-- \"shop\".\"main\".\"raw\" (select * from \"main\".\"raw\" where");
        sql.ShouldContain("where ts < '2024-01-02 00:00:00+00:00') \"shop\".\"main\".\"plain\"".Replace("where ts < ", string.Empty, StringComparison.Ordinal));
        sql.ShouldContain("__dbt__cte__soft as (\n select * from \"shop\".\"main\".\"raw\"\n)");
    }

    [Fact]
    public void Batches_that_a_cancelled_run_finished_are_told()
    {
        using var project = Project("select * from {{ ref('raw') }} -- {{ this }}");
        using var stop = new CancellationTokenSource();
        var ended = 0;
        project.OnBatch = started =>
        {
            if (!started && ++ended == 2)
            {
                stop.Cancel();
            }
        };
        project.Run("raw");
        project.Options = project.Options with { Batches = new BatchOptions { Now = Utc("2024-01-05 00:00:00") } };
        var model = project.Run(stop.Token, "daily").Results.ShouldHaveSingleItem();

        model.Status.ShouldBe(NodeStatus.PartialSuccess);
        Names(model.Batches!.Successful).ShouldBe(["2024-01-01", "2024-01-02"]);
        Names(model.Batches.Failed).ShouldBe(["2024-01-03", "2024-01-04"]);
        model.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Cancelled);
    }

    private static TestProject Project(string sql, string config = "") => new(
        ("seeds/raw.csv", Seed),
        ("seeds/raw.yml", "seeds: [{name: raw, config: {event_time: ts, column_types: {ts: timestamp}}}]\n"),
        ("models/daily.sql", $"{{{{ config({Config}{config}) }}}}\n{sql}"));

    private static NodeResult Run(TestProject project, string now, string? start = null, string? end = null) =>
        RunAll(project, now, start, end).Results.Single(r => r.Node.Name == "daily");

    private static RunResult RunAll(TestProject project, string now, string? start = null, string? end = null)
    {
        project.Options = project.Options with
        {
            Batches = new BatchOptions
            {
                Now = Utc(now),
                EventTime = start is null ? null : new BatchWindow(Utc(start).UtcDateTime, Utc(end!).UtcDateTime),
            },
        };
        return project.Run();
    }

    private static string[] Names(IEnumerable<BatchWindow> batches) => [.. batches.Select(b => BatchTimes.Name(b.Start, BatchSize.Day))];

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(
        text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal);
}
