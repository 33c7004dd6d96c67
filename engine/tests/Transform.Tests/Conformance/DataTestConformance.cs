using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Conformance;

/// <summary>Data tests, how they are judged, and the rows that they keep.</summary>
public abstract class DataTestConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    private const string Rows = "select 1 as id, cast('a' as {{ nullable(dbt.type_string()) }}) as name union all select 2, 'b' union all select 2, null";

    [Theory]
    [InlineData("unique", "id", 1)]
    [InlineData("unique", "name", 0)]
    [InlineData("not_null", "name", 1)]
    [InlineData("not_null", "id", 0)]
    [InlineData("accepted_values: {arguments: {values: [a]}}", "name", 1)]
    [InlineData("accepted_values: {arguments: {values: [a, b]}}", "name", 0)]
    [InlineData("accepted_values: {arguments: {values: [1, 2], quote: false}}", "id", 0)]
    [InlineData("relationships: {arguments: {to: ref('other'), field: id}}", "id", 1)]
    public void the_four_tests_count_the_rows_that_fail(string test, string column, int failures)
    {
        using var project = Project(
            ("models/m.sql", Rows),
            ("models/other.sql", "select 2 as id"),
            ("models/s.yml", $"models: [{{name: m, columns: [{{name: {column}, data_tests: [{test}]}}]}}]\n"));

        var result = project.Run().Results.Single(r => r.Node.Name is not ("m" or "other"));

        result.Status.ShouldBe(failures == 0 ? NodeStatus.Pass : NodeStatus.Fail, result.Message);
        result.Failures.ShouldBe(failures);
    }

    [Theory]
    [InlineData("severity: warn", NodeStatus.Warn, "Got 3 results, configured to warn if != 0")]
    [InlineData("error_if: '>5', warn_if: '>2'", NodeStatus.Warn, "Got 3 results, configured to warn if >2")]
    [InlineData("error_if: '>2'", NodeStatus.Fail, "Got 3 results, configured to fail if >2")]
    [InlineData("error_if: '>5', warn_if: '>4'", NodeStatus.Pass, "")]
    [InlineData("where: 'id > 1'", NodeStatus.Fail, "Got 2 results, configured to fail if != 0")]
    [InlineData("where: 'id > 9'", NodeStatus.Pass, "")]
    [InlineData("limit: 1", NodeStatus.Fail, "Got 1 result, configured to fail if != 0")]
    [InlineData("fail_calc: 'sum(id)'", NodeStatus.Fail, "Got 6 results, configured to fail if != 0")]
    [InlineData("fail_calc: 'sum(id)', where: 'id > 9'", NodeStatus.Pass, "")]
    public void tests_are_judged_as_configured(string config, NodeStatus status, string message)
    {
        using var project = Project(
            ("models/a.sql", "select 1 as id, cast(null as {{ nullable(dbt.type_string()) }}) as name union all select 2, null union all select 3, null"),
            ("macros/t.sql", "{% test missing(model, column_name) %}select id from {{ model }} where {{ column_name }} is null{% endtest %}"),
            ("models/s.yml", $"models: [{{name: a, columns: [{{name: name, data_tests: [missing: {{config: {{{config}}}}}]}}]}}]"));

        var result = project.Run().Results[1];

        (result.Status, result.Message).ShouldBe((status, message));
    }

    [Theory]
    [InlineData("store_failures: true", "not_null_m_name Table")]
    [InlineData("store_failures_as: table", "not_null_m_name Table")]
    [InlineData("store_failures_as: view", "not_null_m_name View")]
    [InlineData("store_failures_as: ephemeral", "")]
    [InlineData("store_failures: true, alias: kept", "kept Table")]
    [InlineData("store_failures: true, limit: 1", "not_null_m_name Table")]
    public void failing_rows_are_kept_where_they_are_to_be(string config, string relation)
    {
        using var project = Project(
            ("models/m.sql", Rows), ("models/s.yml", $"models: [{{name: m, columns: [{{name: name, data_tests: [not_null: {{config: {{{config}}}}}]}}]}}]\n"));

        foreach (var _ in (int[])[1, 2])
        {
            Fails(project).Failures.ShouldBe(1);

            project.Relations(project.Schema + "_dbt_test__audit").ShouldBe(relation.Length > 0 ? [relation] : []);
        }
    }

    [Fact]
    public void kept_rows_may_change_their_kind_and_go_with_their_cause()
    {
        static string Yaml(string kind) => $"models: [{{name: m, columns: [{{name: name, data_tests: [not_null: {{config: {{store_failures_as: {kind}, schema: found}}}}]}}]}}]\n";
        using var project = Project(("models/m.sql", Rows), ("models/s.yml", Yaml("view")));
        Fails(project);
        project.Relations(project.Schema + "_found").ShouldBe(["not_null_m_name View"]);
        project.Write("models/s.yml", Yaml("table"));

        var failed = Fails(project);

        project.Relations(project.Schema + "_found").ShouldBe(["not_null_m_name Table"]);
        var look = failed.Diagnostics.ShouldHaveSingleItem().Hint.ShouldNotBeNull();
        project.Rows(look[look.IndexOf("select", StringComparison.Ordinal)..]).ShouldHaveSingleItem().ShouldBe("2|None");
        project.Write("models/m.sql", "select 1 as id, 'a' as name");
        Passes(project);
        project.Rows(look[look.IndexOf("select", StringComparison.Ordinal)..]).ShouldBeEmpty();
    }

    [Fact]
    public void singular_tests_and_unit_tests_run()
    {
        using var project = Project(
            ("models/m.sql", "select id, id * 2 as twice from {{ ref('raw') }}"),
            ("seeds/raw.csv", "id\n1\n2\n"),
            ("tests/t.sql", "select * from {{ ref('m') }} where twice > 3"),
            ("models/s.yml", """
                unit_tests:
                  - name: doubles
                    model: m
                    given: [{input: ref('raw'), rows: [{id: 21}, {id: null}]}]
                    expect: {rows: [{id: 21, twice: 42}, {id: null, twice: null}]}
                  - name: halves
                    model: m
                    given: [{input: ref('raw'), rows: [{id: 2}]}]
                    expect: {rows: [{id: 2, twice: 1}]}
                """));

        var results = project.Run("raw", "t", "doubles", "m").Results.ToDictionary(r => r.Node.Name, r => r.Status);
        var halves = project.Run("halves").Results.ShouldHaveSingleItem();

        results["t"].ShouldBe(NodeStatus.Fail);
        results["doubles"].ShouldBe(NodeStatus.Pass);
        halves.Status.ShouldBe(NodeStatus.Fail);
    }

    [Fact]
    public void a_failing_test_stops_what_reads_the_tested_model()
    {
        using var project = Project(
            ("models/a.sql", "select 1 as id union all select 1"),
            ("models/b.sql", "select * from {{ ref('a') }}"),
            ("models/s.yml", "models: [{name: a, columns: [{name: id, data_tests: [unique]}]}]"));

        project.Run().Results.Select(r => (r.Node.Name, r.Status)).ShouldBe(
            [("a", NodeStatus.Success), ("unique_a_id", NodeStatus.Fail), ("b", NodeStatus.Skipped)]);
    }
}
