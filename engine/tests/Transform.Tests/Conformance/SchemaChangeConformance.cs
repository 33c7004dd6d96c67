using Shouldly;
using Transform.Core;

namespace Transform.Tests.Conformance;

/// <summary>on_schema_change: what an incremental model's table becomes where its query has other columns than before.</summary>
public abstract class SchemaChangeConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private const string Nullable = "{{ nullable(dbt.type_string()) }}";

    [Theory]
    [InlineData("ignore", "id gone", "")]
    [InlineData("append_new_columns", "id gone added", "1|x|None 2|None|n")]
    [InlineData("sync_all_columns", "id added", "1|None 2|n")]
    [InlineData("fail", "id gone", "")]
    public void columns_come_and_go(string mode, string columns, string rows)
    {
        using var project = Project(("models/m.sql", Incremental(
            $"on_schema_change='{mode}'", $"select 1 as id, cast('x' as {Nullable}) as gone", $"select 2 as id, cast('n' as {Nullable}) as added")));
        Passes(project);

        // Without the column that the table still has, ignore fails as it does in dbt.
        if (rows.Length > 0)
        {
            Passes(project);
        }
        else
        {
            Fails(project);
        }

        Names(project).ShouldBe(columns.Split(' '));
        project.Rows("select * from m order by id").ShouldBe(rows.Length > 0 ? rows.Split(' ') : ["1|x"]);
    }

    [Theory]
    [InlineData("ignore", "id", "1 2")]
    [InlineData("append_new_columns", "id added", "1|None 2|n")]
    [InlineData("sync_all_columns", "id added", "1|None 2|n")]
    public void columns_come(string mode, string columns, string rows)
    {
        using var project = Project(("models/m.sql", Incremental(
            $"on_schema_change='{mode}'", "select 1 as id", $"select cast('n' as {Nullable}) as added, 2 as id")));
        Passes(project);

        Passes(project);

        Names(project).ShouldBe(columns.Split(' '));
        project.Rows("select * from m order by id").ShouldBe(rows.Split(' '));
        project.Relations().ShouldBe(["m Table"]);
    }

    [Theory]
    [InlineData("ignore")]
    [InlineData("append_new_columns")]
    [InlineData("sync_all_columns")]
    [InlineData("fail")]
    public void another_order_is_no_change(string mode)
    {
        using var project = Project(("models/m.sql", Incremental(
            $"on_schema_change='{mode}'", "select 1 as a, 2 as b, 3 as c", "select 6 as c, 4 as a, 5 as b")));
        Passes(project);

        Passes(project);

        Names(project).ShouldBe(["a", "b", "c"]);
        project.Rows("select * from m order by a").ShouldBe(["1|2|3", "4|5|6"]);
    }

    [Theory]
    [InlineData("int", "bigint", "1", "3000000000")]
    [InlineData("bigint", "int", "1", "2")]
    [InlineData("decimal(10, 2)", "decimal(20, 4)", "1.25", "12345678901.1234")]
    [InlineData("decimal(20, 4)", "decimal(10, 2)", "1.5", "2.5")]
    [InlineData("int", "decimal(10, 2)", "1", "2.5")]
    [InlineData("int", "{{ dbt.type_string() }}", "1", "'two'")]
    [InlineData("date", "{{ dbt.type_timestamp() }}", "'2024-01-01'", "'2024-01-02 03:04:05'")]
    [InlineData("int", "{{ dbt.type_float() }}", "1", "2.5")]
    [InlineData("smallint", "int", "1", "100000")]
    [InlineData("real", "double precision", "0.5", "1e300")]
    [InlineData("boolean", "{{ dbt.type_string() }}", "true", "'x'")]
    [InlineData("varchar(3)", "varchar(10)", "'abc'", "'abcdefghij'")]
    [InlineData("varchar(3)", "{{ dbt.type_string() }}", "'abc'", "'longer than before'")]
    public void types_are_brought_in_line(string before, string after, string first, string then)
    {
        using var project = Project(
            ("models/m.sql", Incremental(
                "on_schema_change='sync_all_columns'",
                $"select 1 as id, cast({first} as {before}) as x", $"select 2 as id, cast({then} as {after}) as x")),
            ("models/fresh.sql", Text(
                "materialized='table'", $"select 1 as id, cast(cast({first} as {before}) as {after}) as x union all select 2, cast({then} as {after})")));
        Passes(project);

        Passes(project);

        project.Columns("m").Order().ShouldBe(project.Columns("fresh").Order());
        project.Rows("select id, x from m order by id").ShouldBe(project.Rows("select id, x from fresh order by id"));
        Passes(project);
    }

    [Fact]
    public void values_that_do_not_fit_the_new_type_fail_and_stay()
    {
        using var project = Project(("models/m.sql", Incremental(
            "on_schema_change='sync_all_columns'", "select 1 as id, cast('x' as {{ dbt.type_string() }}) as x", "select 2 as id, cast(2 as int) as x")));
        Passes(project);
        var columns = project.Columns("m");

        Fails(project);

        project.Columns("m").ShouldBe(columns);
        project.Rows("select * from m").ShouldBe(["1|x"]);
    }

    [Theory]
    [InlineData("append_new_columns")]
    [InlineData("ignore")]
    public void values_that_fit_the_old_type_keep_it_where_types_do_not_count(string mode)
    {
        using var project = Project(("models/m.sql", Incremental(
            $"on_schema_change='{mode}'", "select 1 as id, cast(1 as int) as x", "select 2 as id, cast(2 as bigint) as x")));
        Passes(project);
        var columns = project.Columns("m");

        Passes(project);

        project.Columns("m").ShouldBe(columns);
        project.Rows("select * from m order by id").ShouldBe(["1|1", "2|2"]);
    }

    [Fact]
    public void fail_says_all_that_has_changed()
    {
        using var project = Project(("models/m.sql", Incremental(
            "on_schema_change='fail'",
            "select 1 as id, cast(1 as int) as retyped, 1 as gone",
            "select 2 as id, cast(2 as bigint) as retyped, cast(1 as int) as added")));
        Passes(project);

        var result = Fails(project);

        var diagnostic = result.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Message.ShouldContain("'added' (");
        diagnostic.Message.ShouldContain("'gone' is gone");
        diagnostic.Message.ShouldContain("'retyped' is ");
        project.Rows("select * from m").ShouldBe(["1|1|1"]);
        project.Options = project.Options with { FullRefresh = true };
        Passes(project);
    }

    [Fact]
    public void an_unknown_mode_is_told_and_taken_as_ignore()
    {
        using var project = Project(("models/m.sql", Incremental("on_schema_change='sinc'", "select 1 as id", "select 2 as id, 3 as more")));
        Passes(project);

        Passes(project);

        project.Last.Messages.ShouldContain(m => m.Contains("on_schema_change cannot be 'sinc'"));
        project.Rows("select * from m order by id").ShouldBe(["1", "2"]);
    }

    [Fact]
    public void nested_columns_come_too()
    {
        using var project = Project(("models/m.sql", Incremental(
            "on_schema_change='sync_all_columns'", "select 1 as id", "select 2 as id, {{ dbt.array_construct([1, 2]) }} as list")));
        Passes(project);

        Passes(project);
        Passes(project);

        Names(project).ShouldBe(["id", "list"]);
        project.Rows("select list from m where id = 2").ShouldBe(["[1, 2]", "[1, 2]"]);
    }

    [Fact]
    public void odd_names_of_columns_are_quoted()
    {
        const string Odd = "{{ adapter.quote('Größe in \"cm\"') }}";
        using var project = Project(("models/m.sql", Incremental(
            "on_schema_change='sync_all_columns'",
            "select 1 as id, cast(1 as int) as {{ adapter.quote('select') }}",
            $"select 2 as id, cast(2 as bigint) as {{{{ adapter.quote('select') }}}}, cast('n' as {Nullable}) as {Odd}")));
        Passes(project);

        Passes(project);

        Names(project).ShouldBe(["id", "select", "Größe in \"cm\""], ignoreOrder: true);
        project.Rows("select * from m where id = 1").Single().Split('|').ShouldBe(["1", "1", "None"], ignoreOrder: true);
    }

    private static string[] Names(Execution.TestProject project) => [.. project.Columns("m").Select(c => c[..c.LastIndexOf(' ')])];
}
