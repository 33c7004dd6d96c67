using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution;

public sealed class RunGraphTests
{
    [Fact]
    public void A_test_of_two_models_stands_before_what_reads_both_of_them()
    {
        using var project = new TestProject(
            ("models/a.sql", "select 1 as id"),
            ("models/b.sql", "select 2 as id"),
            ("models/only_a.sql", "select * from {{ ref('a') }}"),
            ("models/both.sql", "select * from {{ ref('a') }} union all select * from {{ ref('b') }}"),
            ("models/s.yml", "models: [{name: a, columns: [{name: id, data_tests: [relationships: {to: ref('b'), field: id}]}]}]"));

        var run = project.Run();

        run.Results.Single(r => r.Node.Name == "only_a").Failed.ShouldBeFalse();
        run.Results.Single(r => r.Node.Name == "both").SkippedBecauseOf.ShouldNotBeNull().ShouldStartWith("test.shop.relationships_a_id");
    }

    [Fact]
    public void A_test_of_a_model_and_its_parent_stands_before_the_models_children()
    {
        using var project = new TestProject(
            ("models/parent.sql", "select 1 as id"),
            ("models/child.sql", "select id + 1 as id from {{ ref('parent') }}"),
            ("models/sibling.sql", "select * from {{ ref('parent') }}"),
            ("models/grandchild.sql", "select * from {{ ref('child') }}"),
            ("models/s.yml", "models: [{name: child, columns: [{name: id, data_tests: [relationships: {to: ref('parent'), field: id}]}]}]"));

        var run = project.Run();

        run.Results.Single(r => r.Node.Name == "sibling").Failed.ShouldBeFalse();
        run.Results.Single(r => r.Node.Name == "grandchild").SkippedBecauseOf.ShouldNotBeNull().ShouldStartWith("test.shop.relationships");
    }

    [Fact]
    public void A_test_of_a_source_stands_before_what_reads_the_source_through_an_ephemeral_model_too()
    {
        using var project = new TestProject(
            ("models/direct.sql", "select * from {{ source('raw', 'things') }}"),
            ("models/passing.sql", "{{ config(materialized='ephemeral') }} select * from {{ source('raw', 'things') }}"),
            ("models/through.sql", "select * from {{ ref('passing') }}"),
            ("models/apart.sql", "select 1 as id"),
            ("models/s.yml", "sources: [{name: raw, tables: [{name: things, columns: [{name: id, data_tests: [not_null]}]}]}]"));

        var run = project.Run();

        run.Results.Single(r => r.Node.Name == "apart").Failed.ShouldBeFalse();
        run.Results.Single(r => r.Node.Name == "direct").SkippedBecauseOf.ShouldNotBeNull().ShouldStartWith("test.shop.source_not_null");
        run.Results.Single(r => r.Node.Name == "through").SkippedBecauseOf.ShouldNotBeNull().ShouldStartWith("test.shop.source_not_null");
    }

    [Fact]
    public void A_python_model_is_an_error_and_what_reads_it_is_skipped()
    {
        using var project = new TestProject(
            ("models/a.sql", "select 1 as id"),
            ("models/b.py", "def model(dbt, session):\n    return dbt.ref('a')\n"),
            ("models/c.sql", "select * from {{ ref('b') }}"));

        var run = project.Run();

        var python = run.Results.Single(r => r.Node.Name == "b");
        python.Status.ShouldBe(NodeStatus.Error);
        python.Diagnostics[0].Code.ShouldBe("TF5012");
        run.Results.Single(r => r.Node.Name == "c").SkippedBecauseOf.ShouldBe("model.shop.b");
    }

    [Fact]
    public void What_is_compiled_alone_waits_for_no_test()
    {
        using var project = new TestProject(
            ("models/a.sql", "select 1 as id"),
            ("models/b.sql", "select * from {{ ref('a') }}"),
            ("macros/broken.sql", "{% test broken(model) %}{% if execute %}{{ exceptions.raise_compiler_error('No.') }}{% endif %}{% endtest %}"),
            ("models/s.yml", "models: [{name: a, data_tests: [broken]}]"));

        project.Run().Results.Single(r => r.Node.Name == "b").Status.ShouldBe(NodeStatus.Skipped);
        project.Options = project.Options with { Work = RunWork.Compile };
        var compiled = project.Run();

        compiled.Results.Single(r => r.Node.Name == "b").Failed.ShouldBeFalse();
        compiled.Results.Single(r => r.Node.Name == "b").Status.ShouldBe(NodeStatus.Success);
        compiled.Results.Single(r => r.Node is Transform.Planning.TestNode).Failed.ShouldBeTrue();
    }
}
