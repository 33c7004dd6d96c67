using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Adapters.DuckDb;
using Transform.Adapters.Postgres;
using Transform.Cli.Options;
using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Execution;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Cli;

/// <summary>The way through for one call: each method is one arrow, with what the command line says put in.</summary>
internal sealed class Stages(Session session)
{
    private readonly Settings settings = session.Settings;

    // Known before anything is read: what is no window is told at once.
    private readonly BatchWindow? sample = session.Settings.Sample(session.Retry?.Started ?? session.Started);

    /// <summary>The warehouses there are.</summary>
    public static IReadOnlyList<IAdapterFactory> Adapters { get; } = [new DuckDbAdapterFactory(), new PostgresAdapterFactory(), new ClickHouseAdapterFactory()];

    /// <summary>The project's folder.</summary>
    public string ProjectDir { get; } = ProjectFolder.Find(session.Settings, session.CurrentFolder);

    /// <summary>files → Project</summary>
    public Project Load() => Settle(ProjectLoader.Load(LoadOptions(), session.Cancellation));

    private Project Settle(Project project)
    {
        session.ReportOptions.TargetName = project.Target.Name;
        session.ReportOptions.TargetPath = project.TargetPath;
        session.TargetSpan = project.Target.Output.Span;
        settings.Values.UseProjectFlags(project.Main.Settings.Flags);
        project.Context.Log = Say;

        // Files that SQL names are relative to the project, wherever the command was called.
        Directory.SetCurrentDirectory(project.Root);
        session.Log.Write(LogLevel.Debug, $"transform {VersionText.Version} {settings.Command.Name} in {project.Root}");
        return project;
    }

    /// <summary>files → what needs no profile.</summary>
    public ProjectSettings LoadSettings()
    {
        var project = ProjectLoader.LoadSettings(LoadOptions());
        session.ReportOptions.TargetPath = project.TargetPath;
        settings.Values.UseProjectFlags(project.File.Flags);
        return project;
    }

    /// <summary>Project → Graph, with its warnings reported.</summary>
    public Graph Plan()
    {
        var frame = ProjectLoader.Find(LoadOptions(), session.Cancellation);
        var graph = Plan(frame);
        session.Reporter.Loaded(graph);
        Warn(graph.Warnings);
        return graph;
    }

    // From the last parse, where nothing has changed since.
    private Graph Plan(ProjectFrame frame)
    {
        if (frame.HasErrors)
        {
            // Throws them, with those of the files.
            frame.Read();
        }

        Settle(frame.Project);
        var cache = new ParseCache(frame.Project.TargetPath, frame, session.Cancellation);
        if (settings.PartialParse)
        {
            GarbageCollection.Postpone(cache.Size);
            if (cache.TryRead() is { } known)
            {
                MakeTargetFolder(frame.Project.TargetPath);
                return known;
            }

            GarbageCollection.Resume();
        }

        var graph = Build(frame.Read());
        if (settings.PartialParse)
        {
            graph = cache.Write(graph);
            session.Keeping = graph.Keeping;
        }

        return graph;
    }

    private Graph Build(Project project)
    {
        MakeTargetFolder(project.TargetPath);
        return GraphBuilder.Build(project, session.Cancellation);
    }

    /// <summary>Reports warnings; those that <c>--warn-error</c> makes errors end the command.</summary>
    public void Warn(ImmutableArray<Diagnostic> warnings)
    {
        var policy = settings.Warnings;
        ImmutableArray<Diagnostic> told = [.. warnings.Select(policy.Apply).OfType<Diagnostic>()];
        if (told.Any(static d => d.Severity == Severity.Error))
        {
            throw new TransformException(told);
        }

        session.Reporter.Report(told);
        session.Deprecations.Add(told);
    }

    /// <summary>Opens the project's warehouse; waits for another call of the program that is not to be disturbed.</summary>
    /// <param name="changes">Something in it will be another thing.</param>
    public IAdapter Open(Project project, bool changes)
    {
        var exclusion = project.Target.Factory.ExclusionOf(project.Target.Output);
        if (exclusion is Exclusion.All || (changes && exclusion is Exclusion.Changes))
        {
            session.Lock.Take(project.TargetPath, session.Reporter.Info, session.Cancellation);
        }

        return Connect(project);
    }

    /// <summary>Opens the project's warehouse at once.</summary>
    public IAdapter Connect(Project project) =>
        project.Target.Factory.Create(project.Target.Output, text => session.Reporter.Message(LogLevel.Warn, text, null), session.Cancellation);

    // To render keeps the processors busy, and not the warehouse.
    private static int ThreadsFor(Graph graph, RunWork work) =>
        work == RunWork.Compile ? Math.Max(graph.Project.Target.Threads, Environment.ProcessorCount) : graph.Project.Target.Threads;

    /// <summary>What runs nodes of the graph.</summary>
    public Runner Runner(Graph graph, IAdapter adapter, RunWork work = RunWork.Build, bool runHooks = true) =>
        new(
            graph,
            adapter,
            new RunOptions
            {
                Threads = ThreadsFor(graph, work),
                FailFast = settings.FailFast,
                FullRefresh = settings.FullRefresh,
                StoreFailures = settings.StoreFailures,
                WarnError = settings.Warnings.IsError(WarningNames.TestResult),
                Work = work,
                OnlyChanged = settings.OnlyChanged,
                Deferral = work == RunWork.Clone || settings.Defer
                    ? new Deferral(StateFolder.ForDeferral(session, graph)) { FollowsRefs = settings.Defer, IsFavored = settings.FavorState }
                    : null,
                RunHooks = runHooks,
                Introspect = settings.Introspect,
                InjectEphemeral = settings.InjectEphemeral,
                Empty = settings.Empty,
                Sample = sample,
                Batches = new BatchOptions
                {
                    EventTime = sample ?? settings.EventTime,
                    Now = session.Retry?.Started ?? session.Started,
                    Earlier = session.Retry?.Batches ?? FrozenDictionary<string, BatchResults>.Empty,
                },
            },
            session.Reporter,
            session.Time);

    /// <summary>CompiledGraph, RunResult → files</summary>
    public void WriteArtifacts(Graph graph, RunResult? result)
    {
        if (!settings.WriteJson)
        {
            return;
        }

        var invocation = Invocation();
        var folder = graph.Project.TargetPath;
        ArtifactWriter.WriteManifest(
            graph, Path.Combine(folder, ArtifactWriter.ManifestFile), invocation, session.Mask, result is null ? null : CompiledNode.Of(result));
        ArtifactWriter.WriteSemanticManifest(graph, Path.Combine(folder, ArtifactWriter.SemanticManifestFile), session.Mask);
        if (result is not null)
        {
            ArtifactWriter.WriteRunResults(result, Path.Combine(folder, ArtifactWriter.RunResultsFile), invocation, session.Mask);
        }
    }

    /// <summary>Keeps a run for the docs site, which shows the last ones.</summary>
    public void Remember(Graph graph, RunResult run)
    {
        if (settings.WriteJson)
        {
            RunHistory.Add(Path.Combine(graph.Project.TargetPath, RunHistory.FolderName), settings.Command.Which, run);
        }
    }

    /// <summary>This call, as the artifacts tell of it.</summary>
    /// <param name="isDone">What the artifact is about was done just now, and not when the call began.</param>
    public Invocation Invocation(bool isDone = false) => new()
    {
        Id = session.InvocationId,
        Started = session.Started,
        Generated = isDone ? session.Time.GetUtcNow() : null,
        Arguments = FlagDict.Build(settings),
        CustomEnvironment = Documentation.Artifacts.Invocation.CustomOf(session.Environment),
    };

    private LoadOptions LoadOptions() => new()
    {
        ProjectDir = ProjectDir,
        ProfilesDir = settings.ProfilesDir is { } folder ? Path.GetFullPath(folder, session.CurrentFolder) : null,
        Profile = settings.Profile,
        Target = settings.Target,
        TargetPath = settings.TargetPath,
        Threads = settings.Threads,
        Vars = YamlArguments.Read("--vars", settings.Vars),
        Environment = session.Environment,
        Secrets = session.Mask,
        Adapters = Adapters,
        Time = session.Time,
        InvocationId = session.InvocationId,
        Command = settings.Command.Which,
        Flags = FlagDict.Build(settings),
        VersionCheck = settings.VersionCheck,
        Warnings = () => settings.Warnings,
        ShowAllDeprecations = settings.ShowAllDeprecations,
    };

    // Better to know before anything has run.
    private static void MakeTargetFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".probe-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(
                DiagnosticCodes.UnwritableFolder,
                $"The folder for generated files, {path}, cannot be made or written to: {exception.Message}",
                hint: "Move what is in the way, make the folder writable, or choose another folder with --target-path.");
        }
    }

    // What templates say with log(), print() and exceptions.warn().
    private void Say(TemplateLogLevel level, string text)
    {
        if (level != TemplateLogLevel.Print)
        {
            session.Reporter.Message(
                level switch { TemplateLogLevel.Debug => LogLevel.Debug, TemplateLogLevel.Warn => LogLevel.Warn, _ => LogLevel.Info }, text, null);
        }
        else if (settings.Print)
        {
            session.Reporter.Product(text);
        }
    }
}
