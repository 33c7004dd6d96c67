namespace Transform.Loading.Reading;

/// <summary>The keys that each kind of YAML entry has, in the order in which a message lists them.</summary>
internal static class KnownKeys
{
    public static readonly string[] PathKeys =
    [
        "model-paths", "seed-paths", "test-paths", "analysis-paths", "snapshot-paths", "macro-paths", "function-paths", "docs-paths",
        "asset-paths",
    ];

    /// <summary>The config trees of the project file.</summary>
    public static readonly string[] ConfigTrees =
    [
        "models", "seeds", "snapshots", "data_tests", "sources", "unit_tests", "analyses", "exposures", "functions", "metrics",
        "semantic-models", "saved-queries",
    ];

    public static readonly string[] Project =
    [
        "name", "version", "config-version", "profile", .. PathKeys, "target-path", "log-path", "packages-install-path", "clean-targets",
        "on-run-start", "on-run-end", "vars", .. ConfigTrees, "dispatch", "quoting", "flags", "query-comment", "require-dbt-version",
        "restrict-access", "dbt-cloud", "sync", "packages", "project-root",
    ];

    public static readonly string[] Files =
    [
        "version", "models", "seeds", "snapshots", "sources", "data_tests", "unit_tests", "macros", "analyses", "exposures", "groups",
        "functions", "metrics", "semantic_models", "saved_queries",
    ];

    public static readonly string[] Model =
    [
        "name", "description", "config", "columns", "data_tests", "constraints", "versions", "latest_version", "deprecation_date",
        "time_spine", "access", "group", "contract", "meta", "docs", "primary_entity", "agg_time_dimension", "metrics",
        "semantic_model", "derived_semantics", "identifier",
    ];

    public static readonly string[] Seed =
    [
        "name", "description", "config", "columns", "data_tests", "meta", "docs", "group", "access",
    ];

    public static readonly string[] Snapshot =
    [
        "name", "description", "relation", "config", "columns", "data_tests", "meta", "docs", "group", "access",
    ];

    public static readonly string[] Freshness = ["warn_after", "error_after", "filter", "build_after"];

    public static readonly string[] FreshnessTime = ["count", "period", "updates_on"];

    public static readonly string[] Periods = ["minute", "hour", "day"];

    public static readonly string[] Analysis = ["name", "description", "config", "columns", "meta", "docs", "access"];

    public static readonly string[] Macro = ["name", "description", "arguments", "config", "meta", "docs"];

    public static readonly string[] Function =
    [
        "name", "description", "config", "arguments", "returns", "columns", "data_tests", "meta", "docs", "group", "access",
    ];

    public static readonly string[] SingularTest = ["name", "description", "config", "meta", "docs"];

    public static readonly string[] Column =
    [
        "name", "description", "data_type", "data_tests", "constraints", "quote", "meta", "tags", "config", "granularity", "policy_tags",
        "docs", "dimension", "entity", "databricks_tags", "column_mask", "codec", "ttl",
    ];

    public static readonly string[] Version =
    [
        "v", "defined_in", "description", "config", "columns", "data_tests", "constraints", "deprecation_date",
    ];

    public static readonly string[] Source =
    [
        "name", "description", "database", "catalog", "schema", "loader", "tables", "config", "meta", "tags", "quoting", "freshness",
        "loaded_at_field", "loaded_at_query", "overrides", "tests",
    ];

    public static readonly string[] Table =
    [
        "name", "description", "identifier", "columns", "data_tests", "config", "meta", "tags", "quoting", "freshness", "loaded_at_field",
        "loaded_at_query", "loader", "external", "docs",
    ];

    public static readonly string[] Quoting = ["database", "schema", "identifier"];

    public static readonly string[] Dispatch = ["macro_namespace", "search_order"];

    /// <summary>Configs that are often put beside <c>config:</c>, where they have no effect.</summary>
    public static readonly string[] OnlyInConfig =
    [
        "tags", "enabled", "materialized", "alias", "schema", "database", "quote_columns", "unique_key", "strategy", "pre-hook", "post-hook", "pre_hook", "post_hook",
        "access", "docs", "meta", "group", "contract",
    ];

    /// <summary>Configs of a generic test that dbt also takes beside its arguments.</summary>
    public static readonly string[] TestConfigs =
    [
        "severity", "tags", "enabled", "where", "limit", "warn_if", "error_if", "fail_calc", "store_failures", "store_failures_as", "meta",
        "database", "schema", "alias",
    ];

    /// <summary>The kinds that are kept as plain values, and their keys.</summary>
    public static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["unit_tests"] = ["name", "description", "model", "given", "expect", "overrides", "config", "versions"],
        ["exposures"] = ["name", "description", "type", "label", "maturity", "url", "depends_on", "owner", "config", "meta", "tags", "enabled"],
        ["groups"] = ["name", "description", "owner", "config"],
        ["metrics"] =
        [
            "name", "description", "label", "type", "type_params", "filter", "config", "meta", "tags", "time_granularity", "agg", "agg_time_dimension",
            "expr", "numerator", "denominator", "base_metric", "conversion_metric", "entity", "calculation", "window", "grain_to_date",
            "period_agg", "fill_nulls_with", "join_to_timespine", "hidden", "input_metric", "input_metrics", "non_additive_dimension",
            "percentile", "percentile_type", "constant_properties",
        ],
        ["semantic_models"] =
        [
            "name", "description", "label", "model", "defaults", "entities", "measures", "dimensions", "primary_entity", "config",
        ],
        ["saved_queries"] = ["name", "description", "label", "query_params", "exports", "config", "tags"],
    };
}
