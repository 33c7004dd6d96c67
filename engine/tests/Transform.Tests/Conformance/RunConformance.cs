using System.Diagnostics;
using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Conformance;

/// <summary>Runs as a whole: many at once, and such as are broken off.</summary>
public abstract class RunConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    [Fact]
    public void many_workers_build_many_relations_of_one_schema()
    {
        using var project = Project([.. Enumerable.Range(0, 200).Select(i => (
            $"models/m{i}.sql",
            Text($"materialized='{(i % 2 == 0 ? "table" : "view")}'", i < 20 ? "select 1 as id" : $"select id + 1 as id from {{{{ ref('m{i - 20}') }}}}")))]);
        project.Options = new RunOptions { Threads = 32 };

        Passes(project);
        Passes(project);

        project.Relations().Length.ShouldBe(200);
        project.Rows("select id from m199").ShouldBe(["10"]);
    }

    [Fact]
    public void many_schemas_are_made_at_once()
    {
        using var project = Project([.. Enumerable.Range(0, 24).Select(i => ($"models/m{i}.sql", Text($"materialized='table', schema='s{i % 8}'", "select 1 as id")))]);
        project.Options = new RunOptions { Threads = 32 };

        Passes(project);

        project.Relations(project.Schema + "_s0").Length.ShouldBe(3);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("incremental")]
    public void cancelling_ends_the_query_soon_and_keeps_the_last_good_rows(string materialized)
    {
        using var project = Model($"materialized='{materialized}'", "select 1 as id");
        Passes(project);
        project.Write("models/m.sql", Text($"materialized='{materialized}'", "{{ slow_query() }}"));
        project.Write("models/n.sql", "select * from {{ ref('m') }}");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var clock = Stopwatch.StartNew();

        var run = project.Run(cancellation.Token);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        run.Cancelled.ShouldBeTrue();
        run.Results.Select(r => r.Status).ShouldBe([NodeStatus.Error, NodeStatus.Skipped]);
        run.Results[0].Diagnostics.ShouldHaveSingleItem().Code.ShouldBe(DiagnosticCodes.Cancelled);
        project.Rows(project.With(r => r.CompileInline("{{ count_slow_queries() }}", Token))).ShouldBe(["0"]);
        project.Rows("select * from m").ShouldBe(["1"]);
        project.Relations().ShouldBe(["m Table"]);
        project.Write("models/m.sql", Text($"materialized='{materialized}'", "select 2 as id"));
        Passes(project);
        project.Rows("select max(id) from m").ShouldBe(["2"]);
    }

    [Fact]
    public void what_depends_on_a_failure_is_skipped_and_names_the_cause()
    {
        using var project = Project(
            ("models/a.sql", "select no_such_column"),
            ("models/b.sql", "select * from {{ ref('a') }}"),
            ("models/c.sql", "select * from {{ ref('b') }}"),
            ("models/d.sql", "select 1 as id"));

        var run = project.Run();

        run.Results.OrderBy(r => r.Node.Name).Select(r => r.Status).ShouldBe([NodeStatus.Error, NodeStatus.Skipped, NodeStatus.Skipped, NodeStatus.Success]);
        run.Results.Where(r => r.Status == NodeStatus.Skipped).ShouldAllBe(r => r.SkippedBecauseOf == "model.shop.a");
    }

    [Fact]
    public void an_error_in_the_query_points_at_the_models_line()
    {
        using var project = Project(("models/a.sql", "select\n  1 as id,\n  no_such_column\nfrom (select 1 as name) as x"));

        var diagnostic = Fails(project).Diagnostics.ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.StatementFailed);
        diagnostic.Message.ShouldContain("no_such_column");
        var span = diagnostic.Span.ShouldNotBeNull();
        span.Source.Path.ShouldBe("models/a.sql");
    }
}
