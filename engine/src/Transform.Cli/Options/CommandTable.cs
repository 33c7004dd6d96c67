using System.Collections.Immutable;
using Transform.Cli.Commands;
using Transform.Planning;
using static Transform.Cli.Options.Flags;

namespace Transform.Cli.Options;

/// <summary>Every command with its options.</summary>
internal static class CommandTable
{
    private static readonly ImmutableArray<Flag> Common = [.. Project, TargetPath, Threads];
    private static readonly ImmutableArray<Flag> Running = [.. Common, .. Choosing, SqlParse];
    private static readonly ImmutableArray<Flag> Types = [OnlyTypes, WithoutTypes];
    private static readonly ImmutableArray<Flag> EventTimes = [EventTimeStart, EventTimeEnd, Sample];

    public static ImmutableArray<CommandSpec> All { get; } =
    [
        new("build", "Load seeds, make functions, run models and snapshots, and test them, each after what it needs.",
            [.. Running, .. Types, Changed, FullRefresh, StoreFailures, Show, Empty, .. EventTimes, ExportSavedQueries, IncludeSavedQuery],
            static () => new RunCommand([
                ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Function, ResourceType.Test, ResourceType.UnitTest, ResourceType.Exposure,
                ResourceType.SavedQuery])),
        new("run", "Run models.",
            [.. Running, Changed, FullRefresh, Empty, .. EventTimes], static () => new RunCommand([ResourceType.Model])),
        new("test", "Test models, seeds, snapshots and sources.",
            [.. Running, .. Types, Changed, StoreFailures], static () => new RunCommand([ResourceType.Test, ResourceType.UnitTest])),
        new("seed", "Load the seeds' CSV files.",
            [.. Running, Changed, FullRefresh, Show], static () => new RunCommand([ResourceType.Seed])),
        new("snapshot", "Bring snapshots up to date.",
            [.. Running, Changed, Empty], static () => new RunCommand([ResourceType.Snapshot])),
        new("compile", "Render SQL without running it; with --select or --inline, print it.",
            [.. Running, FullRefresh, Introspect, Inline, InjectEphemeral, ShowOutput, Empty], static () => new CompileCommand()) { HasProduct = true },
        new("parse", "Read the project, check it and write its manifest.", Common, static () => new ParseCommand()),
        new("list", "List the resources of the project.",
            [.. Project, TargetPath, .. Choosing, .. Types, ListOutput, OutputKeys], static () => new ListCommand()) { Aliases = ["ls"], HasProduct = true },
        new("show", "Run a model's query, or the SQL of --inline, and print its first rows.",
            [.. Running, FullRefresh, Introspect, Inline, InlineDirect, ShowOutput, Limit], static () => new ShowCommand()) { HasProduct = true },
        new("run-operation", "Call a macro.",
            [.. Common, Args], static () => new RunOperationCommand()) { Argument = "macro", ArgumentRequired = true },
        new("clone", "Make the relations that another state of the project has, as copies that cost nothing or as views.",
            [.. Running, .. Types, FullRefresh], static () => new CloneCommand()),
        new("retry", "Run again what did not succeed in the last command, with its options.",
            [.. Common, FullRefresh], static () => new RetryCommand()),
        new("source freshness", "Look how new the rows of sources are, and write sources.json.",
            [.. Running, ReportFile], static () => new FreshnessCommand()),
        new("source snapshot-freshness", "The old name of source freshness.",
            [.. Running, ReportFile], static () => new FreshnessCommand()) { Hidden = true },
        new("docs generate", "Compile the project, write catalog.json with what the warehouse has of its tables, columns and statistics, and the docs site.",
            [.. Running, Compile, EmptyCatalog, Static], static () => new DocsGenerateCommand()) { RunsNothing = true },
        new("docs serve", "Show the docs site to browsers.",
            [.. Project, TargetPath, Host, Port, Browser], static () => new DocsServeCommand()) { RunsNothing = true },
        new("debug", "Show versions, files, profile and connection, and say what is wrong with them.",
            [.. Project, TargetPath, Connection, ConfigDir], static () => new DebugCommand()),
        new("clean", "Delete the folders that clean-targets names.",
            [.. Project, TargetPath, CleanProjectFilesOnly], static () => new CleanCommand()),
        new("deps", "Install the packages that packages.yml lists.",
            [.. Project, TargetPath, AddPackage, Source, LockOnly, Upgrade, PackageIndex], static () => new DepsCommand()),
        new("init", "Write a small project to start from.",
            [.. Project, SkipProfileSetup], static () => new InitCommand()) { Argument = "name" },
    ];

    /// <summary>What the groups of commands are about.</summary>
    public static ImmutableDictionary<string, string> Groups { get; } = ImmutableDictionary.CreateRange(StringComparer.Ordinal, [
        KeyValuePair.Create("source", "What concerns sources."),
        KeyValuePair.Create("docs", "What documents the project."),
    ]);
}
