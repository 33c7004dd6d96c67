using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>A YAML file of properties, parsed, with its Jinja rendered where dbt renders it (descriptions, tests' arguments
/// and hooks are kept as written). Its entries point back at it, so its lists are filled once they are read.</summary>
public sealed record PropertiesFile
{
    /// <summary>Relative to the package's root.</summary>
    public required string Path { get; init; }

    public required SourceText Source { get; init; }

    public ImmutableArray<ResourceProperties> Models { get; internal set; } = [];

    public ImmutableArray<ResourceProperties> Seeds { get; internal set; } = [];

    public ImmutableArray<ResourceProperties> Snapshots { get; internal set; } = [];

    public ImmutableArray<ResourceProperties> Analyses { get; internal set; } = [];

    public ImmutableArray<ResourceProperties> Macros { get; internal set; } = [];

    /// <summary><c>data_tests:</c> (or <c>tests:</c>) at the top level: descriptions and configs of singular tests.</summary>
    public ImmutableArray<ResourceProperties> Tests { get; internal set; } = [];

    public ImmutableArray<ResourceProperties> Functions { get; internal set; } = [];

    public ImmutableArray<SourceProperties> Sources { get; internal set; } = [];

    /// <summary><c>unit_tests</c>, <c>exposures</c>, <c>groups</c>, <c>metrics</c>, <c>semantic_models</c>,
    /// <c>saved_queries</c>: each entry as plain values.</summary>
    public ImmutableArray<OtherProperties> Others { get; internal set; } = [];
}

/// <summary>What YAML says of one model, seed, snapshot, analysis, macro, function or singular test.</summary>
public sealed record ResourceProperties
{
    public required string Name { get; init; }

    public required PropertiesFile File { get; init; }

    /// <summary>The place of the name.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>As written: <c>{{ doc('x') }}</c> is not rendered yet.</summary>
    public string Description { get; init; } = string.Empty;

    /// <summary><c>config:</c>, with the keys that dbt also takes at the top level (<c>meta</c>, <c>docs</c>, <c>group</c>,
    /// <c>contract</c>, <c>access</c>) merged in.</summary>
    public DictValue Config { get; init; } = new();

    /// <summary><c>config:</c> with its templates as they are written; null where it has none.</summary>
    public DictValue? WrittenConfig { get; init; }

    public ImmutableArray<ColumnProperties> Columns { get; init; } = [];

    public ImmutableArray<TestDefinition> Tests { get; init; } = [];

    /// <summary>Model-level constraints, as plain values.</summary>
    public ListValue Constraints { get; init; } = new();

    public Value LatestVersion { get; init; } = Value.None;

    public ImmutableArray<ModelVersion> Versions { get; init; } = [];

    public Value DeprecationDate { get; init; } = Value.None;

    public Value TimeSpine { get; init; } = Value.None;

    /// <summary>The <c>arguments:</c> of a macro (<c>name</c>, <c>type</c>, <c>description</c>) or of a function (<c>name</c>,
    /// <c>data_type</c>, <c>description</c>, <c>default_value</c>), as plain values.</summary>
    public ListValue Arguments { get; init; } = new();

    /// <summary>A function's <c>returns:</c>, as plain values (<c>data_type</c>, <c>description</c>).</summary>
    public DictValue Returns { get; init; } = new();

    /// <summary>A model's <c>semantic_model</c>, <c>agg_time_dimension</c>, <c>primary_entity</c>, <c>metrics</c> and
    /// <c>derived_semantics</c>, as plain values.</summary>
    public DictValue Semantics { get; init; } = new();

    /// <summary>A YAML snapshot's <c>relation:</c>, as written.</summary>
    public string? Relation { get; init; }
}

/// <summary>One entry of <c>versions:</c>.</summary>
/// <param name="Version">A number or a string, <c>v</c> in YAML.</param>
/// <param name="DefinedIn">The file's name without extension, where it differs from <c>name_vN</c>.</param>
/// <param name="Properties">What this version says for itself; null columns and tests mean those of the model.</param>
public sealed record ModelVersion(Value Version, string? DefinedIn, SourceSpan Span, VersionProperties Properties);

/// <summary>What a version of a model says for itself.</summary>
public sealed record VersionProperties
{
    public string? Description { get; init; }

    public DictValue Config { get; init; } = new();

    /// <summary><c>config:</c> with its templates as they are written; null where it has none.</summary>
    public DictValue? WrittenConfig { get; init; }

    /// <summary>The version's own columns; null when it takes the model's.</summary>
    public ImmutableArray<ColumnProperties>? Columns { get; init; }

    /// <summary><c>include:</c> and <c>exclude:</c> of the model's columns: <c>*</c> or names.</summary>
    public Value IncludeColumns { get; init; } = Value.None;

    public Value ExcludeColumns { get; init; } = Value.None;

    public ImmutableArray<TestDefinition>? Tests { get; init; }

    /// <summary>The version's own constraints; null when it takes the model's.</summary>
    public ListValue? Constraints { get; init; }

    public Value DeprecationDate { get; init; } = Value.None;
}

/// <summary>What YAML says of one column.</summary>
public sealed record ColumnProperties
{
    public required string Name { get; init; }

    public required SourceSpan Span { get; init; }

    public string Description { get; init; } = string.Empty;

    public string? DataType { get; init; }

    public bool? Quote { get; init; }

    public DictValue Config { get; init; } = new();

    public DictValue Meta { get; init; } = new();

    public ImmutableArray<string> Tags { get; init; } = [];

    public ListValue Constraints { get; init; } = new();

    public ImmutableArray<TestDefinition> Tests { get; init; } = [];

    /// <summary><c>granularity:</c>, <c>policy_tags:</c> and whatever else is kept as it is.</summary>
    public DictValue Other { get; init; } = new();
}

/// <summary>One generic test as written on a model, column, source or source table.</summary>
/// <param name="Name">The test's name, without its package.</param>
/// <param name="Package">The package before the dot, where there is one.</param>
/// <param name="Arguments">Its arguments as written (templates are not rendered); <c>arguments:</c> is merged in.</param>
/// <param name="Config">Its configs, rendered: <c>config:</c> and those that dbt takes at the top level (<c>severity</c>, <c>where</c>, ...).</param>
/// <param name="Span">The place of the test's name.</param>
public sealed record TestDefinition(string Name, string? Package, DictValue Arguments, DictValue Config, SourceSpan Span)
{
    /// <summary><c>name:</c>, where it is given.</summary>
    public string? CustomName { get; init; }

    public string Description { get; init; } = string.Empty;

    /// <summary>The configs that are templates, as they are written; null where none is.</summary>
    public DictValue? WrittenConfig { get; init; }
}

/// <summary>What a source and a table of a source can both say; the table's word counts.</summary>
public abstract record SourceSettings
{
    public required string Name { get; init; }

    public required SourceSpan Span { get; init; }

    public string Description { get; init; } = string.Empty;

    public string? Loader { get; init; }

    public DictValue Config { get; init; } = new();

    public DictValue Meta { get; init; } = new();

    public ImmutableArray<string> Tags { get; init; } = [];

    public (bool? Database, bool? Schema, bool? Identifier) Quoting { get; init; }

    /// <summary><c>freshness:</c> as plain values; undefined when it is not given, none when it is null.</summary>
    public Value Freshness { get; init; }

    public string? LoadedAtField { get; init; }

    public string? LoadedAtQuery { get; init; }

    /// <summary>The same with the templates of the config, of <c>meta</c>, <c>freshness</c>, <c>loaded_at_field</c> and <c>identifier</c> as they are
    /// written; null where there are none.</summary>
    public SourceSettings? Written { get; init; }
}

/// <summary>What YAML says of a source.</summary>
public sealed record SourceProperties : SourceSettings
{
    public required PropertiesFile File { get; init; }

    public string? Database { get; init; }

    public string? Schema { get; init; }

    /// <summary><c>database:</c> as written, its template not rendered.</summary>
    public string? UnrenderedDatabase { get; init; }

    /// <summary><c>schema:</c> as written, its template not rendered.</summary>
    public string? UnrenderedSchema { get; init; }

    /// <summary>The package whose source this one overrides.</summary>
    public string? Overrides { get; init; }

    public ImmutableArray<SourceTableProperties> Tables { get; init; } = [];
}

/// <summary>What YAML says of one table of a source.</summary>
public sealed record SourceTableProperties : SourceSettings
{
    public string? Identifier { get; init; }

    /// <summary><c>external:</c> as plain values.</summary>
    public Value External { get; init; } = Value.None;

    public ImmutableArray<ColumnProperties> Columns { get; init; } = [];

    public ImmutableArray<TestDefinition> Tests { get; init; } = [];
}

/// <summary>An entry of a kind that is kept as plain values.</summary>
/// <param name="Kind">The YAML key: <c>unit_tests</c>, <c>exposures</c>, ...</param>
/// <param name="Values">The entry, rendered.</param>
public sealed record OtherProperties(string Kind, string Name, DictValue Values, PropertiesFile File, SourceSpan Span)
{
    /// <summary>An exposure with its templates as they are written; null where it has none, and for other kinds.</summary>
    public DictValue? Written { get; init; }
}
