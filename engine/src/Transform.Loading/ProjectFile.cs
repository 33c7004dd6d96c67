using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>A <c>transform.yml</c> or <c>dbt_project.yml</c>, rendered and checked, with dbt's defaults filled in.</summary>
public sealed record ProjectFile
{
    public required string Name { get; init; }

    public string? Version { get; init; }

    public string? Profile { get; init; }

    /// <summary>The file's text; null for built-in packages.</summary>
    public SourceText? Source { get; init; }

    public ImmutableArray<string> ModelPaths { get; init; } = ["models"];

    public ImmutableArray<string> SeedPaths { get; init; } = ["seeds"];

    public ImmutableArray<string> TestPaths { get; init; } = ["tests"];

    public ImmutableArray<string> AnalysisPaths { get; init; } = ["analyses"];

    public ImmutableArray<string> SnapshotPaths { get; init; } = ["snapshots"];

    public ImmutableArray<string> MacroPaths { get; init; } = ["macros"];

    public ImmutableArray<string> FunctionPaths { get; init; } = ["functions"];

    public ImmutableArray<string> DocsPaths { get; init; } = [];

    public ImmutableArray<string> AssetPaths { get; init; } = [];

    public string TargetPath { get; init; } = "target";

    public string PackagesInstallPath { get; init; } = "dbt_packages";

    public ImmutableArray<string> CleanTargets { get; init; } = [];

    public ImmutableArray<Hook> OnRunStart { get; init; } = [];

    public ImmutableArray<Hook> OnRunEnd { get; init; } = [];

    /// <summary>The <c>vars:</c> block as written, package scopes included.</summary>
    public DictValue Vars { get; init; } = new();

    /// <summary>The config trees <c>models</c>, <c>seeds</c>, <c>snapshots</c>, <c>data_tests</c>, <c>sources</c>,
    /// <c>unit_tests</c>, <c>exposures</c>, ... by dbt's key.</summary>
    public IReadOnlyDictionary<string, ConfigTree> Configs { get; init; } = ImmutableDictionary<string, ConfigTree>.Empty;

    /// <summary><c>dispatch:</c>: the packages to search for a macro namespace, in order.</summary>
    public IReadOnlyDictionary<string, ImmutableArray<string>> Dispatch { get; init; } =
        ImmutableDictionary<string, ImmutableArray<string>>.Empty;

    /// <summary><c>quoting:</c>; null where nothing is said.</summary>
    public (bool? Database, bool? Schema, bool? Identifier) Quoting { get; init; }

    /// <summary><c>flags:</c> of the project.</summary>
    public DictValue Flags { get; init; } = new();

    /// <summary><c>query-comment:</c>, <c>require-dbt-version:</c>, <c>restrict-access:</c> and whatever else is kept as it is.</summary>
    public DictValue Other { get; init; } = new();
}

/// <summary>A hook as written: its SQL is a template that is rendered when it runs.</summary>
public sealed record Hook(string Sql, bool Transaction, int Index, SourceSpan? Span = null);

/// <summary>One level of a config tree in the project file: the configs set here, and the folders (or resource names, or
/// packages) below. A key with <c>+</c> is a config; one without is a config when dbt takes it for one, else a folder.</summary>
public sealed class ConfigTree(
    DictValue configs, DictValue unrendered, IReadOnlyDictionary<string, ConfigTree> children, SourceSpan? span)
{
    public static ConfigTree Empty { get; } = new([], [], ImmutableDictionary<string, ConfigTree>.Empty, null);

    public DictValue Configs { get; } = configs;

    /// <summary>The same configs as they are written, templates unrendered.</summary>
    public DictValue Unrendered { get; } = unrendered;

    public IReadOnlyDictionary<string, ConfigTree> Children { get; } = children;

    public SourceSpan? Span { get; } = span;
}
