using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Execution;

public sealed class MaterializationTests
{
    [Theory]
    [InlineData("append", "", new[] { "1|old", "1|new", "2|new" })]
    [InlineData("delete+insert", "id", new[] { "1|new", "2|new" })]
    [InlineData("merge", "id", new[] { "1|new", "2|new" })]
    public void Incremental_strategies_fill_the_table_up(string strategy, string key, string[] expected)
    {
        var config = $"materialized='incremental', incremental_strategy='{strategy}'" + (key.Length > 0 ? $", unique_key='{key}'" : "");
        using var project = new TestProject((
            "models/m.sql",
            "{{ config(" + config + ") }}"
            + "{% if is_incremental() %}select unnest([1, 2]) as id, 'new' as state{% else %}select 1 as id, 'old' as state{% endif %}"));
        project.Run().Failed.ShouldBeFalse();
        project.Rows("select * from m").ShouldBe(["1|old"]);

        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success);

        project.Rows("select * from m order by id, state desc").ShouldBe(expected);
    }

    [Theory]
    [InlineData("delete+insert")]
    [InlineData("merge")]
    public void A_composite_key_is_matched_on_all_of_its_columns(string strategy)
    {
        using var project = new TestProject((
            "models/m.sql",
            "{{ config(materialized='incremental', unique_key=['a', 'b'], incremental_strategy='" + strategy + "') }}"
            + "{% if is_incremental() %}select 1 as a, 2 as b, 'new' as state{% else %}"
            + "select 1 as a, unnest([1, 2]) as b, 'old' as state{% endif %}"));
        project.Run().Failed.ShouldBeFalse();

        project.Run().Failed.ShouldBeFalse();

        project.Rows("select * from m order by a, b").ShouldBe(["1|1|old", "1|2|new"]);
    }

    [Theory]
    [InlineData("ignore", new[] { "id INTEGER", "gone VARCHAR" }, false)]
    [InlineData("append_new_columns", new[] { "id INTEGER", "gone VARCHAR", "added DATE" }, true)]
    [InlineData("sync_all_columns", new[] { "id VARCHAR", "added DATE" }, true)]
    public void A_changed_schema_is_treated_as_configured(string mode, string[] columns, bool succeeds)
    {
        using var project = new TestProject((
            "models/m.sql",
            "{{ config(materialized='incremental', on_schema_change='" + mode + "') }}"
            + "{% if is_incremental() %}select '2' as id, date '2024-01-02' as added{% else %}select 1 as id, 'x' as gone{% endif %}"));
        project.Run().Failed.ShouldBeFalse();

        // Without the column that the table still has, "ignore" fails as it does in dbt.
        project.Run().Failed.ShouldBe(!succeeds);

        project.Rows("select column_name || ' ' || data_type from information_schema.columns order by ordinal_position")
            .ShouldBe(columns);
        project.Rows("select count(*) from m").ShouldBe([succeeds ? "2" : "1"]);
    }

    [Fact]
    public void A_changed_schema_fails_where_that_is_configured_and_says_what_changed()
    {
        using var project = new TestProject((
            "models/m.sql",
            "{{ config(materialized='incremental', on_schema_change='fail') }}"
            + "{% if is_incremental() %}select 2 as id, 1 as added{% else %}select 1 as id{% endif %}"));
        project.Run();

        var result = project.Run().Results.ShouldHaveSingleItem();

        result.Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.SchemaChanged);
        result.Message.ShouldContain("'added' (INTEGER) is new");
        project.Rows("select * from m").ShouldBe(["1"]);
    }

    [Fact]
    public void An_incremental_strategy_that_does_not_exist_says_which_do()
    {
        using var project = new TestProject((
            "models/m.sql", "{{ config(materialized='incremental', incremental_strategy='upsert') }}select 1 as id"));
        project.Run().Failed.ShouldBeFalse();

        project.Run().Results.ShouldHaveSingleItem().Diagnostics.ShouldHaveSingleItem().Hint.ShouldNotBeNull().ShouldContain("delete+insert");
    }

    [Fact]
    public void A_macro_that_the_project_overrides_is_used()
    {
        using var project = new TestProject(
            ("macros/m.sql", "{% macro duckdb__create_table_as(temporary, relation, sql) %}create table {{ relation }} as select 7 as id{% endmacro %}"),
            ("models/m.sql", "{{ config(materialized='table') }}select 1 as id"));
        project.Run().Failed.ShouldBeFalse();

        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success);

        project.Rows("select * from m").ShouldBe(["7"]);
    }
}
