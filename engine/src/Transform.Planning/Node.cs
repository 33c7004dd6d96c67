using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Something with a unique id: a vertex of the graph. Names of members are dbt's, in C# spelling.</summary>
public abstract partial record Node
{
    private protected Node(FinishedDraft finished)
    {
        var draft = finished.Draft;
        UniqueId = draft.UniqueId;
        Name = draft.Name;
        PackageName = draft.Package.Name;
        Path = draft.Path;
        OriginalFilePath = draft.OriginalFilePath;
        Fqn = draft.Fqn;
        Config = draft.Resolved.Config;
        UnrenderedConfig = draft.Resolved.Unrendered;
        Templates = draft.Resolved.Templates;
        Description = finished.Description;
        DocBlocks = finished.DocBlocks;
        Tags = finished.Tags;
        Group = draft.Group;
        Columns = finished.Columns;
        PatchPath = draft.Patch?.Path;
        DependsOn = draft.DependsOn;
        DependsOnMacros = [.. draft.Recorder.Macros];
        Span = draft.Span;
        PatchSpan = draft.Patch?.Span;
    }

    /// <summary>dbt's id: <c>model.shop.orders</c>, <c>test.shop.unique_orders_id.fed79b3a6e</c>, ...</summary>
    public string UniqueId { get; init; }

    public string Name { get; init; }

    public string PackageName { get; init; }

    public abstract ResourceType ResourceType { get; }

    /// <summary>Relative to the resource root (<c>marts/orders.sql</c>).</summary>
    public string Path { get; init; }

    /// <summary>Relative to the package's root (<c>models/marts/orders.sql</c>).</summary>
    public string OriginalFilePath { get; init; }

    public ImmutableArray<string> Fqn { get; init; }

    public NodeConfig Config { get; init; }

    /// <summary>Every config that was written somewhere; those of the project file with their templates.</summary>
    public DictValue UnrenderedConfig { get; init; }

    /// <summary>The configs that YAML says in templates, as they are written; of sources <c>identifier</c>, of exposures what else they say, too. Null
    /// where there are none.</summary>
    public DictValue? Templates { get; init; }

    /// <summary>Rendered: docs blocks are filled in.</summary>
    public string Description { get; init; }

    /// <summary>The unique ids of the docs blocks in the description.</summary>
    public ImmutableArray<string> DocBlocks { get; init; }

    /// <summary>Each once: those of the config, and for tests those of what they test.</summary>
    public ImmutableArray<string> Tags { get; init; }

    /// <summary>The group it belongs to; a test belongs to the group of the node it tests.</summary>
    public string? Group { get; init; }

    public ImmutableArray<NodeColumn> Columns { get; init; }

    /// <summary><c>package://path</c> of the YAML file that describes it.</summary>
    public string? PatchPath { get; init; }

    /// <summary>The unique ids of the nodes it reads, each once, in the order found.</summary>
    public ImmutableArray<string> DependsOn { get; init; }

    /// <summary>The unique ids of the macros it calls directly, each once, in the order found.</summary>
    public ImmutableArray<string> DependsOnMacros { get; init; }

    /// <summary>True for a test that is turned off because what it tests is.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Where an error about this node points.</summary>
    public SourceSpan? Span { get; init; }

    /// <summary>The place of its name in the YAML file that describes it.</summary>
    public SourceSpan? PatchSpan { get; init; }

    public sealed override string ToString() => UniqueId;
}

/// <summary>A node that is, or becomes, a relation in the warehouse.</summary>
public abstract partial record RelationNode : Node
{
    private protected RelationNode(FinishedDraft finished)
        : base(finished)
    {
        var draft = finished.Draft;
        Database = draft.Database;
        Schema = draft.Schema ?? string.Empty;
        Alias = draft.Alias ?? draft.Name;
        Quoting = draft.Quoting;
        RelationName = draft.RelationName;
        ExternalLocation = draft.ExternalLocation;
    }

    public string? Database { get; init; }

    public string Schema { get; init; }

    /// <summary>The relation's name in the warehouse.</summary>
    public string Alias { get; init; }

    public QuotePolicy Quoting { get; init; }

    /// <summary>The relation's rendered name; null where it has none (ephemeral models, tests).</summary>
    public string? RelationName { get; init; }

    /// <summary>What stands in SQL for a source that is no table; see <see cref="Relation.ExternalLocation"/>.</summary>
    public string? ExternalLocation { get; init; }

    public Relation Relation => new(Database, Schema, Alias) { Quoting = Quoting, ExternalLocation = ExternalLocation };
}

/// <summary>A node whose SQL is a template.</summary>
public abstract partial record TemplateNode : RelationNode
{
    private protected TemplateNode(FinishedDraft finished)
        : base(finished)
    {
        var draft = finished.Draft;
        Template = draft.Template!;
        RawCode = draft.RawCode;
        Checksum = draft.Checksum;
        Refs = [.. draft.Recorder.Refs];
        Sources = [.. draft.Recorder.Sources];
        Metrics = [.. draft.Recorder.Metrics];
        Functions = [.. draft.Recorder.Functions];
    }

    public Template Template { get; init; }

    /// <summary>The template's text; for generic tests, the call that runs the macro.</summary>
    public string RawCode { get; init; }

    /// <summary>SHA-256 of the file, in hex.</summary>
    public string Checksum { get; init; }

    public ImmutableArray<RefCall> Refs { get; init; }

    public ImmutableArray<SourceCall> Sources { get; init; }

    public ImmutableArray<MetricCall> Metrics { get; init; }

    public ImmutableArray<FunctionCall> Functions { get; init; }
}

/// <summary>A <c>ref()</c> as it is called.</summary>
public readonly record struct RefCall(string? Package, string Name, Value Version, SourceSpan? Span = null);

/// <summary>A <c>source()</c> as it is called.</summary>
public readonly record struct SourceCall(string Source, string Table, SourceSpan? Span = null);

/// <summary>A <c>metric()</c> as it is called.</summary>
public readonly record struct MetricCall(string? Package, string Name, SourceSpan? Span = null);

/// <summary>A <c>function()</c> as it is called.</summary>
public readonly record struct FunctionCall(string? Package, string Name, SourceSpan? Span = null)
{
    /// <summary>Reads the arguments of the call.</summary>
    /// <exception cref="TransformException">There are too few or too many (TF2004).</exception>
    public static FunctionCall Read(Arguments arguments)
    {
        var count = arguments.Positional.Length;
        return count is 1 or 2
            ? new FunctionCall(count == 2 ? arguments.RequireString(0, "package", "function") : null, arguments.RequireString(count - 1, "name", "function"), arguments.Span)
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments,
                $"function() takes a function's name, or a package and a name, not {count} arguments.",
                arguments.Span,
                "Write function('name') or function('package', 'name').");
    }
}

/// <summary>A function of the warehouse (a UDF).</summary>
public sealed partial record FunctionNode : TemplateNode
{
    internal FunctionNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public override ResourceType ResourceType => ResourceType.Function;

    /// <summary>Each a dict with <c>name</c>, <c>data_type</c>, <c>description</c> and <c>default_value</c>.</summary>
    public ListValue Arguments { get; init; } = new();

    /// <summary><c>data_type</c> and <c>description</c>.</summary>
    public DictValue Returns { get; init; } = new();
}

/// <summary>A model.</summary>
public sealed partial record ModelNode : TemplateNode
{
    internal ModelNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public const string Sql = "sql";
    public const string Python = "python";

    /// <summary>The language of its code. Python is read for what it refers to, and not run.</summary>
    public string Language { get; init; } = Sql;

    public override ResourceType ResourceType => ResourceType.Model;

    public string Access { get; init; } = "protected";

    public ListValue Constraints { get; init; } = new();

    /// <summary>None when the model has no versions.</summary>
    public Value Version { get; init; } = Value.None;

    public Value LatestVersion { get; init; } = Value.None;

    public Value DeprecationDate { get; init; } = Value.None;

    public Value TimeSpine { get; init; } = Value.None;

    public ImmutableArray<string> PrimaryKey { get; init; } = [];

    /// <summary>It is built batch by batch: incremental with the strategy <c>microbatch</c>, unless the project has that strategy
    /// for itself and wants it run at once.</summary>
    public bool IsMicrobatch { get; init; }

    /// <summary>The part of the model that this is, while a microbatch model runs; null for the whole of it.</summary>
    public Batch? Batch { get; init; }

    public bool IsEphemeral => string.Equals(Config.Materialized, "ephemeral", StringComparison.Ordinal);
}

/// <summary>An analysis: compiled, never run.</summary>
public sealed partial record AnalysisNode : TemplateNode
{
    internal AnalysisNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public override ResourceType ResourceType => ResourceType.Analysis;
}

/// <summary>A snapshot.</summary>
public sealed partial record SnapshotNode : TemplateNode
{
    internal SnapshotNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public override ResourceType ResourceType => ResourceType.Snapshot;
}

/// <summary>A data test: a query that finds failing rows.</summary>
public sealed partial record TestNode : TemplateNode
{
    internal TestNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public override ResourceType ResourceType => ResourceType.Test;

    /// <summary>Null for a singular test.</summary>
    public TestMetadata? Metadata { get; init; }

    public string? ColumnName { get; init; }

    public string? FileKeyName { get; init; }

    /// <summary>The node it tests; null where that is not one model, seed, snapshot or source.</summary>
    public string? AttachedNode { get; init; }
}

/// <summary>What a generic test was made from.</summary>
/// <param name="Name">The test's name.</param>
/// <param name="Namespace">Its package, where it is written.</param>
/// <param name="Arguments">The keyword arguments, <c>model</c> and <c>column_name</c> included, as written.</param>
public sealed record TestMetadata(string Name, string? Namespace, DictValue Arguments);

/// <summary>A hook of the project (<c>on-run-start</c>, <c>on-run-end</c>).</summary>
public sealed partial record OperationNode : TemplateNode
{
    internal OperationNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public override ResourceType ResourceType => ResourceType.Operation;

    public int Index { get; init; }

    public bool IsStart { get; init; }
}

/// <summary>A seed.</summary>
public sealed partial record SeedNode : RelationNode
{
    internal SeedNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public override ResourceType ResourceType => ResourceType.Seed;

    public required SeedFile File { get; init; }

    /// <summary>SHA-256 of the file in hex, or of its path where it is too large, as in dbt.</summary>
    public string Checksum { get; init; } = string.Empty;

    public string ChecksumName { get; init; } = "sha256";
}

/// <summary>One table of a source.</summary>
public sealed partial record SourceNode : RelationNode
{
    internal SourceNode(FinishedDraft finished)
        : base(finished)
    {
    }

    public override ResourceType ResourceType => ResourceType.Source;

    public required string SourceName { get; init; }

    public string SourceDescription { get; init; } = string.Empty;

    public string Loader { get; init; } = string.Empty;

    public string? LoadedAtField { get; init; }

    public string? LoadedAtQuery { get; init; }

    public Value Freshness { get; init; } = Value.None;

    public Value External { get; init; } = Value.None;

    public DictValue SourceMeta { get; init; } = new();

    /// <summary>The source's own <c>quoting:</c> with the table's over it; null where nothing is said.</summary>
    public (bool? Database, bool? Schema, bool? Identifier) DeclaredQuoting { get; init; }

    /// <summary><c>database:</c> and <c>schema:</c> as declared, templates unrendered; null where nothing is said.</summary>
    public string? DeclaredDatabase { get; init; }

    public string? DeclaredSchema { get; init; }
}

/// <summary>A node that is kept as plain values: an exposure, unit test, metric, semantic model or saved query.</summary>
public sealed partial record DeclaredNode : Node
{
    internal DeclaredNode(FinishedDraft finished)
        : base(finished)
    {
        var draft = finished.Draft;
        ResourceType = draft.Type;
        Values = draft.Values ?? draft.Declared!.Values;
        Refs = [.. draft.Recorder.Refs];
        Sources = [.. draft.Recorder.Sources];
        Metrics = [.. draft.Recorder.Metrics];
    }

    public override ResourceType ResourceType { get; }

    public DictValue Values { get; }

    /// <summary>Of a unit test: its name, with the version that it tests where the model has versions.</summary>
    public string VersionedName => Values.TryGetValue("version", out var version) && !version.IsMissing ? $"{Name}_v{version}" : Name;

    public ImmutableArray<RefCall> Refs { get; }

    public ImmutableArray<SourceCall> Sources { get; }

    public ImmutableArray<MetricCall> Metrics { get; }
}
