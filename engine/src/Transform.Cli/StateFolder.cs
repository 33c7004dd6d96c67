using Transform.Cli.Options;
using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Planning;

namespace Transform.Cli;

/// <summary>The folders with earlier artifacts that <c>--state</c> and <c>--defer-state</c> name.</summary>
internal static class StateFolder
{
    /// <summary>The absolute path of the folder of <c>--state</c>, whether it is there or not; null where none is named.</summary>
    public static string? Find(Session session) => session.Settings.State is { } state ? Locate(session, state) : null;

    /// <summary>What <c>result:</c>, <c>source_status:</c> and <c>state:</c> compare with; null where no folder is named.</summary>
    public static SelectionState? ForSelection(Session session, Graph graph)
    {
        if (Find(session) is not { } folder)
        {
            return null;
        }

        var target = graph.Project.TargetPath;
        if (folder == Path.GetFullPath(target))
        {
            new Stages(session).Warn([Diagnostic.Warning(
                DiagnosticCodes.ForeignState,
                $"The state is in the folder that this run writes to, {session.Settings.State}: the next comparison will be with this run.",
                hint: "Copy the artifacts to a folder of their own, and name that with --state.") with { Event = "WarnStateTargetEqual" }]);
        }

        return new SelectionState
        {
            Results = new(() => RunResultsReader.Read(Path.Combine(folder, ArtifactWriter.RunResultsFile))?.Statuses
                ?? throw StateErrors.Missing(folder, ArtifactWriter.RunResultsFile)),
            Sources = new(() => SourcesReader.Read(Path.Combine(folder, SourcesReader.FileName))
                ?? throw StateErrors.Missing(folder, SourcesReader.FileName)),
            CurrentSources = new(() => SourcesReader.Read(Path.Combine(target, SourcesReader.FileName)) ?? throw TransformException.Error(
                DiagnosticCodes.StateNotFound,
                $"How fresh the sources are now is not known: {target} has no {SourcesReader.FileName}.",
                hint: "Run `transform source freshness` first.")),
            Comparison = new StateComparison(graph, () => Read(session, graph, folder), node => ArtifactWriter.Describe(graph, node)),
        };
    }

    /// <summary>The state of <c>--defer-state</c> or <c>--state</c>.</summary>
    /// <exception cref="TransformException">Neither is given, or there is no such state (TF3030), or it cannot be read (TF3031).</exception>
    public static EarlierGraph ForDeferral(Session session, Graph graph) => session.Settings.DeferState is { } folder
        ? Read(session, graph, Locate(session, folder))
        : throw TransformException.Error(
            DiagnosticCodes.StateNotFound,
            $"`{session.Settings.Command.Name}` needs to know where the project's relations are in another state, and none is given.",
            hint: "Name the folder of that state's manifest.json with --state FOLDER or --defer-state FOLDER.");

    private static EarlierGraph Read(Session session, Graph graph, string folder) => session.States.GetOrAdd(folder, _ =>
    {
        var state = EarlierManifestReader.Read(folder);
        if (state.ProjectName is { } name && name != graph.Project.Main.Name)
        {
            new Stages(session).Warn([Diagnostic.Warning(
                DiagnosticCodes.ForeignState,
                $"{state.Path} is of the project '{name}', and this is '{graph.Project.Main.Name}': no node of one is in the other.",
                hint: "Name the folder of this project's own state.")]);
        }

        return state;
    });

    private static string Locate(Session session, string folder) =>
        Path.GetFullPath(folder, ProjectFolder.Find(session.Settings, session.CurrentFolder));
}
