using System.Collections.Immutable;
using Transform.Core;
using Transform.Documentation;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>source freshness</c>: looks how new the rows of sources are.</summary>
internal sealed class FreshnessCommand : ICommand
{
    private const string HooksFlag = "source_freshness_run_project_hooks";

    public int Run(Session session)
    {
        var stages = new Stages(session);
        var graph = stages.Plan();
        if (session.Settings.Output is { } given)
        {
            stages.Warn([Diagnostic.Deprecated(
                "CustomOutputPathInSourceFreshnessDeprecation", $"--output {given}: other programs look for sources.json in the folder for generated files.", null,
                "Leave --output out, and choose that folder with --target-path.")]);
        }

        var selected = Selections.Choose(session, graph, [ResourceType.Source])
            .Where(id => graph.Nodes[id] is SourceNode source && FreshnessThreshold.Of(source) is not null)
            .ToHashSet(StringComparer.Ordinal);
        var result = selected.Count == 0
            ? new RunResult { Results = [], Elapsed = TimeSpan.Zero, Started = session.Started, Completed = session.Started }
            : Look(session, stages, graph, selected);
        stages.WriteArtifacts(graph, null);
        if (session.Settings.WriteJson)
        {
            var path = session.Settings.Output is { } output
                ? Path.GetFullPath(output, graph.Project.Root)
                : Path.Combine(graph.Project.TargetPath, ArtifactWriter.SourcesFile);
            ArtifactWriter.WriteSources(result, path, stages.Invocation(isDone: true), session.Mask);
        }

        return result.Failed ? ExitCode.Failed : ExitCode.Success;
    }

    private static RunResult Look(Session session, Stages stages, Graph graph, HashSet<string> selected)
    {
        using var adapter = stages.Open(graph.Project, changes: true);
        var runHooks = graph.Project.Behaves(HooksFlag);
        if (!runHooks && graph.Nodes.OfType(ResourceType.Operation).Any())
        {
            stages.Warn([Diagnostic.Deprecated(
                "SourceFreshnessProjectHooksNotRun", $"on-run-start and on-run-end do not run, because the project's flag {HooksFlag} is false.", null,
                "Set it to true, or leave it out.")]);
        }

        return stages.Runner(graph, adapter, RunWork.Freshness, runHooks: runHooks).Run(selected, session.Cancellation);
    }
}
