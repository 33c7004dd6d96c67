using System.Collections.Frozen;
using Transform.Templating;

namespace Transform.Planning;

/// <summary><c>adapter</c> in the parse phase: what needs no warehouse answers as ever, the rest as if the warehouse were empty.</summary>
internal sealed class ParseAdapter(ParseScope scope) : IHostObject
{
    private static readonly FrozenDictionary<string, Value> Answers = new Dictionary<string, Value>(StringComparer.Ordinal)
    {
        ["get_columns_in_relation"] = List("get_columns_in_relation"),
        ["get_columns_in_table"] = List("get_columns_in_table"),
        ["get_missing_columns"] = List("get_missing_columns"),
        ["get_column_schema_from_query"] = List("get_column_schema_from_query"),
        ["valid_incremental_strategies"] = List("valid_incremental_strategies"),
        ["existing_key_constraint_types"] = List("existing_key_constraint_types"),
        ["get_partitions_metadata"] = EmptyTable("get_partitions_metadata"),
        ["execute"] = EmptyTable("execute"),
        ["add_query"] = Value.From("add_query", static (_, _) => TupleValue.Of(Value.None, Value.None)),
        ["run_sql_for_tests"] = ParseFunctions.Nothing("run_sql_for_tests"),
        ["check_schema_exists"] = False("check_schema_exists"),
        ["already_exists"] = False("already_exists"),
        ["location_exists"] = False("location_exists"),
        ["cache_added"] = ParseFunctions.Empty("cache_added"),
        ["cache_dropped"] = ParseFunctions.Empty("cache_dropped"),
        ["cache_renamed"] = ParseFunctions.Empty("cache_renamed"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> None = new[]
    {
        "get_relation", "drop_relation", "truncate_relation", "rename_relation", "create_schema", "drop_schema",
        "expand_target_column_types", "valid_snapshot_target", "assert_valid_snapshot_target_given_strategy",
        "get_incremental_strategy_macro", "get_hard_deletes_behavior", "commit", "ensure_transaction", "warn_once",
    }.ToFrozenSet(StringComparer.Ordinal);

    public string TypeName => "adapter";

    public bool TryGetAttribute(string name, out Value value)
    {
        if (Answers.TryGetValue(name, out value) || AdapterMembers.TryGet(name, scope.Project, out value))
        {
            return true;
        }

        value = name switch
        {
            "dispatch" => Value.From(name, (_, arguments) => Value.From(scope.Dispatch(arguments))),
            _ => None.Contains(name) || scope.AdapterMacro(name) is not null ? ParseFunctions.Nothing(name) : default,
        };
        return !value.IsUndefined;
    }

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && TryGetAttribute(name, out value);
    }

    private static Value List(string name) => Value.From(name, static (_, _) => new ListValue());

    private static Value False(string name) => Value.From(name, static (_, _) => false);

    private static Value EmptyTable(string name) => Value.From(name, static (_, _) => TupleValue.Of(Value.EmptyString, Value.From(TableObject.Empty)));
}
