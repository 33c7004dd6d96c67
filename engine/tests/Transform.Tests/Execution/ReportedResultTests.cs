using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution;

/// <summary>What results say of themselves; the words are those of dbt 1.11 for the same project.</summary>
public sealed class ReportedResultTests
{
    private static readonly (string Path, string Text)[] Files =
    [
        ("macros/m.sql", """
            {% macro deep() %}{{ deeper() }}{% endmacro %}

            {% macro deeper() %}{% if execute %}{{ exceptions.raise_compiler_error("too\ndeep") }}{% endif %}{% endmacro %}
            """),
        ("models/good.sql", "{{ config(materialized='table') }}select 1 as id"),
        ("models/refused.sql", "select nope from {{ ref('good') }}"),
        ("models/raised.sql", "select 1 {{ deep() }}"),
        ("models/after.sql", "select * from {{ ref('refused') }}"),
        ("models/hooked.sql", "{{ config(post_hook='select nope') }}select 1 as id"),
        ("models/s.yml", "models: [{name: good, columns: [{name: id, data_tests: [not_null, {accepted_values: {arguments: {values: [2]}, config: {severity: warn}}}]}]}]"),
        ("tests/wrong.sql", "select nope from (select 1 as id)"),
        ("seeds/fine.csv", "id\n1\n2\n"),
        ("snapshots/kept.sql", "{% snapshot kept %}{{ config(unique_key='nope', strategy='check', check_cols=['id']) }}select 1 as id{% endsnapshot %}"),
    ];

    [Theory]
    [InlineData("good", null, "OK")]
    [InlineData("fine", null, "INSERT 2")]
    [InlineData("refused", null, "Runtime Error in model refused (models/refused.sql)\n  Binder Error: Referenced column \"nope\" not found in FROM clause!\n  Candidate bindings: \"id\"")]
    [InlineData("raised", null, "Compilation Error in model raised (models/raised.sql)\n  too\n  deep\n  \n  > in macro deeper (macros/m.sql)\n  > called by macro deep (macros/m.sql)\n  > called by model raised (models/raised.sql)")]
    [InlineData("wrong", null, "Runtime Error in test wrong (tests/wrong.sql)\n  Binder Error: Referenced column \"nope\" not found in FROM clause!\n  Candidate bindings: \"id\"")]
    [InlineData("kept", null, "Runtime Error in snapshot kept (snapshots/kept.sql)\n  Binder Error: Referenced column \"nope\" not found in FROM clause!\n  Candidate bindings: \"id\"")]
    [InlineData("after", "refused", null)]
    [InlineData("not_null_good_id", "good", null)]
    [InlineData("accepted_values_good_id__2", "good", "Got 1 result, configured to warn if != 0")]
    public void A_message_says_which_node_had_what(string node, string? with, string? message)
    {
        using var project = new TestProject(Files);

        var result = project.Run([node, .. with is null ? node is "refused" ? new[] { "good" } : [] : [with]]).Results.Single(r => r.Node.Name == node);

        ReportedResult.Message(result).ShouldBe(message);
    }

    [Fact]
    public void An_answer_counts_rows_only_where_the_warehouse_said_so()
    {
        using var project = new TestProject(Files);

        var answers = project.Run().Results.ToDictionary(r => r.Node.Name, ReportedResult.Response);

        answers["good"].ShouldBe(("OK", null, null));
        answers["fine"].ShouldBe(("INSERT 2", "INSERT", 2));
        answers["not_null_good_id"].ShouldBe(("OK", null, null));
        answers["refused"].ShouldBeNull();
        answers["after"].ShouldBeNull();
    }

    [Fact]
    public void A_statement_has_a_file_once_it_was_to_be_sent()
    {
        using var project = new TestProject(Files);

        var results = project.Run().Results.ToDictionary(r => r.Node.Name);

        results.Where(r => r.Value.HasRunFile).Select(r => r.Key).Order(StringComparer.Ordinal).ShouldBe(
            ["accepted_values_good_id__2", "fine", "good", "hooked", "not_null_good_id", "refused", "wrong"]);
        project.ReadTarget("run/shop/models/refused.sql").ShouldContain("nope");
        results["raised"].CompileCompleted.ShouldNotBeNull();
        results["raised"].ExecuteStarted.ShouldBeNull();
    }
}
