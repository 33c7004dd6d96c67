using System.Collections.Immutable;
using Transform.Cli.Options;
using Transform.Core;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>build</c>, <c>run</c>, <c>test</c>, <c>seed</c> and <c>snapshot</c>: they differ in the types of nodes they run.</summary>
internal sealed class RunCommand(ImmutableArray<ResourceType> types) : ICommand
{
    public int Run(Session session)
    {
        var stages = new Stages(session);
        var graph = stages.Plan();
        var selected = Selections.Choose(session, graph, types);
        if (selected.Count == 0)
        {
            session.Reporter.Report([Selections.Nothing(session)]);
            return session.Settings.WarnError ? ExitCode.CouldNotRun : ExitCode.Success;
        }

        using var adapter = Stages.Open(graph.Project);
        var result = stages.Runner(graph, adapter).Run(selected, session.Cancellation);
        stages.WriteArtifacts(graph, result);
        return result.Failed ? ExitCode.Failed : ExitCode.Success;
    }
}
