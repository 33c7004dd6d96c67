using System.Collections.Frozen;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>dbt's <c>exceptions</c>: functions that stop with a message, and <c>warn</c>.</summary>
internal static class Exceptions
{
    // What each one says, made of its arguments by position and name.
    private static readonly FrozenDictionary<string, Func<Arguments, string>> Raising = new Dictionary<string, Func<Arguments, string>>(StringComparer.Ordinal)
    {
        ["raise_compiler_error"] = Message("raise_compiler_error"),
        ["raise_database_error"] = Message("raise_database_error"),
        ["raise_not_implemented"] = Message("raise_not_implemented"),
        ["raise_dependency_error"] = Message("raise_dependency_error"),
        ["raise_fail_fast_error"] = Message("raise_fail_fast_error"),
        ["raise_cache_inconsistent"] = static a => a.Require(0, "message", "exceptions.raise_cache_inconsistent").ToString(),
        ["column_type_missing"] = static a =>
            $"A contract needs the data_type of every column, and it is missing for {Names(a.Require(0, "column_names", "exceptions.column_type_missing"))}.",
        ["missing_config"] = static a => $"The config '{a.Require(1, "name", "exceptions.missing_config")}' is needed by {Id(a.Require(0, "model", "exceptions.missing_config"))} and is not set.",
        ["missing_materialization"] = static a =>
            $"There is no materialization {Materialized(a.Require(0, "model", "exceptions.missing_materialization"))} for {a.Require(1, "adapter_type", "exceptions.missing_materialization")}.",
        ["missing_relation"] = static a => $"The relation {a.Require(0, "relation", "exceptions.missing_relation")} does not exist.",
        ["relation_wrong_type"] = static a =>
            $"The relation {a.Require(0, "relation", "exceptions.relation_wrong_type")} is {Kind(a.Get(0, "relation"))}, where {a.Require(1, "expected_type", "exceptions.relation_wrong_type")} is expected.",
        ["raise_dataclass_not_dict"] = static a => $"{a.Require(0, "obj", "exceptions.raise_dataclass_not_dict")} is no dictionary.",
        ["raise_invalid_property_yml_version"] = static a =>
            $"The properties file {a.Require(0, "path", "exceptions.raise_invalid_property_yml_version")} is invalid: {a.Require(1, "issue", "exceptions.raise_invalid_property_yml_version")}",
        ["raise_ambiguous_alias"] = static a =>
            $"{Id(a.Require(0, "node_1", "exceptions.raise_ambiguous_alias"))} and {Id(a.Require(1, "node_2", "exceptions.raise_ambiguous_alias"))} have the same name in the warehouse.",
        ["raise_ambiguous_catalog_match"] = static a =>
            $"Two relations in the warehouse match {a.Require(0, "unique_id", "exceptions.raise_ambiguous_catalog_match")}: {a.Require(1, "match_1", "exceptions.raise_ambiguous_catalog_match")} and {a.Require(2, "match_2", "exceptions.raise_ambiguous_catalog_match")}.",
        ["raise_duplicate_resource_name"] = static a =>
            $"{Id(a.Require(0, "node_1", "exceptions.raise_duplicate_resource_name"))} and {Id(a.Require(1, "node_2", "exceptions.raise_duplicate_resource_name"))} have the same name.",
        ["raise_duplicate_patch_name"] = static a =>
            $"{Id(a.Require(0, "patch_1", "exceptions.raise_duplicate_patch_name"))} is described twice; the other place is {a.Require(1, "existing_patch_path", "exceptions.raise_duplicate_patch_name")}.",
        ["raise_dep_not_found"] = static a =>
            $"{a.Require(1, "node_description", "exceptions.raise_dep_not_found")} needs the package {a.Require(2, "required_pkg", "exceptions.raise_dep_not_found")}, which is not installed.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static DictValue Of(Action<TemplateLogLevel, string> log, ReadLog reads, Func<WarningPolicy> warnings)
    {
        var functions = new DictValue();
        foreach (var (name, message) in Raising)
        {
            functions[name] = Value.From(name, (_, arguments) => throw Raise(message(arguments), arguments));
        }

        functions["raise_contract_error"] = Value.From("raise_contract_error", static (_, a) => throw ContractMismatch.Describe(
            a.Require(0, "yaml_columns", "exceptions.raise_contract_error"),
            a.Require(1, "sql_columns", "exceptions.raise_contract_error"),
            a.Span));

        Value Warn(string name, string message, Arguments arguments, Value result)
        {
            // What is silent, or fatal, in this call need not be so in the next one.
            reads.AddWarning();
            var policy = warnings();
            if (policy.IsError(name))
            {
                throw Raise(message, arguments);
            }

            if (!policy.IsSilent(name))
            {
                log(TemplateLogLevel.Warn, message);
            }

            return result;
        }

        // The name is for the engine's own macros.
        functions["warn"] = Value.From("warn", (_, arguments) =>
            Warn(arguments.Get(1, "name").AsString() ?? WarningNames.RaisedByTemplate, arguments.Require(0, "msg", "exceptions.warn").ToString(), arguments, Value.EmptyString));
        functions["warn_snapshot_timestamp_data_types"] = Value.From("warn_snapshot_timestamp_data_types", (_, arguments) => Warn(
            "SnapshotTimestampWarning",
            $"The snapshot's time type {arguments.Get(0, "snapshot_time_data_type")} differs from that of its updated_at column, {arguments.Get(1, "updated_at_data_type")}: comparing them may give wrong results.",
            arguments,
            Value.None));
        return functions;
    }

    private static Func<Arguments, string> Message(string function) => arguments => arguments.Require(0, "msg", "exceptions." + function).ToString();

    private static string Id(Value node) => node.AsDict()?["unique_id"].AsString() ?? node.ToString();

    private static string Materialized(Value node) => node.AsDict() is { } dict && dict["config"].AsDict() is { } config ? config["materialized"].Repr() : string.Empty;

    private static string Kind(Value relation) =>
        relation.AsObject() is { } host && host.TryGetAttribute("type", out var type) && !type.IsNone ? type.ToString() : "of no known type";

    private static string Names(Value names) => string.Join(", ", (names.AsList() ?? []).Select(n => n.ToString()));

    private static TransformException Raise(string message, in Arguments arguments) =>
        TransformException.Error(DiagnosticCodes.RaisedByTemplate, message, arguments.Span);
}
