using Shouldly;
using Transform.Adapters;
using Transform.Execution;
using Transform.Tests.Adapters;

namespace Transform.Tests.Execution;

/// <summary>What is PostgreSQL's own about materializations.</summary>
public sealed class PostgresTests
{
    [Theory]
    [InlineData("table")]
    [InlineData("incremental")]
    public void indexes_are_made_with_the_table_and_not_again(string materialized)
    {
        using var project = TestProject.OnPostgres(
            ("models/m.sql", $"{{{{ config(materialized='{materialized}', indexes=[{{'columns': ['id'], 'unique': true}}, {{'columns': ['id', 'name'], 'type': 'btree'}}]) }}}}\nselect {{{{ 'max(id) + 1' if is_incremental() else '1' }}}} as id, 'a' as name{{{{ ' from ' ~ this if is_incremental() }}}}\n"),
            ("seeds/s.csv", "id\n1\n"),
            ("seeds/seeds.yml", "seeds: [{name: s, config: {indexes: [{columns: [id]}]}}]\n"));

        Passes(project);
        Passes(project);

        project.Rows("select tablename, count(*) from pg_indexes where schemaname = 'public' group by 1 order by 1").ShouldBe(["m|2", "s|1"]);
    }

    /// <summary>The server gives the array types of both tables the same name, which the other session has taken a moment before.</summary>
    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    public void a_name_that_another_session_takes_meanwhile_is_tried_again(string materialized)
    {
        var name = new string('a', 62);
        using var project = TestProject.OnPostgres(("models/m.sql", $"{{{{ config(materialized='{materialized}', alias='{name}b') }}}} select 1 as id"));
        using var adapter = new Transform.Adapters.Postgres.PostgresAdapterFactory().Create(project.Plan().Project.Target.Output);
        using var other = adapter.Connect(TestContext.Current.CancellationToken);
        other.Begin(TestContext.Current.CancellationToken);
        other.Run($"create table {name}a (id int)");
        var thread = new Thread(() =>
        {
            while (project.Rows("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") is not ["1"])
            {
                Thread.Sleep(20);
            }

            other.Commit(TestContext.Current.CancellationToken);
        });
        thread.Start();

        Passes(project);

        thread.Join();
        project.Relations().ShouldBe([$"{name}a Table", $"{name}b {(materialized == "view" ? "View" : "Table")}"]);
        project.Last.Messages.ShouldContain(m => m.StartsWith("m is tried again (1 of 4): duplicate key value", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("materialized='table', unlogged=true", "u")]
    [InlineData("materialized='incremental', unlogged=true", "u")]
    [InlineData("materialized='table', unlogged=true, contract={'enforced': true}", "u")]
    [InlineData("materialized='table'", "p")]
    public void a_table_may_do_without_a_log(string config, string persistence)
    {
        using var project = TestProject.OnPostgres(
            ("models/m.sql", $"{{{{ config({config}) }}}} select 1 as id"), ("models/m.yml", "models: [{name: m, columns: [{name: id, data_type: int}]}]"));

        foreach (var _ in (int[])[1, 2])
        {
            project.Run().Failed.ShouldBeFalse();

            project.Rows("select relpersistence from pg_class where relname = 'm'").ShouldBe([persistence]);
        }
    }

    [Fact]
    public void a_text_column_widens_for_the_rows_that_come()
    {
        using var project = TestProject.OnPostgres(
            ("models/m.sql", "{{ config(materialized='incremental') }}\nselect 'abc'::varchar({{ 12 if is_incremental() else 3 }}) || '' as t, {{ \"'abcdefgh'\" if is_incremental() else \"'abc'\" }}::varchar({{ 12 if is_incremental() else 3 }}) as w\n"));

        Passes(project);
        Passes(project);

        project.Rows("select w from public.m order by 1").ShouldBe(["abc", "abcdefgh"]);
        project.Rows("select format_type(atttypid, atttypmod) from pg_attribute where attrelid = 'public.m'::regclass and attname = 'w'")
            .ShouldBe(["character varying(12)"]);
    }

    /// <summary>Side by side, each with a table on its way whose name has no room for the end of the model's.</summary>
    [Fact]
    public void long_names_that_begin_alike_are_kept_apart()
    {
        var name = new string('a', 60);
        using var project = TestProject.OnPostgres(
            [.. Enumerable.Range(10, 6).Select(i => ($"models/{name}{i}.sql", $"{{{{ config(materialized='table') }}}}\nselect {i} as id, pg_sleep(0.2)::text as s\n"))]);
        project.Options = new() { Threads = 6 };

        Passes(project);
        Passes(project);

        project.Rows(string.Join(" union all ", Enumerable.Range(10, 6).Select(i => $"select id from {name}{i}"))).ShouldBe(["10", "11", "12", "13", "14", "15"]);
    }

    [Fact]
    public void numbers_and_times_of_seeds_may_be_written_in_any_way()
    {
        using var project = TestProject.OnPostgres(("seeds/s.csv", "a,b\n-1.0,2024-01-01T00:00:00Z\n1e3,2024-01-01T02:00:00+02:00\n+7,2024-01-01 00:00:00\n"));

        Passes(project);

        project.Rows("select a, b from public.s order by 1").ShouldBe(["-1|2024-01-01 00:00:00", "7|2024-01-01 00:00:00", "1000|2024-01-01 00:00:00"]);
    }

    [Fact]
    public void a_broken_line_of_a_seed_is_told_by_its_number()
    {
        using var project = TestProject.OnPostgres(
            ("seeds/s.csv", "a,b\n1,2\n3,4,5\n"), ("seeds/seeds.yml", "seeds: [{name: s, config: {column_types: {a: integer, b: integer}}}]\n"));

        var result = project.Run().Results.Single();

        result.Status.ShouldBe(NodeStatus.Error);
        result.Diagnostics[0].Code.ShouldBe("TF1010", result.Message);
        result.Message.ShouldContain("Line 3");
    }

    [Fact]
    public void a_field_that_does_not_fit_is_told_by_its_line()
    {
        using var project = TestProject.OnPostgres(
            ("seeds/s.csv", "a,b\n1,2\n3,x\n"), ("seeds/seeds.yml", "seeds: [{name: s, config: {column_types: {b: integer}}}]\n"));

        project.Run().Results.Single().Message.ShouldContain("Line 3: invalid input syntax for type integer: \"x\"");
    }

    [Theory]
    [InlineData("delete from public.kept")]
    [InlineData("select 1 as a; delete from public.kept")]
    [InlineData("with gone as (delete from public.kept returning id) select * from gone")]
    public void a_preview_changes_nothing(string sql)
    {
        using var project = TestProject.OnPostgres(("models/kept.sql", "{{ config(materialized='table') }}\nselect 1 as id\n"));
        Passes(project);

        project.With(runner => runner.ShowDirect(sql, 5, TestContext.Current.CancellationToken));

        project.Rows("select id from public.kept").ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("Äb")]
    [InlineData("Upper")]
    public void a_schema_may_have_capitals_of_any_alphabet(string schema)
    {
        using var project = TestProject.OnPostgres(
            ("models/v.sql", $"{{{{ config(schema='{schema}') }}}}\nselect 1 as id\n"),
            ("models/seen.sql", $"-- depends_on: {{{{ ref('v') }}}}\nselect {{{{ get_catalog(this.information_schema(), ['public_{schema}']) | length if execute else 0 }}}} as columns,\n"
                + $"  {{{{ list_relations_without_caching(api.Relation.create(database=target.database, schema='public_{schema}')) | length if execute else 0 }}}} as relations\n"));

        Passes(project);
        Passes(project);

        project.Rows("select * from public.seen").ShouldBe(["1|1"]);
    }

    private static void Passes(TestProject project) => project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success, project.Last.Messages.LastOrDefault());
}
