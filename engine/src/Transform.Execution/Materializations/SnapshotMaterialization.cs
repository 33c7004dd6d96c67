using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>A snapshot: each row's versions over time, by a timestamp, by comparing columns, or by a strategy of the project's
/// own. Macros under dbt's names write every piece of its SQL.</summary>
internal sealed class SnapshotMaterialization : IMaterialization
{
    public StatementResult Run(MaterializationContext context)
    {
        var existing = context.Existing();
        if (existing is not null and not { Kind: RelationKind.Table })
        {
            throw TransformException.Error(
                DiagnosticCodes.DuplicateRelation,
                $"The snapshot '{context.Node.Name}' cannot be kept in {context.Session.Adapter.Dialect.Render(context.Target)}: that is a "
                + $"{RelationObject.KindName(existing.Kind)}.",
                context.Node.Span,
                "Drop it, or give the snapshot another alias.");
        }

        var target = context.RelationValue(context.Target with { Kind = RelationKind.Table });
        Value staging = default;
        var result = context.Transact(() =>
        {
            var strategy = Strategy(context, existing is not null);
            return existing is null ? Create(context, strategy, target) : FillUp(context, strategy, target, out staging);
        });
        if (staging.As<RelationObject>() is { } temporary)
        {
            context.Macros.Call("post_snapshot", staging);
            context.Drop(temporary.Relation);
        }

        context.Session.Relations.Add(context.Target with { Kind = RelationKind.Table });
        return result;
    }

    private static Value Strategy(MaterializationContext context, bool exists)
    {
        var macro = context.Macros.Call("strategy_dispatch", context.Node.Config.Text("strategy")).As<ICallable>()!;
        return macro.Call(
            context.Macros.NewState(),
            Arguments.Of(context.Macros.Model, "snapshotted_data", "source_data", context.Node.Config.Values, exists));
    }

    private static StatementResult Create(MaterializationContext context, Value strategy, Value target)
    {
        var select = context.Macros.Sql("build_snapshot_table", strategy, context.Sql);
        context.Macros.Call("check_time_data_types", select);
        var result = context.ExecuteMain(context.Macros.Sql("create_table_as", false, target, select));
        context.CreateIndexes(context.Target with { Kind = RelationKind.Table });
        return result;
    }

    private static StatementResult FillUp(MaterializationContext context, Value strategy, Value target, out Value staging)
    {
        CheckTarget(context, strategy);
        staging = context.Macros.Call("build_snapshot_staging_table", strategy, context.Sql, target);
        context.Macros.Call("check_time_data_types", $"select * from {staging}");
        var columns = context.Macros.Call("snapshot_align_columns", staging, target);
        return context.ExecuteMain(context.Macros.Sql("snapshot_merge_sql", target, staging, columns));
    }

    /// <summary>A table that this snapshot did not make, or made with other settings, lacks columns that it needs.</summary>
    private static void CheckTarget(MaterializationContext context, Value strategy)
    {
        var names = context.Macros.Call("snapshot_column_names").AsDict()!;
        string[] needed = strategy.AsDict() is { } settings && settings["hard_deletes"].AsString() is "new_record"
            ? ["dbt_scd_id", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted"]
            : ["dbt_scd_id", "dbt_valid_from", "dbt_valid_to"];
        var known = context.Session.GetColumns(context.Target);
        var missing = needed.Select(name => names[name].ToString())
            .Where(name => !known.Any(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase)))
            .ToList();
        if (missing.Count > 0)
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"The table {context.Session.Adapter.Dialect.Render(context.Target)} is no snapshot table of '{context.Node.Name}': "
                + $"it has no column {string.Join(", ", missing.Select(name => $"'{name}'"))}.",
                context.Node.Span,
                "Add the columns with alter table, give the snapshot another alias, or set snapshot_meta_column_names and hard_deletes "
                + "as they were when the table was made.");
        }
    }
}
