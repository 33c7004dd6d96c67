using Shouldly;
using Transform.Core;
using Transform.Execution;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Macros;

/// <summary>Functions on PostgreSQL, where they are the server's own: made by a run, and called.</summary>
public sealed class FunctionSqlTests
{
    [Theory]
    [InlineData(
        "select x + 1",
        "{name: f, arguments: [{name: x, data_type: integer}], returns: {data_type: integer}}",
        "create or replace function \"{db}\".\"public\".\"f\" (x integer)\nreturns integer\nas\n$$\nselect x + 1\n$$ language sql;",
        "f(41)", "42")]
    [InlineData(
        "select a || b",
        "{name: f, config: {volatility: deterministic}, arguments: [{name: a, data_type: text}, {name: b, data_type: text, default_value: \"'z'\"}], returns: {data_type: text}}",
        "create or replace function \"{db}\".\"public\".\"f\" (a text, b text default 'z')\nreturns text\nimmutable\nas\n$$\nselect a || b\n$$ language sql;",
        "f('y')", "yz")]
    [InlineData(
        "select 42",
        "{name: f, config: {volatility: non-deterministic}, returns: {data_type: integer}}",
        "create or replace function \"{db}\".\"public\".\"f\" ()\nreturns integer\nvolatile\nas\n$$\nselect 42\n$$ language sql;",
        "f()", "42")]
    public void A_function_with_its_arguments_result_and_volatility(string body, string properties, string expected, string call, string answer)
    {
        using var project = TestProject.OnPostgres(
            ("functions/f.sql", body + "\n"),
            ("functions/functions.yml", $"functions: [{properties}]\n"),
            ("models/calls.sql", $"select {{{{ function('f') }}}}{call[1..]} as answer\n"));
        var database = project.Rows("select current_database()").Single();

        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success);

        project.ReadTarget("run/shop/functions/f.sql").Trim().ShouldBe(expected.Replace("{db}", database, StringComparison.Ordinal));
        project.Rows("select answer from public.calls").ShouldBe([answer]);
    }

    [Fact]
    public void Without_yaml_its_result_is_not_known()
    {
        using var project = TestProject.OnPostgres(("functions/f.sql", "select 1\n"));

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
