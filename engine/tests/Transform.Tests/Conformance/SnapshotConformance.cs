using Shouldly;

namespace Transform.Tests.Conformance;

/// <summary>Snapshots: the versions of rows that a source had.</summary>
public abstract class SnapshotConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private const string Versions = "select id, state, case when dbt_valid_to is null then 'now' else 'then' end from snap order by id, dbt_valid_from, dbt_valid_to";

    // Row 1 changes, row 2 stays, row 3 goes, row 4 comes.
    private static readonly string[] Before = ["1|a|2024-01-01", "2|a|2024-01-01", "3|a|2024-01-01"];
    private static readonly string[] After = ["1|b|2024-01-02", "2|a|2024-01-01", "4|a|2024-01-02"];

    [Theory]
    [InlineData("strategy: timestamp, updated_at: changed_at")]
    [InlineData("strategy: check, check_cols: [state]")]
    [InlineData("strategy: check, check_cols: all")]
    [InlineData("strategy: check, check_cols: [state], updated_at: changed_at")]
    public void changed_rows_get_a_new_version(string strategy)
    {
        using var project = Of($"unique_key: id, {strategy}", Before);
        Passes(project);
        project.Rows(Versions).ShouldBe(["1|a|now", "2|a|now", "3|a|now"]);
        Passes(project);
        project.Rows(Versions).ShouldBe(["1|a|now", "2|a|now", "3|a|now"]);
        Write(project, After);

        Passes(project);
        Passes(project);

        project.Rows(Versions).ShouldBe(["1|a|then", "1|b|now", "2|a|now", "3|a|now", "4|a|now"]);
        project.Relations().ShouldBe(["snap Table", "src View"]);
    }

    [Fact]
    public void times_of_versions_are_the_rows_own()
    {
        using var project = Of("unique_key: id, strategy: timestamp, updated_at: changed_at", Before);
        Passes(project);
        Write(project, After);

        Passes(project);

        project.Rows("select id, dbt_valid_from, dbt_valid_to, dbt_updated_at from snap where id = 1 order by dbt_valid_from").ShouldBe([
            "1|2024-01-01 00:00:00|2024-01-02 00:00:00|2024-01-01 00:00:00", "1|2024-01-02 00:00:00|None|2024-01-02 00:00:00"]);
        project.Rows("select count(distinct dbt_scd_id) from snap").ShouldBe(["5"]);
    }

    [Theory]
    [InlineData("ignore", "3|a|now")]
    [InlineData("invalidate", "3|a|then")]
    public void deleted_rows_end_as_configured(string mode, string expected)
    {
        using var project = Of($"unique_key: id, strategy: timestamp, updated_at: changed_at, hard_deletes: {mode}", Before);
        Passes(project);
        Write(project, After);

        Passes(project);
        Passes(project);

        project.Rows(Versions).ShouldBe(["1|a|then", "1|b|now", "2|a|now", expected, "4|a|now"]);
        Write(project, [.. After, "3|c|2024-01-05"]);
        Passes(project);
        project.Rows("select state from snap where id = 3 and dbt_valid_to is null").ShouldBe(["c"]);
    }

    [Fact]
    public void deleted_rows_get_a_version_that_says_so()
    {
        using var project = Of("unique_key: id, strategy: check, check_cols: [state], hard_deletes: new_record", Before);
        Passes(project);
        Write(project, After);
        Passes(project);
        Passes(project);

        project.Rows("select state, dbt_is_deleted, case when dbt_valid_to is null then 'now' else 'then' end from snap where id = 3 order by dbt_is_deleted")
            .ShouldBe(["a|False|then", "a|True|now"]);

        Write(project, Before);
        Passes(project);

        project.Rows("select count(*) from snap where id = 3").ShouldBe(["3"]);
        project.Rows("select dbt_is_deleted from snap where id = 3 and dbt_valid_to is null").ShouldBe(["False"]);
    }

    [Fact]
    public void a_key_may_have_several_columns()
    {
        using var project = Of("unique_key: [id, part], strategy: check, check_cols: [state]", []);
        project.Write("models/src.sql", "select 1 as id, 1 as part, 'a' as state union all select 1, 2, 'a'");
        Passes(project);
        project.Write("models/src.sql", "select 1 as id, 1 as part, 'a' as state union all select 1, 2, 'b'");

        Passes(project);

        project.Rows("select part, state from snap order by part, state").ShouldBe(["1|a", "2|a", "2|b"]);
    }

    [Fact]
    public void new_columns_come_into_the_table()
    {
        using var project = Of("unique_key: id, strategy: check, check_cols: all", []);
        project.Write("models/src.sql", "select 1 as id, 'a' as state");
        Passes(project);
        project.Write("models/src.sql", "select 1 as id, 'a' as state, cast('new' as {{ nullable(dbt.type_string()) }}) as more");

        Passes(project);
        Passes(project);

        project.Rows("select state, more from snap order by coalesce(more, '')").ShouldBe(["a|None", "a|new"]);
    }

    [Fact]
    public void names_and_the_end_of_time_may_be_the_projects()
    {
        using var project = Of(
            "unique_key: id, strategy: timestamp, updated_at: changed_at, dbt_valid_to_current: \"cast('2099-12-31 00:00:00' as timestamp)\", "
                + "snapshot_meta_column_names: {dbt_valid_from: since, dbt_valid_to: till, dbt_scd_id: version, dbt_updated_at: changed}",
            Before);
        Passes(project);
        Write(project, After);

        Passes(project);
        Passes(project);

        project.Rows("select id, state, since, till from snap where id < 3 order by id, since").ShouldBe([
            "1|a|2024-01-01 00:00:00|2024-01-02 00:00:00", "1|b|2024-01-02 00:00:00|2099-12-31 00:00:00", "2|a|2024-01-01 00:00:00|2099-12-31 00:00:00"]);
    }

    [Fact]
    public void a_failing_snapshot_leaves_its_table()
    {
        using var project = Of("unique_key: id, strategy: timestamp, updated_at: changed_at", Before);
        Passes(project);
        project.Write("models/src.sql", "select 1 as id, 'z' as state");

        Fails(project);

        project.Rows(Versions).ShouldBe(["1|a|now", "2|a|now", "3|a|now"]);
        Write(project, After);
        Passes(project);
        project.Rows(Versions).ShouldBe(["1|a|then", "1|b|now", "2|a|now", "3|a|now", "4|a|now"]);
    }

    private Execution.TestProject Of(string config, string[] rows)
    {
        var project = Project(("snapshots/s.yml", $"snapshots: [{{name: snap, relation: ref('src'), config: {{{config}}}}}]\n"));
        Write(project, rows);
        return project;
    }

    private static void Write(Execution.TestProject project, string[] rows) => project.Write("models/src.sql", string.Join(" union all\n", rows.Select(r => r.Split('|'))
        .Select(r => $"select {r[0]} as id, '{r[1]}' as state, cast('{r[2]} 00:00:00' as {{{{ dbt.type_timestamp() }}}}) as changed_at")));
}
