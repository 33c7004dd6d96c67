using System.Collections.Immutable;
using Transform.Cli.Output;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>build</c>, <c>run</c>, <c>test</c>, <c>seed</c> and <c>snapshot</c>: they differ in the types of nodes they run.</summary>
internal sealed class RunCommand(ImmutableArray<ResourceType> types) : ICommand
{
    private const int SampleRows = 5;

    public int Run(Session session)
    {
        var stages = new Stages(session);
        var graph = stages.Plan();
        var selected = Selections.Choose(session, graph, types);
        if (selected.Count == 0)
        {
            stages.WriteArtifacts(graph, new RunResult { Results = [], Elapsed = TimeSpan.Zero, Started = session.Started, Completed = session.Started });
            return ExitCode.Success;
        }

        using var adapter = stages.Open(graph.Project, changes: true);
        var runner = stages.Runner(graph, adapter);
        stages.Warn(runner.Warnings);
        var result = runner.Run(selected, session.Cancellation);
        stages.WriteArtifacts(graph, result);
        stages.Remember(graph, result);
        if (session.Settings.ShowSeeds)
        {
            foreach (var seed in result.Results.Where(r => r.Node is SeedNode && !r.Failed))
            {
                session.Reporter.Info($"First rows of {seed.Node.Name}:");
                session.Reporter.Product(TextTable.Write(runner.Show(seed.Node.UniqueId, null, SampleRows, session.Cancellation).Rows));
            }
        }

        return result.Failed ? ExitCode.Failed : ExitCode.Success;
    }
}
