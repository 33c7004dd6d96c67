using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>What an incremental model does when its query has other columns than its table.</summary>
internal enum SchemaChange
{
    Ignore,
    Fail,
    AppendNewColumns,
    SyncAllColumns,
}

/// <summary><c>on_schema_change</c>.</summary>
internal static class SchemaChanges
{
    /// <summary>A mode by its name. One that does not exist is told in the log and taken as <c>ignore</c>, as in dbt.</summary>
    public static SchemaChange Parse(string? text, MaterializationContext context) => text switch
    {
        null or "ignore" => SchemaChange.Ignore,
        "fail" => SchemaChange.Fail,
        "append_new_columns" => SchemaChange.AppendNewColumns,
        "sync_all_columns" => SchemaChange.SyncAllColumns,
        _ => Unknown(text, context),
    };

    /// <summary>Brings the table's columns in line with the query's.</summary>
    /// <param name="source">The query's columns.</param>
    /// <returns>The columns to write.</returns>
    public static ImmutableArray<ColumnInfo> Apply(
        SchemaChange mode, MaterializationContext context, ImmutableArray<ColumnInfo> source)
    {
        var target = context.Session.GetColumns(context.Target);
        if (mode == SchemaChange.Ignore)
        {
            return target;
        }

        var added = Missing(source, target);
        var removed = Missing(target, source);
        var retyped = source.Where(s => target.Any(t => Same(t.Name, s.Name) && !Same(t.DataType, s.DataType))).ToImmutableArray();
        if (mode == SchemaChange.Fail && (added.Length > 0 || removed.Length > 0 || retyped.Length > 0))
        {
            throw Changed(context, target, added, removed, retyped);
        }

        var removes = mode == SchemaChange.SyncAllColumns ? removed : [];
        if (added.Length > 0 || removes.Length > 0)
        {
            context.Macros.Call(
                "alter_relation_add_remove_columns", context.RelationValue(context.Target), Columns(context, added), Columns(context, removes));
        }

        if (mode == SchemaChange.SyncAllColumns)
        {
            foreach (var column in retyped)
            {
                context.Macros.Call("alter_column_type", context.RelationValue(context.Target), column.Name, column.DataType);
            }
        }

        return source;
    }

    private static SchemaChange Unknown(string text, MaterializationContext context)
    {
        context.Macros.Call("incremental_validate_on_schema_change", text);
        return SchemaChange.Ignore;
    }

    private static TransformException Changed(
        MaterializationContext context,
        ImmutableArray<ColumnInfo> target,
        ImmutableArray<ColumnInfo> added,
        ImmutableArray<ColumnInfo> removed,
        ImmutableArray<ColumnInfo> retyped)
    {
        var changes = added.Select(c => $"'{c.Name}' ({c.DataType}) is new")
            .Concat(removed.Select(c => $"'{c.Name}' is gone"))
            .Concat(retyped.Select(c => $"'{c.Name}' is {c.DataType} now, {target.First(t => Same(t.Name, c.Name)).DataType} in the table"));
        return TransformException.Error(
            DiagnosticCodes.SchemaChanged,
            $"The columns of '{context.Node.Name}' differ from its table's: {string.Join("; ", changes)}.",
            context.Node.Span,
            "Rebuild the table with --full-refresh, or set on_schema_change to append_new_columns or sync_all_columns.");
    }

    private static ImmutableArray<ColumnInfo> Missing(ImmutableArray<ColumnInfo> from, ImmutableArray<ColumnInfo> to) =>
        [.. from.Where(c => !to.Any(t => Same(t.Name, c.Name)))];

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static ListValue Columns(MaterializationContext context, ImmutableArray<ColumnInfo> columns) =>
        new(columns.Select(c => Value.From(new ColumnObject(c, context.Session.Adapter.Dialect))));
}
