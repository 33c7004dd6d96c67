using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Execution;

/// <summary>Whatever fails, the last good table stays and the next run succeeds.</summary>
public sealed class AtomicityTests
{
    [Theory]
    [InlineData("table")]
    [InlineData("incremental")]
    [InlineData("view")]
    public void A_failing_post_hook_takes_the_new_relation_back(string materialized)
    {
        using var project = new TestProject(("models/m.sql", $"{{{{ config(materialized='{materialized}') }}}}select 1 as id"));
        project.Run();
        project.Write(
            "models/m.sql", $"{{{{ config(materialized='{materialized}', post_hook='select broken from nowhere') }}}}select 2 as id");

        project.Run().Failed.ShouldBeTrue();

        project.Rows("select * from m").ShouldBe(["1"]);
        project.Write("models/m.sql", $"{{{{ config(materialized='{materialized}') }}}}select 3 as id");
        project.Run().Failed.ShouldBeFalse();
        project.Rows("select max(id) from m").ShouldBe(["3"]);
    }

    [Fact]
    public void Cancelling_interrupts_the_query_and_keeps_the_last_good_rows()
    {
        using var project = new TestProject(("models/m.sql", "{{ config(materialized='table') }}select 1 as id"));
        project.Run();
        project.Write("models/m.sql", "{{ config(materialized='table') }}select count(*) as id from range(100000000) a, range(100000000) b");
        project.Write("models/n.sql", "select * from {{ ref('m') }}");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        var run = project.Run(cancellation.Token);

        run.Cancelled.ShouldBeTrue();
        run.Results.Select(r => r.Status).ShouldBe([NodeStatus.Error, NodeStatus.Skipped]);
        run.Results[0].Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Cancelled);
        project.Rows("select * from m").ShouldBe(["1"]);
    }
}
