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

    /// <summary>The block of tables has a variable "rebuild", which a macro of that name does not touch.</summary>
    [Theory]
    [InlineData("rebuild", true)]
    [InlineData("create_indexes", false)]
    [InlineData("statement", false)]
    [InlineData("duckdb__create_table_as", false)]
    public void What_the_project_has_touches_blocks_that_read_its_name(string name, bool isUntouched)
    {
        using var project = new TestProject(
            ("macros/m.sql", $"{{% macro {name}() %}}{{% endmacro %}}"),
            ("models/m.sql", "{{ config(materialized='table') }}select 1 as id"));

        project.Plan().Macros.Reach.IsUntouched("materialization_table_default", "shop").ShouldBe(isUntouched);
    }
}
