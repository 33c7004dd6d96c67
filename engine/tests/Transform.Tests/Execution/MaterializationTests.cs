using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution;

public sealed class MaterializationTests
{
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
