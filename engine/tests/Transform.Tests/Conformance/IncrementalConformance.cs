using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Conformance;

/// <summary>The incremental strategies: those that a warehouse declares fill tables up as dbt's do, and the others say which there are.</summary>
public abstract class IncrementalConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private const string Old = "select 1 as id, 'old' as state, 'kept' as other";
    private const string New = "select 1 as id, 'new' as state, 'changed' as other union all select 2, 'new', 'changed'";

    [Theory]
    [InlineData("append", "", "1|new 1|old 2|new")]
    [InlineData("append", "unique_key='id'", "1|new 1|old 2|new")]
    [InlineData("delete+insert", "unique_key='id'", "1|new 2|new")]
    [InlineData("delete+insert", "", "1|new 1|old 2|new")]
    [InlineData("merge", "unique_key='id'", "1|new 2|new")]
    [InlineData("merge", "", "1|new 1|old 2|new")]
    [InlineData("insert_overwrite", "partition_by='id'", "1|new 2|new 3|old")]
    [InlineData("nowhere", "", "")]
    public void rows_are_filled_up(string strategy, string config, string expected)
    {
        var first = strategy == "insert_overwrite" ? Old + " union all select 3, 'old', 'kept'" : Old;
        using var project = Project(("models/m.sql", Incremental($"incremental_strategy='{strategy}', {config}", first, New)));

        FillsUp(project, strategy, "select id, state from m order by id, state", expected.Split(' '));
    }

    [Theory]
    [InlineData("unique_key='id'", "1|new 2|new")]
    [InlineData("", "1|new 1|old 2|new")]
    public void a_model_that_names_no_strategy_replaces_what_its_key_names(string config, string expected)
    {
        using var project = Project(("models/m.sql", Incremental(config, Old, New)));
        Passes(project);

        Passes(project);

        project.Rows("select id, state from m order by id, state").ShouldBe(expected.Split(' '));
    }

    [Theory]
    [InlineData("delete+insert")]
    [InlineData("merge")]
    public void a_composite_key_is_matched_on_all_of_its_columns(string strategy)
    {
        using var project = Project(("models/m.sql", Incremental(
            $"unique_key=['a', 'b'], incremental_strategy='{strategy}'",
            "select 1 as a, 1 as b, 'old' as state union all select 1, 2, 'old' union all select 2, 2, 'old'",
            "select 1 as a, 2 as b, 'new' as state")));

        FillsUp(project, strategy, "select * from m order by a, b", ["1|1|old", "1|2|new", "2|2|old"]);
    }

    [Theory]
    [InlineData("delete+insert", "'id'")]
    [InlineData("delete+insert", "['id', 'part']")]
    [InlineData("merge", "'id'")]
    [InlineData("merge", "['id', 'part']")]
    public void a_key_that_is_null_is_like_no_other(string strategy, string key)
    {
        const string Row = "select cast({0} as {{{{ nullable('int') }}}}) as id, 1 as part, '{1}' as state";
        using var project = Project(("models/m.sql", Incremental(
            $"unique_key={key}, incremental_strategy='{strategy}'",
            string.Format(Row, "null", "old") + " union all " + string.Format(Row, "1", "old"),
            string.Format(Row, "null", "new") + " union all " + string.Format(Row, "1", "new"))));

        FillsUp(project, strategy, "select id, state from m order by coalesce(id, 9), state", ["1|new", "None|new", "None|old"]);
    }

    [Theory]
    [InlineData("delete+insert", "incremental_predicates=['id > 1']")]
    [InlineData("delete+insert", "predicates=['id > 1']")]
    [InlineData("merge", "incremental_predicates=['DBT_INTERNAL_DEST.id > 1']")]
    [InlineData("merge", "predicates=['DBT_INTERNAL_DEST.id > 1']")]
    public void predicates_limit_the_rows_that_are_replaced(string strategy, string predicates)
    {
        using var project = Project(("models/m.sql", Incremental(
            $"unique_key='id', incremental_strategy='{strategy}', {predicates}",
            Old + " union all select 2, 'old', 'kept'", New)));

        FillsUp(project, strategy, "select id, state from m order by id, state", ["1|new", "1|old", "2|new"]);
    }

    [Theory]
    [InlineData("merge_update_columns=['state']", "1|new|kept")]
    [InlineData("merge_exclude_columns=['state']", "1|old|changed")]
    [InlineData("merge_exclude_columns=['STATE', 'OTHER']", "1|old|kept")]
    public void a_merge_updates_the_columns_that_it_is_to(string config, string expected)
    {
        using var project = Project(("models/m.sql", Incremental($"unique_key='id', incremental_strategy='merge', {config}", Old, New)));

        FillsUp(project, "merge", "select * from m order by id", [expected, "2|new|changed"]);
    }

    [Theory]
    [InlineData("append")]
    [InlineData("delete+insert")]
    [InlineData("merge")]
    public void nothing_new_changes_nothing(string strategy)
    {
        using var project = Project(("models/m.sql", Incremental($"unique_key='id', incremental_strategy='{strategy}'", Old, $"select * from ({New}) as n where 1 = 0")));

        FillsUp(project, strategy, "select * from m", ["1|old|kept"]);
    }

    [Theory]
    [InlineData("delete+insert")]
    [InlineData("merge")]
    public void columns_are_matched_by_name(string strategy)
    {
        using var project = Project(("models/m.sql", Incremental(
            $"unique_key='id', incremental_strategy='{strategy}'", Old, "select 'changed' as other, 'new' as state, 1 as id")));

        FillsUp(project, strategy, "select id, state, other from m", ["1|new|changed"]);
    }

    [Fact]
    public void a_strategy_of_the_project_is_run()
    {
        using var project = Project(
            ("macros/s.sql", """
                {% macro get_incremental_twice_sql(arg_dict) %}
                  {%- do run_query(get_insert_into_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.dest_columns)) -%}
                  {{ return(get_insert_into_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.dest_columns)) }}
                {% endmacro %}
                """),
            ("models/m.sql", Incremental("incremental_strategy='twice'", "select 1 as id", "select 2 as id")));
        Passes(project);
        Passes(project);

        project.Rows("select id from m order by id").ShouldBe(["1", "2", "2"]);
    }

    [Fact]
    public void a_failure_in_filling_up_leaves_the_rows_as_they_were()
    {
        using var project = Project(("models/m.sql", Incremental("unique_key='id'", Old, New)));
        Passes(project);
        project.Write("models/m.sql", Incremental("unique_key='id'", Old, New + " union all select no_such_column, 'new', 'x'"));

        Fails(project).Message.ShouldContain("no_such_column");

        project.Rows("select * from m").ShouldBe(["1|old|kept"]);
        project.Relations().ShouldBe(["m Table"]);
        project.Write("models/m.sql", Incremental("unique_key='id'", Old, New));
        Passes(project);
        project.Relations().ShouldBe(["m Table"]);
    }

    [Fact]
    public void batches_are_replaced_by_their_times()
    {
        using var project = Project(
            ("models/raw.sql", Text("materialized='view', event_time='ts'", """
                {% set rows = [(1, '2024-01-01 03:00:00'), (2, '2024-01-01 23:59:59'), (3, '2024-01-02 00:00:00'), (4, '2024-01-04 12:00:00')] %}
                {% for id, at in rows %}
                select {{ id }} as id, cast('{{ at }}' as {{ dbt.type_timestamp() }}) as ts, {{ var('round', 1) }} as round {{ 'union all' if not loop.last }}
                {% endfor %}
                """)),
            ("models/m.sql", Text(
                "materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day', begin='2024-01-01', lookback=1, unique_key=batch_key()",
                "select * from {{ ref('raw') }}")));
        project.Options = project.Options with { Batches = new BatchOptions { Now = new DateTimeOffset(2024, 1, 3, 1, 0, 0, TimeSpan.Zero) } };

        Passes(project);
        project.Rows("select id, round from m order by id").ShouldBe(["1|1", "2|1", "3|1"]);
        project.Write("dbt_project.yml", "name: shop\nprofile: shop\nvars: {round: 2}\n");
        project.Options = project.Options with { Batches = new BatchOptions { Now = new DateTimeOffset(2024, 1, 4, 23, 0, 0, TimeSpan.Zero) } };

        Passes(project);
        Passes(project);

        project.Rows("select id, round from m order by id").ShouldBe(["1|1", "2|1", "3|1", "4|2"]);
        project.Relations().ShouldBe(["m Table", "raw View"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void batches_run_at_once_where_the_warehouse_allows_it(bool concurrent)
    {
        using var project = Project(("models/m.sql", Text(
            $"materialized='incremental', incremental_strategy='microbatch', event_time='ts', batch_size='day', begin='2024-01-01', unique_key=batch_key(), concurrent_batches={concurrent}",
            "select {{ model.batch.id }} as id, cast('{{ model.batch.event_time_start }}' as {{ dbt.type_timestamp() }}) as ts")));
        project.Options = project.Options with { Batches = new BatchOptions { Now = new DateTimeOffset(2024, 1, 8, 1, 0, 0, TimeSpan.Zero) } };
        var (now, most) = (0, 0);
        var together = concurrent && project.Capabilities.ConcurrentBatches;
        project.OnBatch = started =>
        {
            most = Math.Max(most, Interlocked.Add(ref now, started ? 1 : -1));
            if (started && together)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref most) > 1, TimeSpan.FromMilliseconds(500));
            }
        };

        Passes(project);

        (most > 1).ShouldBe(together);
        project.With(r => r.Warnings).Select(w => (w.Event, w.NodeId))
            .ShouldBe(concurrent && !together ? [("InvalidConcurrentBatchesConfig", "model.shop.m")] : []);
        project.Rows("select count(distinct ts) from m").ShouldBe(["8"]);
    }

    private static void FillsUp(Execution.TestProject project, string strategy, string sql, string[] rows)
    {
        if (Has(project, strategy))
        {
            Passes(project);
            Passes(project);
            project.Rows(sql).ShouldBe(rows);
        }
    }

    /// <summary>Whether there is the strategy. Where there is not, the first run of the project that names it says so, and fails at the
    /// latest when it fills the table up.</summary>
    private static bool Has(Execution.TestProject project, string strategy)
    {
        var known = project.Capabilities.IncrementalStrategies;
        if (known.Contains(strategy))
        {
            return true;
        }

        var run = project.Run();
        if (!run.Failed)
        {
            project.Last.Messages.ShouldContain(m => m.Contains($"has no incremental strategy '{strategy}'", StringComparison.Ordinal));
            run = project.Run();
        }

        var diagnostic = run.Results.Where(r => r.Failed).ShouldHaveSingleItem().Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe(DiagnosticCodes.InvalidConfig);
        diagnostic.Message.ShouldContain($"has no incremental strategy '{strategy}'");
        diagnostic.Hint.ShouldNotBeNull().ShouldContain(string.Join(", ", known));
        return false;
    }
}
