using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution;

/// <summary>Ephemeral models that nothing reads: dbt compiles them with the rest.</summary>
public sealed class EphemeralTests
{
    private const string Ephemeral = "{{ config(materialized='ephemeral') }}\n";

    [Fact]
    public void one_that_nothing_reads_is_compiled()
    {
        using var project = new TestProject(("models/alone.sql", Ephemeral + "select {{ 1 + 1 }} as two\n"), ("models/m.sql", "select 1 as a\n"));

        project.Run().Results.Single().Node.Name.ShouldBe("m");

        project.ReadTarget("compiled/shop/models/alone.sql").Trim().ShouldBe("select 2 as two");
    }

    [Fact]
    public void one_whose_template_fails_is_told_of()
    {
        using var project = new TestProject(("models/alone.sql", Ephemeral + "select {{ 1 / 0 if execute else 1 }} as a\n"), ("models/m.sql", "select 1 as a\n"));

        project.Run().Results.Single().Status.ShouldBe(NodeStatus.Success);

        project.Last.Messages.ShouldContain(m => m.Contains("'alone', which nothing reads", StringComparison.Ordinal));
    }
}
