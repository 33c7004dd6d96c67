using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A node in the making. One thread at a time.</summary>
internal sealed class Draft
{
    public required ResourceType Type { get; init; }

    public required string Name { get; set; }

    public required Package Package { get; init; }

    public required string UniqueId { get; set; }

    public required string Path { get; init; }

    public required string OriginalFilePath { get; init; }

    public required ImmutableArray<string> Fqn { get; set; }

    public SourceSpan? Span { get; init; }

    public Template? Template { get; init; }

    public string RawCode { get; init; } = string.Empty;

    public string Language { get; init; } = ModelNode.Sql;

    public string Checksum { get; set; } = string.Empty;

    public string ChecksumName { get; set; } = "sha256";

    public SeedFile? Seed { get; init; }

    /// <summary>What the node's templates asked for.</summary>
    public NodeRecorder Recorder { get; init; } = new();

    /// <summary>Whether the template has been read.</summary>
    public bool IsRead { get; set; }

    /// <summary>Whether the template was read from its syntax tree alone.</summary>
    public bool IsReadStatically { get; set; }

    /// <summary>Tags beyond those of the config, which come first.</summary>
    public IReadOnlyList<string> FirstTags { get; init; } = [];

    public Patch? Patch { get; set; }

    public Value Version { get; set; } = Value.None;

    public Value LatestVersion { get; set; } = Value.None;

    public ResolvedConfig Resolved { get; set; } = null!;

    /// <summary>The node's tags where their order is not the config's: dbt adds those of YAML last.</summary>
    public Value TagsInOrder { get; set; }

    public string? Database { get; set; }

    public string? Schema { get; set; }

    public string? Alias { get; set; }

    public string? RelationName { get; set; }

    public string? ExternalLocation { get; set; }

    public QuotePolicy Quoting { get; set; } = QuotePolicy.All;

    public int HookIndex { get; init; }

    public bool IsStartHook { get; init; }

    public TestParts? Test { get; init; }

    public SourceParts? Source { get; init; }

    public OtherProperties? Declared { get; init; }

    /// <summary>The model that a unit test tests; null where there is none of the name.</summary>
    public Draft? Tested { get; set; }

    /// <summary>What is declared, where it is kept otherwise than it is written.</summary>
    public DictValue? Values { get; set; }

    /// <summary>The semantic model whose measure asked for this metric.</summary>
    public Draft? MadeFrom { get; set; }

    /// <summary>The semantic model of the model that this metric is written in.</summary>
    public Draft? Within { get; set; }

    public string? Group { get; set; }

    public ImmutableArray<string> PrimaryKey { get; set; } = [];

    public ImmutableArray<string> DependsOn { get; set; } = [];

    /// <summary>Set where a test or an exposure leads to something that is turned off: it is then off itself.</summary>
    public bool IsCutOff { get; set; }

    public bool IsEnabled => Resolved.Config.Enabled && !IsCutOff;

    public bool IsVersioned => !Version.IsNone;

    /// <summary>The name that references find it by: with its version, where it has one.</summary>
    public string SearchName => IsVersioned ? $"{Name}.v{Version}" : Name;

    /// <summary>The node as templates see it in <c>model</c> and as the naming macros see it.</summary>
    /// <param name="configs">Gives what the project file says, which is all that dbt shows while a node is being parsed.</param>
    public DictValue ToModelValue(ConfigResolver? configs = null) => DictValue.Of(
        ("name", Name),
        ("resource_type", Type.ToName()),
        ("package_name", Package.Name),
        ("unique_id", UniqueId),
        ("path", Path),
        ("original_file_path", OriginalFilePath),
        ("fqn", new ListValue(Fqn.Select(part => (Value)part))),
        ("alias", Alias ?? Name),
        ("schema", Schema),
        ("database", Database),
        ("version", Version),
        ("latest_version", LatestVersion),
        ("config", (Resolved ?? OfProject(configs))?.Config.Values ?? new DictValue()),
        ("tags", Resolved is null ? new ListValue() : Resolved.Config.Get("tags")),
        ("meta", Resolved is null ? new DictValue() : Resolved.Config.Get("meta")),
        ("group", Group),
        ("raw_code", RawCode),
        ("language", Language),
        ("description", Patch?.Description ?? string.Empty),
        ("columns", new DictValue()),
        ("refs", new ListValue()),
        ("sources", new ListValue()),
        ("depends_on", DictValue.Of(("nodes", new ListValue()), ("macros", new ListValue()))));

    private ResolvedConfig? OfProject(ConfigResolver? configs) =>
        configs?.Resolve(Type, Package, Fqn, new ConfigPlace(new DictValue(), null), new ConfigPlace(new DictValue(), null));
}

/// <summary>What YAML says of one node, a model's version already picked.</summary>
/// <param name="Package">The package that says it, which need not be the node's.</param>
internal sealed record Patch(
    Package Package,
    ResourceProperties Properties,
    string Description,
    DictValue Config,
    SourceSpan Span,
    ImmutableArray<ColumnProperties> Columns,
    ImmutableArray<TestDefinition> Tests,
    ListValue Constraints,
    Value DeprecationDate)
{
    public string Path => $"{Package.Name}://{Properties.File.Path}";

    /// <summary>The config with its templates as they are written; null where it has none.</summary>
    public DictValue? Written { get; init; }
}

/// <summary>What a generic test is made of.</summary>
/// <param name="Attached">The node that it tests; null for sources and for nodes of another package than the test's.</param>
internal sealed record TestParts(TestMetadata Metadata, string? ColumnName, string FileKeyName, Draft? Attached)
{
    public string Description { get; init; } = string.Empty;

    /// <summary>The name that the test is written under where nothing has it. That is told once, for all that the entry says.</summary>
    public string? MissingNode { get; init; }
}

/// <summary>What YAML says of a node that it calls something else than it is, or that there is not: only its tests count.</summary>
internal sealed record StrayEntry(ResourceType Type, Value Version, Patch Patch);

/// <summary>A table of a source as YAML says it.</summary>
internal sealed record SourceParts(SourceProperties Source, SourceTableProperties Table);

/// <summary>A draft with all that its node needs besides.</summary>
internal readonly record struct FinishedDraft(
    Draft Draft, string Description, ImmutableArray<string> DocBlocks, ImmutableArray<string> Tags, ImmutableArray<NodeColumn> Columns);
