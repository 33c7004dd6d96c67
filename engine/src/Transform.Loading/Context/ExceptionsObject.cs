using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>dbt's <c>exceptions</c>: functions that stop with the message of the template's author, and <c>warn</c>.</summary>
internal sealed class ExceptionsObject : IHostObject
{
    private readonly Dictionary<string, Value> functions = new(StringComparer.Ordinal);

    public ExceptionsObject(Action<TemplateLogLevel, string> log, bool warnError)
    {
        foreach (var name in new[]
        {
            "raise_compiler_error", "raise_database_error", "raise_parsing_error", "raise_dependency_error", "raise_not_implemented",
            "raise_fail_fast_error", "raise_dbt_runtime_error", "raise_invalid_property_yml_version", "raise_cache_inconsistent",
            "missing_relation", "raise_dataclass_not_dict", "relation_wrong_type", "column_type_missing", "raise_ambiguous_alias",
            "raise_ambiguous_catalog_match", "raise_duplicate_resource_name", "raise_duplicate_patch_name", "raise_dep_not_found",
        })
        {
            functions[name] = Value.From(name, (state, arguments) => throw Raise(
                string.Join(", ", arguments.Positional.ToArray()
                    .Concat(arguments.Keywords.ToArray().Where(k => k.Key != "node").Select(k => k.Value))
                    .Take(name == "raise_compiler_error" || name == "raise_database_error" ? 1 : 3)
                    .Select(v => v.ToString())),
                arguments));
        }

        functions["raise_contract_error"] = Value.From("raise_contract_error", (state, arguments) => throw Raise(
            ContractMismatch.Describe(arguments.Get(0, "yaml_columns"), arguments.Get(1, "sql_columns")), arguments));
        functions["missing_config"] = Value.From("missing_config", (state, arguments) => throw Raise(
            $"The required config '{arguments.Get(1, "name")}' is not set.", arguments));
        functions["missing_materialization"] = Value.From("missing_materialization", (state, arguments) => throw Raise(
            $"There is no materialization for the adapter '{arguments.Get(1, "adapter_type")}'.", arguments));
        functions["warn"] = Value.From("warn", (state, arguments) =>
        {
            var message = arguments.Require(0, "msg", "exceptions.warn").ToString();
            if (warnError)
            {
                throw Raise(message, arguments);
            }

            log(TemplateLogLevel.Warn, message);
            return Value.EmptyString;
        });
        functions["warn_snapshot_timestamp_data_types"] = Value.From("warn_snapshot_timestamp_data_types", (state, arguments) =>
        {
            log(
                TemplateLogLevel.Warn,
                $"The snapshot's time type {arguments.Get(0, "snapshot_time_data_type")} differs from that of its updated_at column, {arguments.Get(1, "updated_at_data_type")}: comparing them may give wrong results.");
            return Value.EmptyString;
        });
    }

    public string TypeName => "exceptions";

    public bool TryGetAttribute(string name, out Value value) => functions.TryGetValue(name, out value);

    public bool TryGetItem(Value key, out Value value)
    {
        value = default;
        return key.AsString() is { } name && functions.TryGetValue(name, out value);
    }

    private static TransformException Raise(string message, in Arguments arguments) =>
        TransformException.Error(DiagnosticCodes.RaisedByTemplate, message, arguments.Span);
}
