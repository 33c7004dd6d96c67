using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary><c>on_schema_change</c>: what an incremental model does when its query has other columns than its table. What counts as a change
/// and how it is made is said by macros.</summary>
internal static class SchemaChanges
{
    private const string Ignore = "ignore";

    /// <summary>The name of a mode. One that does not exist is told in the log and taken as <c>ignore</c>, as in dbt.</summary>
    public static string Parse(string? mode, MaterializationContext context) =>
        context.Macros.Call("incremental_validate_on_schema_change", mode ?? Ignore).ToString();

    /// <summary>Brings the table's columns in line with those of the new rows.</summary>
    /// <returns>The columns to write, for macros.</returns>
    /// <exception cref="TransformException">TF5006: there are changes, and the mode is <c>fail</c>.</exception>
    public static ListValue Apply(string mode, MaterializationContext context, Relation rows)
    {
        var target = context.RelationValue(context.Target);
        if (string.Equals(mode, Ignore, StringComparison.Ordinal))
        {
            var own = context.Session.GetColumns(context.Target);
            return new ListValue(own.Select(c => Value.From(new ColumnObject(c, context.Session.Adapter.Dialect))));
        }

        var changes = context.Macros.Call("check_for_schema_changes", context.RelationValue(rows), target).AsDict()!;
        if (changes["schema_changed"].IsTruthy)
        {
            if (string.Equals(mode, "fail", StringComparison.Ordinal))
            {
                throw Changed(context, changes);
            }

            context.Macros.Call("sync_column_schemas", mode, target, changes);
        }

        return changes["source_columns"].AsList()!;
    }

    private static TransformException Changed(MaterializationContext context, DictValue changes)
    {
        var old = Columns(changes, "target_columns").ToImmutableDictionary(c => c.Name, c => c.DataType, StringComparer.Ordinal);
        var said = Columns(changes, "source_not_in_target").Select(c => $"'{c.Name}' ({c.DataType}) is new")
            .Concat(Columns(changes, "target_not_in_source").Select(c => $"'{c.Name}' is gone"))
            .Concat(changes["new_target_types"].AsList()!.Select(c => c.AsDict()!).Select(
                c => $"'{c["column_name"]}' is {c["new_type"]} now, {old[c["column_name"].ToString()]} in the table"));
        return TransformException.Error(
            DiagnosticCodes.SchemaChanged,
            $"The columns of '{context.Node.Name}' differ from its table's: {string.Join("; ", said)}.",
            context.Node.Span,
            "Rebuild the table with --full-refresh, or set on_schema_change to append_new_columns or sync_all_columns.");
    }

    private static IEnumerable<ColumnObject> Columns(DictValue changes, string key) => changes[key].AsList()!.Select(c => c.As<ColumnObject>()!);
}
