using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Conformance;

/// <summary>Views, tables, ephemeral and incremental models: made, made again, and put in each other's place.</summary>
public abstract class MaterializationConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private static readonly string[] Kinds = ["view", "table", "incremental"];

    public static TheoryData<string, string> Pairs => [.. from before in Kinds from after in Kinds select (before, after)];

    [Fact]
    public void models_hold_the_rows_of_their_queries()
    {
        using var project = Project(
            ("seeds/raw.csv", "id,name\n1,a\n2,b\n3,c\n"),
            ("models/as_view.sql", "select * from {{ ref('raw') }}"),
            ("models/inline_one.sql", Text("materialized='ephemeral'", "select id, upper(name) as name from {{ ref('as_view') }}")),
            ("models/inline_two.sql", Text("materialized='ephemeral'", "select * from {{ ref('inline_one') }} where id > 1")),
            ("models/as_table.sql", Text("materialized='table'", "-- first\nwith x as (select * from {{ ref('inline_two') }}) select * from x")),
            ("models/filled.sql", Text("materialized='incremental'", "select * from {{ ref('as_table') }} {{ 'where id < 0' if is_incremental() }}")));

        foreach (var _ in (int[])[1, 2])
        {
            Passes(project);

            project.Rows("select * from as_table order by id").ShouldBe(["2|B", "3|C"]);
            project.Rows("select * from as_view order by id").ShouldBe(["1|a", "2|b", "3|c"]);
            project.Rows("select * from filled order by id").ShouldBe(["2|B", "3|C"]);
            project.Relations().ShouldBe(["as_table Table", "as_view View", "filled Table", "raw Table"]);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void a_model_may_change_its_materialization(string before, string after)
    {
        using var project = Project(
            ("models/m.sql", Text($"materialized='{before}'", "select 1 as id")),
            ("models/reads.sql", "select id + 1 as id from {{ ref('m') }}"));
        Passes(project);
        project.Write("models/m.sql", Text($"materialized='{after}'", "select 2 as id"));

        Passes(project);

        project.Rows("select max(id) from m").ShouldBe(["2"]);
        project.Rows("select max(id) from reads").ShouldBe(["3"]);
        project.Relations().ShouldBe([after == "view" ? "m View" : "m Table", "reads View"]);
    }

    [Theory]
    [InlineData("view")]
    [InlineData("table")]
    public void a_model_has_the_columns_of_its_last_query(string materialized)
    {
        using var project = Model($"materialized='{materialized}'", "select 1 as a, 2 as b");
        Passes(project);
        project.Write("models/m.sql", Text($"materialized='{materialized}'", "select cast('x' as {{ dbt.type_string() }}) as b, 3 as c"));

        Passes(project);

        project.Rows("select b, c from m").ShouldBe(["x|3"]);
        project.Columns("m").Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("view")]
    [InlineData("table")]
    [InlineData("incremental")]
    public void a_model_may_give_no_rows(string materialized)
    {
        using var project = Model($"materialized='{materialized}'", "select 1 as id where 1 = 0");

        Passes(project);
        Passes(project);

        project.Rows("select * from m").ShouldBeEmpty();
        project.Columns("m").Length.ShouldBe(1);
    }

    [Fact]
    public void a_full_refresh_builds_the_table_anew()
    {
        using var project = Project(("models/m.sql", Incremental("", "select 1 as id", "select 2 as id")));
        Passes(project);
        Passes(project);
        project.Rows("select * from m order by id").ShouldBe(["1", "2"]);
        project.Options = project.Options with { FullRefresh = true };

        Passes(project);

        project.Rows("select * from m").ShouldBe(["1"]);
    }

    [Theory]
    [InlineData(false, "1,2,2")]
    [InlineData(true, "1")]
    public void the_models_own_full_refresh_wins(bool own, string expected)
    {
        using var project = Project(("models/m.sql", Incremental($"full_refresh={own}", "select 1 as id", "select 2 as id")));
        Passes(project);
        Passes(project);
        project.Options = project.Options with { FullRefresh = !own };

        Passes(project);

        string.Join(',', project.Rows("select id from m order by id")).ShouldBe(expected);
    }

    [Fact]
    public void schemas_and_aliases_are_the_projects()
    {
        using var project = Project(
            ("models/m.sql", Text("materialized='table', schema='more', alias='renamed'", "select 1 as id")),
            ("models/reads.sql", "select * from {{ ref('m') }}"));

        Passes(project);

        project.Relations(project.Schema + "_more").ShouldBe(["renamed Table"]);
        project.Rows("select * from reads").ShouldBe(["1"]);
    }

    [Fact]
    public void the_projects_own_materialization_runs()
    {
        using var project = Project(
            ("macros/m.sql", """
                {% materialization twice, default %}
                  {%- set target_relation = this.incorporate(type='table') -%}
                  {%- do drop_relation_if_exists(load_relation(this)) -%}
                  {{ run_hooks(pre_hooks) }}
                  {% call statement('main') %}{{ get_create_table_as_sql(false, target_relation, sql ~ ' union all ' ~ sql) }}{% endcall %}
                  {{ run_hooks(post_hooks) }}
                  {{ adapter.commit() }}
                  {{ return({'relations': [target_relation]}) }}
                {% endmaterialization %}
                """),
            ("models/m.sql", Text("materialized='twice', post_hook='insert into {{ this }} values (9)'", "select 1 as id")),
            ("models/n.sql", "select * from {{ ref('m') }}"));

        Passes(project);
        Passes(project);

        project.Rows("select * from n order by id").ShouldBe(["1", "1", "9"]);
    }

    [Fact]
    public void an_unknown_materialization_is_named_with_the_nearest_one()
    {
        using var project = Model("materialized='tabel'", "select 1 as id");

        var diagnostic = Fails(project).Diagnostics.ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.UnknownMaterialization);
        diagnostic.Hint.ShouldBe("Did you mean 'table'?");
    }

    [Theory]
    [InlineData("table")]
    [InlineData("view")]
    [InlineData("incremental")]
    public void a_failing_query_leaves_the_last_good_rows(string materialized)
    {
        using var project = Model($"materialized='{materialized}'", "select 1 as id");
        Passes(project);
        project.Write("models/m.sql", Text($"materialized='{materialized}'", "select no_such_column as id"));

        Fails(project).Message.ShouldContain("no_such_column");

        project.Rows("select * from m").ShouldBe(["1"]);
        project.Relations().ShouldBe([materialized == "view" ? "m View" : "m Table"]);
    }

    [Fact]
    public void a_query_that_fails_half_way_leaves_the_last_good_rows()
    {
        using var project = Model("materialized='table'", "select 1 as id");
        Passes(project);
        project.Write("models/m.sql", Text("materialized='table'", """
            select cast(case when generated_number = 90000 then 'x' else '1' end as {{ dbt.type_int() }}) as id
            from ({{ dbt.generate_series(100000) }}) as numbers
            """));

        Fails(project).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.StatementFailed);

        project.Rows("select * from m").ShouldBe(["1"]);
        project.Relations().ShouldBe(["m Table"]);
    }
}
