using Transform.Cli.Options;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Loading;
using Transform.Planning;

namespace Transform.Cli;

/// <summary>The folder with earlier artifacts that <c>--state</c> names.</summary>
internal static class StateFolder
{
    /// <summary>The folder's absolute path, whether it is there or not; null where none is named.</summary>
    public static string? Find(Session session) => session.Settings.State is { } state
        ? Path.GetFullPath(state, ProjectFolder.Find(session.Settings, session.CurrentFolder))
        : null;

    /// <summary>What <c>result:</c> and <c>source_status:</c> compare with; null where no folder is named.</summary>
    public static SelectionState? ForSelection(Session session, Project project) => Find(session) is not { } folder ? null : new SelectionState
    {
        Results = new(() => RunResultsReader.Read(Path.Combine(folder, ArtifactWriter.RunResultsFile))?.Statuses),
        Sources = new(() => SourcesReader.Read(Path.Combine(folder, SourcesReader.FileName))),
        CurrentSources = new(() => SourcesReader.Read(Path.Combine(project.TargetPath, SourcesReader.FileName))),
    };
}
