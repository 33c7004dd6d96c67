using Shouldly;
using Transform.Core;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Macros;

/// <summary><c>query-comment</c>: what the warehouse reads beside a node's statements.</summary>
public sealed class QueryCommentTests
{
    [Fact]
    public void the_default_names_the_node()
    {
        var sql = SentWith(string.Empty);

        sql.ShouldStartWith("""/* {"app": "dbt", "dbt_version": """);
        sql.ShouldContain(
            """
            "profile_name": "shop", "target_name": "dev", "node_id": "model.shop.m"} */
            """ + "\n");
    }

    [Theory]
    [InlineData("query-comment: plain words", "/* plain words */\ncreate")]
    [InlineData("query-comment: \"{{ say(node) }} by {{ target.name }} on {{ connection_name }}\"", "/* says m by dev on model.shop.m */\ncreate")]
    [InlineData("query-comment: {comment: \"{{ say(node) }}\", append: false, job-label: true}", "/* says m */\ncreate")]
    public void a_comment_comes_before_the_statement(string setting, string expected) => SentWith(setting).ShouldStartWith(expected);

    [Fact]
    public void or_after_it()
    {
        var sql = SentWith("query-comment: {comment: words, append: true}");

        sql.ShouldStartWith("create");
        sql.ShouldEndWith("\n/* words */");
    }

    [Theory]
    [InlineData("query-comment: ''")]
    [InlineData("query-comment: {comment: ''}")]
    [InlineData("query-comment: \"{% if false %}words{% endif %}\"")]
    public void an_empty_one_is_none(string setting) => SentWith(setting).ShouldStartWith("create");

    [Fact]
    public void a_macro_may_not_end_the_comment()
    {
        using var project = Project("query-comment: \"x */ drop table m\"");

        project.Run().Results.ShouldHaveSingleItem().Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.InvalidConfig);
    }

    [Fact]
    public void statements_of_no_node_name_their_connection()
    {
        using var project = Project(string.Empty);
        project.Write("macros/n.sql", "{% macro ask() %}{% do run_query('select 42') %}{% endmacro %}");

        project.With(runner => runner.RunOperation(new("ask", []), TestContext.Current.CancellationToken));

        project.Last.Statements.ShouldContain(s => s.Contains("\"connection_name\": \"master\"} */\nselect 42", StringComparison.Ordinal));
    }

    private static string SentWith(string setting)
    {
        using var project = Project(setting);
        project.Run().Failed.ShouldBeFalse();
        return project.Last.Statements.Last(s => s.Contains("42", StringComparison.Ordinal));
    }

    private static TestProject Project(string setting) => new(
        ("dbt_project.yml", $"name: shop\nprofile: shop\n{setting}\n"),
        ("macros/m.sql", "{% macro say(node) %}{{ return('says ' ~ node.name) }}{% endmacro %}"),
        ("models/m.sql", "select 42 as id"));
}
