using System.Collections.Frozen;
using Transform.Templating;

namespace Transform.Planning;

/// <summary><c>adapter</c> in the parse phase: dispatch, type and quoting work, everything else answers as if the warehouse
/// were empty.</summary>
internal sealed class ParseAdapter(ParseScope scope, TrackedMacros tracked) : IHostObject
{
    private static readonly FrozenDictionary<string, Value> Answers = new Dictionary<string, Value>(StringComparer.Ordinal)
    {
        ["get_columns_in_relation"] = List("get_columns_in_relation"),
        ["get_columns_in_table"] = List("get_columns_in_table"),
        ["get_missing_columns"] = List("get_missing_columns"),
        ["get_column_schema_from_query"] = List("get_column_schema_from_query"),
        ["list_relations_without_caching"] = List("list_relations_without_caching"),
        ["list_relations"] = List("list_relations"),
        ["list_schemas"] = List("list_schemas"),
        ["valid_incremental_strategies"] = List("valid_incremental_strategies"),
        ["get_partitions_metadata"] = List("get_partitions_metadata"),
        ["execute"] = Value.From("execute", static (_, _) =>
            new TupleValue([Value.EmptyString, new ListValue()])),
        ["add_query"] = Value.From("add_query", static (_, _) => new TupleValue([Value.None, Value.None])),
        ["check_schema_exists"] = Value.From("check_schema_exists", static (_, _) => false),
        ["already_exists"] = Value.From("already_exists", static (_, _) => false),
        ["location_exists"] = Value.From("location_exists", static (_, _) => false),
        ["is_motherduck"] = Value.From("is_motherduck", static (_, _) => false),
        ["disable_transactions"] = Value.From("disable_transactions", static (_, _) => false),
        ["standardize_grants_dict"] = Value.From("standardize_grants_dict", static (_, _) => new DictValue()),
        ["cache_added"] = ParseFunctions.Empty("cache_added"),
        ["cache_dropped"] = ParseFunctions.Empty("cache_dropped"),
        ["cache_renamed"] = ParseFunctions.Empty("cache_renamed"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> None = new[]
    {
        "get_relation", "load_relation", "drop_relation", "truncate_relation", "rename_relation", "create_schema", "drop_schema",
        "expand_target_column_types", "valid_snapshot_target", "assert_valid_snapshot_target_given_strategy",
        "get_incremental_strategy_macro", "get_hard_deletes_behavior", "get_relation_last_modified", "commit_if_has_connection",
        "render_raw_columns_constraints", "render_raw_model_constraints", "verify_database", "parse_index", "store_relation",
        "external_root", "warn_once", "build_catalog_relation", "get_catalog_integration", "convert_datetimes_to_strs",
    }.ToFrozenSet(StringComparer.Ordinal);

    public string TypeName => "adapter";

    public bool TryGetAttribute(string name, out Value value)
    {
        if (Answers.TryGetValue(name, out value))
        {
            return true;
        }

        value = name switch
        {
            "dispatch" => Value.From(name, (_, arguments) => tracked.Track(Value.From(scope.Dispatch(arguments)))),
            "type" => Value.From(name, (_, _) => scope.Project.Target.Type),
            "quote" or "quote_as_configured" or "quote_seed_column" => Value.From(name, (_, arguments) =>
                scope.Project.Target.Factory.Dialect.Quote(arguments.RequireString(0, "identifier", $"adapter.{name}"))),
            "escape_sql_string" => Value.From(name, (_, arguments) =>
                arguments.RequireString(0, "value", "adapter.escape_sql_string").Replace("'", "''", StringComparison.Ordinal)),
            "Relation" or "Column" => ParseFunctions.TryGet("api", out var api) ? api.GetAttribute(name) : default,
            _ => None.Contains(name) ? ParseFunctions.Nothing(name) : default,
        };
        return !value.IsUndefined;
    }

    private static Value List(string name) => Value.From(name, static (_, _) => new ListValue());
}
