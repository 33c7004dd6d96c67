using Shouldly;
using Transform.Documentation.Artifacts;
using Transform.Execution;
using Transform.Tests.Execution;

namespace Transform.Tests.Documentation;

public sealed class RunHistoryTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-history-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_last_runs_come_back_as_they_were()
    {
        using var project = new TestProject(
            ("models/a.sql", "select 1 as id"),
            ("models/b.sql", "select * from {{ ref('a') }}"),
            ("models/s.yml", "models: [{name: a, columns: [{name: id, data_tests: [{accepted_values: {arguments: {values: [2]}}}]}]}]"));
        var run = project.Run();

        RunHistory.Add(folder, "build", run);

        var kept = RunHistory.Read(folder).ShouldHaveSingleItem();
        kept.Command.ShouldBe("build");
        kept.Started.ShouldBe(run.Started, TimeSpan.FromMilliseconds(1));
        kept.Elapsed.TotalSeconds.ShouldBe(run.Elapsed.TotalSeconds, 0.001);
        kept.Nodes.Select(static node => $"{node.UniqueId.Split('.')[2]} {node.Status}")
            .ShouldBe(run.Results.Select(static result => $"{result.Node.UniqueId.Split('.')[2]} {result.Status.ToName()}"));
        kept.Nodes.Single(static node => node.Status == "fail").Rows.ShouldBe(1);
        kept.Nodes.ShouldAllBe(node => node.Begun >= TimeSpan.Zero && node.Begun + node.Took <= run.Elapsed + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Only_so_many_are_kept_and_the_last_one_comes_first()
    {
        var first = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 25; i++)
        {
            RunHistory.Add(folder, $"run {i}", new RunResult { Results = [], Started = first.AddHours(i), Completed = first.AddHours(i), Elapsed = TimeSpan.FromSeconds(i) });
        }

        RunHistory.Read(folder).Select(static run => run.Command).ShouldBe(Enumerable.Range(5, 20).Reverse().Select(static i => $"run {i}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"command\":\"run\",\"started\":\"yesterday\",\"elapsed\":1,\"nodes\":[]}")]
    [InlineData("{\"command\":\"run\",\"started\":\"2026-01-01T00:00:00Z\",\"elapsed\":1,\"nodes\":[[\"a\"]]}")]
    [InlineData("{\"command\":1,\"started\":\"2026-01-01T00:00:00Z\",\"elapsed\":1,\"nodes\":{}}")]
    public void A_file_that_is_broken_is_passed_over(string text)
    {
        RunHistory.Add(folder, "run", new RunResult { Results = [], Started = DateTimeOffset.UnixEpoch, Completed = DateTimeOffset.UnixEpoch, Elapsed = TimeSpan.Zero });
        File.WriteAllText(Path.Combine(folder, "20260101T000000000.json"), text);

        RunHistory.Read(folder).ShouldHaveSingleItem().Command.ShouldBe("run");
    }
}
