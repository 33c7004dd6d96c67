using System.Collections.Frozen;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>The configs that dbt knows of each kind of node, in the order in which the manifest has them.</summary>
internal sealed class ConfigSchema
{
    private static readonly IReadOnlyList<(string, Value)> DocsMembers = [("show", true), ("node_color", Value.None)];
    private static readonly IReadOnlyList<(string, Value)> ContractMembers = [("enforced", false), ("alias_types", true)];

    private static readonly IReadOnlyList<(string, Value)> SnapshotColumns =
    [
        ("dbt_valid_to", Value.None), ("dbt_valid_from", Value.None), ("dbt_scd_id", Value.None),
        ("dbt_updated_at", Value.None), ("dbt_is_deleted", Value.None),
    ];

    private static readonly ConfigSchema Node = new([.. Common(Value.None), .. Relational("view")]);

    private static readonly ConfigSchema Model = new(
        [.. Common(Value.None), .. Relational("view"), Text("access", "protected"), new("freshness", ConfigType.Any, None)]);

    private static readonly ConfigSchema Function = new(
    [
        .. Common(Value.None), .. Relational("function"), Text("type", "scalar"), Text("volatility"), new("runtime_version", ConfigType.Any, None),
        Text("entry_point"),
    ])
    {
        KeepsTreeUnrendered = false,
    };

    private static readonly ConfigSchema Seed = new(
    [
        .. Common(Value.None), .. Relational("seed"), Text("delimiter", ","),
        new("quote_columns", ConfigType.Boolean, None),
    ]);

    private static readonly ConfigSchema Snapshot = new(
    [
        .. Common(Value.None), .. Relational("snapshot"), Text("strategy"), Text("target_schema"), Text("target_database"),
        Text("updated_at"), new("check_cols", ConfigType.TextOrTexts, None),
        new("snapshot_meta_column_names", ConfigType.Dict, Dict, ConfigMergeKind.Update) { Members = SnapshotColumns },
        Text("dbt_valid_to_current"),
    ]);

    private static readonly ConfigSchema Test = new(
    [
        .. Common("dbt_test__audit"), Text("materialized", "test"), new("severity", ConfigType.Severity, static () => "ERROR"),
        new("store_failures", ConfigType.Boolean, None), Text("store_failures_as"), Text("where"),
        new("limit", ConfigType.Integer, None), Text("fail_calc", "count(*)"), Text("warn_if", "!= 0"), Text("error_if", "!= 0"),
    ]);

    private static readonly ConfigSchema Source = new(
    [
        new("enabled", ConfigType.Boolean, static () => true), new("event_time", ConfigType.Any, None),
        new("freshness", ConfigType.Dict, NoFreshness), Text("loaded_at_field"), Text("loaded_at_query"),
        new("meta", ConfigType.Dict, Dict, ConfigMergeKind.Update), new("tags", ConfigType.TextOrTexts, List),
        new("static_analysis", ConfigType.StaticAnalysis, None),
    ]);

    private static readonly ConfigSchema Exposure = new(
    [
        new("enabled", ConfigType.Boolean, static () => true), new("tags", ConfigType.TextOrTexts, List),
        new("meta", ConfigType.Dict, Dict),
    ]);

    private static readonly ConfigSchema UnitTest = new(
    [
        new("tags", ConfigType.TextOrTexts, List, ConfigMergeKind.Append), new("meta", ConfigType.Dict, Dict, ConfigMergeKind.Update),
        new("enabled", ConfigType.Boolean, static () => true), new("static_analysis", ConfigType.StaticAnalysis, None),
    ]);

    private static readonly ConfigSchema Semantic = new(
    [
        new("enabled", ConfigType.Boolean, static () => true), Text("group"),
        new("meta", ConfigType.Dict, Dict, ConfigMergeKind.Update),
    ]);

    private static readonly ConfigSchema SemanticModel = new(Semantic.Fields) { KeepsTreeUnrendered = false };

    private static readonly ConfigSchema SavedQuery = new(
        [.. Semantic.Fields, Text("export_as"), Text("schema"), new("cache", ConfigType.Dict, Dict) { Members = [("enabled", false)] }])
    {
        KeepsTreeUnrendered = false,
    };

    // dbt reads a group's config from the models' tree, and knows meta alone.
    private static readonly ConfigSchema Group = new([new("meta", ConfigType.Dict, Dict, ConfigMergeKind.Update)]);

    private readonly FrozenDictionary<string, ConfigField> byName;

    private ConfigSchema(IReadOnlyList<ConfigField> fields)
    {
        Fields = fields;
        byName = fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ConfigField> Fields { get; }

    public static ConfigSchema For(ResourceType type) => type switch
    {
        ResourceType.Model => Model,
        ResourceType.Function => Function,
        ResourceType.Seed => Seed,
        ResourceType.Snapshot => Snapshot,
        ResourceType.Test => Test,
        ResourceType.Source => Source,
        ResourceType.Exposure => Exposure,
        ResourceType.UnitTest => UnitTest,
        ResourceType.Metric => Semantic,
        ResourceType.SemanticModel => SemanticModel,
        ResourceType.SavedQuery => SavedQuery,
        ResourceType.Group => Group,
        _ => Node,
    };

    /// <summary>Whether what the project file says is kept in the unrendered config: dbt looks for two kinds under another name.</summary>
    public bool KeepsTreeUnrendered { get; private init; } = true;

    /// <summary>The key of the project file's tree for a kind of node.</summary>
    public static string TreeKey(ResourceType type) => type switch
    {
        ResourceType.Seed => "seeds",
        ResourceType.Function => "functions",
        ResourceType.Snapshot => "snapshots",
        ResourceType.Test => "data_tests",
        ResourceType.Source => "sources",
        ResourceType.Exposure => "exposures",
        ResourceType.UnitTest => "unit_tests",
        ResourceType.Metric => "metrics",
        ResourceType.SemanticModel => "semantic_models",
        ResourceType.SavedQuery => "saved_queries",
        _ => "models",
    };

    public ConfigField? Find(string name) => byName.GetValueOrDefault(name);

    private static ConfigField[] Common(Value schema) =>
    [
        new("enabled", ConfigType.Boolean, static () => true), Text("alias"), new("schema", ConfigType.Text, () => schema),
        Text("database"), new("tags", ConfigType.TextOrTexts, List, ConfigMergeKind.Append),
        new("meta", ConfigType.Dict, Dict, ConfigMergeKind.Update), Text("group"),
        new("static_analysis", ConfigType.StaticAnalysis, None),
    ];

    private static ConfigField[] Relational(string materialized) =>
    [
        Text("materialized", materialized), Text("incremental_strategy"), new("batch_size", ConfigType.Any, None),
        new("lookback", ConfigType.Any, static () => 1), new("begin", ConfigType.Any, None), new("persist_docs", ConfigType.Dict, Dict),
        new("post-hook", ConfigType.Hooks, List, ConfigMergeKind.Append), new("pre-hook", ConfigType.Hooks, List, ConfigMergeKind.Append),
        new("quoting", ConfigType.Dict, Dict, ConfigMergeKind.Update), new("column_types", ConfigType.Dict, Dict, ConfigMergeKind.Update),
        new("full_refresh", ConfigType.Boolean, None), new("unique_key", ConfigType.TextOrTexts, None), Text("on_schema_change", "ignore"),
        Text("on_configuration_change", "apply"), new("grants", ConfigType.Dict, Dict, ConfigMergeKind.UpdateLists),
        new("packages", ConfigType.TextOrTexts, List, ConfigMergeKind.Append),
        new("docs", ConfigType.Dict, Dict, ConfigMergeKind.Update) { Members = DocsMembers },
        new("contract", ConfigType.Dict, Dict, ConfigMergeKind.Update) { Members = ContractMembers },
        new("event_time", ConfigType.Any, None), new("concurrent_batches", ConfigType.Any, None),
    ];

    private static ConfigField Text(string name) => new(name, ConfigType.Text, None);

    private static ConfigField Text(string name, string value) => new(name, ConfigType.Text, () => value);

    private static Value None() => Value.None;

    private static Value Dict() => new DictValue();

    private static Value List() => new ListValue();

    private static Value NoFreshness() => DictValue.Of(
        ("warn_after", DictValue.Of(("count", Value.None), ("period", Value.None))),
        ("error_after", DictValue.Of(("count", Value.None), ("period", Value.None))),
        ("filter", Value.None));
}
