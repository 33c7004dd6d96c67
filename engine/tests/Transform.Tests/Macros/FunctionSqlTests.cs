using Shouldly;
using Transform.Core;
using Transform.Execution;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Macros;

/// <summary>The SQL of functions for warehouses that have functions of their own, without one: the project hands DuckDB's macros on to
/// those for others, and the statement is looked at and not run. PostgreSQL 15 took each of them, and its catalog had the same arguments,
/// result and volatility for them as for what dbt-postgres 1.11 had sent.</summary>
public sealed class FunctionSqlTests
{
    private const string Handing = """
        {% macro duckdb__formatted_scalar_function_args_sql() %}{% do return(dbt.postgres__formatted_scalar_function_args_sql()) %}{% endmacro %}
        {% macro duckdb__scalar_function_body_sql() %}{% do return(dbt.default__scalar_function_body_sql()) %}{% endmacro %}
        {% macro duckdb__scalar_function_create_replace_signature_sql(target_relation) %}
          {% do return(dbt.default__scalar_function_create_replace_signature_sql(target_relation)) %}
        {% endmacro %}
        {% macro duckdb__function_execute_build_sql(build_sql, existing_relation, target_relation) %}
          {% call noop_statement('main', 'OK', 'OK', 0) %}{{ build_sql }}{% endcall %}
        {% endmacro %}
        """;

    [Theory]
    [InlineData(
        "select x + 1",
        "{name: f, arguments: [{name: x, data_type: integer}], returns: {data_type: integer}}",
        "create or replace function \"shop\".\"main\".\"f\" (x integer)\nreturns integer\nas\n$$\nselect x + 1\n$$ language sql;")]
    [InlineData(
        "select a || b",
        "{name: f, config: {volatility: deterministic}, arguments: [{name: a, data_type: text}, {name: b, data_type: text, default_value: \"'z'\"}], returns: {data_type: text}}",
        "create or replace function \"shop\".\"main\".\"f\" (a text, b text default 'z')\nreturns text\nimmutable\nas\n$$\nselect a || b\n$$ language sql;")]
    [InlineData(
        "select 42",
        "{name: f, config: {volatility: non-deterministic}, returns: {data_type: integer}}",
        "create or replace function \"shop\".\"main\".\"f\" ()\nreturns integer\nvolatile\nas\n$$\nselect 42\n$$ language sql;")]
    public void A_function_with_its_arguments_result_and_volatility(string body, string properties, string expected)
    {
        using var project = new TestProject(
            ("macros/handing.sql", Handing), ("functions/f.sql", body + "\n"), ("functions/functions.yml", $"functions: [{properties}]\n"));

        project.Run().Results.Single().Status.ShouldBe(NodeStatus.Success);
        project.ReadTarget("run/shop/functions/f.sql").Trim().ShouldBe(expected);
    }

    [Fact]
    public void Without_yaml_its_result_is_not_known()
    {
        using var project = new TestProject(("macros/handing.sql", Handing), ("functions/f.sql", "select 1\n"));

        var result = project.Run().Results.Single();

        result.Status.ShouldBe(NodeStatus.Error);
        result.Message.ShouldContain("'f' does not say what it returns");
    }

    [Theory]
    [InlineData("{name: f}", "The function 'f' does not say what it returns.")]
    [InlineData("{name: f, returns: {description: a number}}", "The function 'f' does not say what it returns.")]
    [InlineData("{name: f, arguments: [{name: x}], returns: {data_type: integer}}", "An argument of the function 'f' has no name or no type.")]
    public void Yaml_says_all_of_it(string properties, string message)
    {
        using var project = new TestProject(("functions/f.sql", "select 1\n"), ("functions/functions.yml", $"functions: [{properties}]\n"));

        Should.Throw<TransformException>(project.Plan).Diagnostics.Single(d => d.Severity == Severity.Error).Message.ShouldBe(message);
    }
}
