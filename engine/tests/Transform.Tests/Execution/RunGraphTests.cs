using Shouldly;

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
}
