using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>A snapshot: each row's versions over time, by a timestamp or by comparing columns.</summary>
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

        CheckConfig(context);
        var result = context.Transact(() => existing is null ? Create(context) : FillUp(context));
        context.Session.Relations.Add(context.Target with { Kind = RelationKind.Table });
        return result;
    }

    private static void CheckConfig(MaterializationContext context)
    {
        var config = context.Node.Config;
        var strategy = config.Text("strategy");
        var missing = config.Get("unique_key").IsMissing ? "unique_key"
            : strategy is null ? "strategy"
            : strategy is "timestamp" && config.Get("updated_at").IsMissing ? "updated_at"
            : strategy is "check" && config.Get("check_cols").IsMissing ? "check_cols"
            : null;
        if (missing is not null)
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"The snapshot '{context.Node.Name}' needs the config '{missing}'.",
                context.Node.Span,
                "A snapshot has unique_key and strategy; with strategy timestamp also updated_at, with check also check_cols.");
        }
    }

    private static StatementResult Create(MaterializationContext context)
    {
        var strategy = Strategy(context, exists: false);
        var select = context.Macros.Sql("build_snapshot_table", strategy, context.Sql);
        var table = context.Target with { Kind = RelationKind.Table };
        return context.ExecuteMain(context.Macros.Sql("create_table_as", false, context.RelationValue(table), select));
    }

    private static StatementResult FillUp(MaterializationContext context)
    {
        var strategy = Strategy(context, exists: true);
        var target = context.RelationValue(context.Target with { Kind = RelationKind.Table });
        var staging = new Relation(null, null, context.Target.Identifier + "__dbt_tmp", RelationKind.Table);
        var changes = context.Macros.Sql("snapshot_staging_table", strategy, context.Sql, target);
        context.Session.Execute(context.Macros.Sql("create_table_as", true, context.RelationValue(staging), changes));

        // Columns that the query has gained since are added; those that it lost stay.
        var known = context.Session.GetColumns(context.Target);
        var columns = new List<ColumnInfo>();
        context.Session.Read($"select * from {context.Session.Adapter.Dialect.Render(staging)} where false", reader =>
            columns.AddRange(reader.Columns.Where(c => !string.Equals(c.Name, "dbt_change_type", StringComparison.OrdinalIgnoreCase))));
        var added = columns.Where(c => !known.Any(k => string.Equals(k.Name, c.Name, StringComparison.OrdinalIgnoreCase))).ToList();
        if (added.Count > 0)
        {
            context.Macros.Call("alter_relation_add_remove_columns", target, Columns(context, added), Value.None);
        }

        var result = context.ExecuteMain(context.Macros.Sql(
            "snapshot_merge_sql", target, context.RelationValue(staging), Columns(context, columns)));
        context.Drop(staging);
        return result;
    }

    private static Value Strategy(MaterializationContext context, bool exists) =>
        context.Macros.Call("snapshot_strategy", context.Node.Config.Values, exists, context.Sql);

    private static ListValue Columns(MaterializationContext context, IEnumerable<ColumnInfo> columns) =>
        new(columns.Select(c => Value.From(new ColumnObject(c, context.Session.Adapter.Dialect))));
}
