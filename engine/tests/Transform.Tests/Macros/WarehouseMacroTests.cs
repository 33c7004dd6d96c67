using Shouldly;
using Transform.Execution;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Macros;

/// <summary>The macros that change or ask the warehouse, called from hooks as packages call them.</summary>
public sealed class WarehouseMacroTests
{
    private const string Orders = """
        models:
          - name: orders
            description: "What was sold; it's all here"
            columns:
              - {name: id, data_type: integer, description: "Its number", constraints: [{type: not_null}, {type: primary_key}]}
              - {name: Note, data_type: varchar, quote: true, constraints: [{type: check, expression: '"Note" <> ''x'''}]}
              - {name: gone, data_type: date, description: "Not there"}
        """;

    [Fact]
    public void descriptions_become_comments()
    {
        using var project = Project("persist_docs={'relation': true, 'columns': true}", "{{ persist_docs(this, model) }}");

        Run(project).ShouldBeEmpty();

        project.Rows("select comment from duckdb_tables() where table_name = 'orders'").ShouldBe(["What was sold; it's all here"]);
        project.Rows("select comment from duckdb_columns() where table_name = 'orders' and column_name = 'id'").ShouldBe(["Its number"]);
    }

    [Fact]
    public void indexes_are_made()
    {
        using var project = Project("indexes=[{'columns': ['id'], 'unique': true}]", "{{ create_indexes(this) }}");

        Run(project).ShouldBeEmpty();

        project.Rows("select index_name, is_unique from duckdb_indexes()").ShouldBe(["orders_id_index|True"]);
    }

    [Fact]
    public void columns_and_constraints_of_a_contract_make_a_table()
    {
        using var project = Project("", "create table made {{ get_table_columns_and_constraints() }}");

        Run(project).ShouldBeEmpty();

        project.Rows("select column_name, data_type, is_nullable from duckdb_columns() where table_name = 'made'")
            .ShouldBe(["id|INTEGER|False", "Note|VARCHAR|True", "gone|DATE|True"]);
    }

    [Theory]
    [InlineData("select null::date as gone, 'n' as \"Note\", 1 as id", null)]
    [InlineData("select 1 as id, 'n' as \"Note\"", "| gone        |                 | DATE          | missing in definition |")]
    [InlineData("select 1 as id, 'n' as \"Note\", now() as gone", "| gone        | TIMESTAMP WITH TIME ZONE | DATE          | data type mismatch |")]
    public void a_query_is_held_against_its_contract(string sql, string? problem)
    {
        using var project = Project("", $$$"""{{ get_assert_columns_equivalent({{{Quoted(sql)}}}) }}""");

        var messages = Run(project);

        if (problem is null)
        {
            messages.ShouldBeEmpty();
        }
        else
        {
            messages.ShouldHaveSingleItem().ShouldContain(problem);
        }
    }

    [Fact]
    public void grants_are_written_from_a_config()
    {
        using var project = new TestProject();
        const string Call = """
            {{ get_dcl_statement_list(api.Relation.create(schema='s', identifier='t'), {'select': ['a', 'b'], 'insert': []}, get_grant_sql) | join }}
            """;

        project.With(runner => runner.CompileInline(Call, TestContext.Current.CancellationToken)).Trim()
            .ShouldBe("grant select on \"s\".\"t\" to a, b");
    }

    [Fact]
    public void the_warehouse_is_asked_for_schemas_and_freshness()
    {
        using var project = new TestProject();
        const string Call = """
            {{ check_schema_exists(api.Relation.create(database=target.database), 'main').rows[0][0] }}
            {{ 'main' in list_schemas(target.database).columns[0].values() }}
            {{ collect_freshness("(values (date '2024-01-02'), (date '2030-01-01')) as t(x)", 'x', "x < date '2025-01-01'").table.rows[0][0] }}
            """;

        project.With(runner => runner.CompileInline(Call, TestContext.Current.CancellationToken))
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ShouldBe(["1", "True", "2024-01-02"]);
    }

    private static TestProject Project(string config, string hook) => new(
        ("models/orders.yml", Orders),
        ("models/orders.sql", "{{ config(materialized='table'" + (config.Length > 0 ? ", " + config : "") + ", post_hook=" + Quoted(hook)
            + ") }}\nselect 1 as id, 'n' as \"Note\""));

    private static string Quoted(string text) => "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";

    /// <summary>What failed.</summary>
    private static List<string> Run(TestProject project) =>
        [.. project.Run().Results.Where(r => r.Status is not NodeStatus.Success).Select(r => r.Message ?? r.Status.ToString())];
}
