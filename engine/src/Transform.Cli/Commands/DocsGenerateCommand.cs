using System.Collections.Frozen;
using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Documentation.Publishing;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>docs generate</c>: compiles the project, asks the warehouse what it has of the project's tables, and writes the docs site.</summary>
internal sealed class DocsGenerateCommand : ICommand
{
    public int Run(Session session)
    {
        var settings = session.Settings;
        var stages = new Stages(session);
        var graph = stages.Plan();
        using var adapter = stages.Open(graph.Project, changes: false);
        var runner = stages.Runner(graph, adapter, RunWork.Compile);
        var selected = Selections.Choose(session, graph, CompileCommand.Types.Add(ResourceType.Source), includeBlank: true);
        RunResult? compiled = null;
        if (settings.Compiles)
        {
            compiled = runner.Run(selected.Where(id => graph.Nodes[id] is not SourceNode).ToHashSet(StringComparer.Ordinal), session.Cancellation);
            if (compiled.Failed)
            {
                stages.WriteArtifacts(graph, null);
                session.Reporter.Report(compiled.Results.Where(result => result.Failed).SelectMany(result => Reporting.Summary.Diagnostics(result)));
                session.Reporter.Info("There is no catalog: the project does not compile");
                return compiled.Cancelled ? ExitCode.Failed : ExitCode.CouldNotRun;
            }
        }

        DocsAssets.Copy(graph.Project.Root, graph.Project.Main.Settings.AssetPaths, graph.Project.TargetPath);
        session.Reporter.Info("Building catalog");
        var catalog = settings.EmptyCatalog ? Catalog.Empty : runner.Catalog(selected, session.Cancellation);
        stages.WriteArtifacts(graph, compiled);
        var path = Path.Combine(graph.Project.TargetPath, ArtifactWriter.CatalogFile);
        ArtifactWriter.WriteCatalog(catalog, path, stages.Invocation(isDone: true), session.Mask);
        session.Reporter.Report(catalog.Errors.Select(error =>
            Diagnostic.Error(DiagnosticCodes.StatementFailed, $"A part of the catalog is missing: {error}")));
        session.Reporter.Info($"Catalog written to {path}");
        WriteSite(session, new SiteContent(
            graph, settings.EmptyCatalog ? null : catalog, compiled is null ? FrozenDictionary<string, CompiledNode>.Empty : CompiledNode.Of(compiled), session.Started)
        {
            Runs = RunHistory.Read(Path.Combine(graph.Project.TargetPath, RunHistory.FolderName)),
            Freshness = SourcesReader.Read(Path.Combine(graph.Project.TargetPath, SourcesReader.FileName)),
        });
        return catalog.Errors.IsEmpty ? ExitCode.Success : ExitCode.Failed;
    }

    private static void WriteSite(Session session, SiteContent content)
    {
        var folder = Path.Combine(content.Graph.Project.TargetPath, SiteWriter.FolderName);
        SiteWriter.Write(content, folder, session.Mask, session.Cancellation);
        session.Reporter.Info($"Site written to {Path.Combine(folder, "index.html")}");
    }
}
