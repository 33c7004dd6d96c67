using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>clone</c>: copies the relations of another state.</summary>
internal sealed class CloneCommand : ICommand
{
    public int Run(Session session)
    {
        var stages = new Stages(session);
        var graph = stages.Plan();
        var selected = Selections.Choose(session, graph, [ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot]);
        using var adapter = stages.Open(graph.Project, changes: true);
        var result = stages.Runner(graph, adapter, RunWork.Clone).Run(selected, session.Cancellation);
        stages.WriteArtifacts(graph, result);
        return result.Failed ? ExitCode.Failed : ExitCode.Success;
    }
}
