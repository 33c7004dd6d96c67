using Transform.Adapters;

namespace Transform.Execution.Materializations;

/// <summary><c>materialized: table</c>.</summary>
internal sealed class TableMaterialization : IMaterialization
{
    public StatementResult Run(MaterializationContext context)
    {
        var existing = context.Existing();
        var result = context.Transact(
            () => Build(context, existing),
            isOneStatement: existing is null or { Kind: RelationKind.Table } && Replaces(context));
        context.Session.Relations.Add(context.Target with { Kind = RelationKind.Table });
        return result;
    }

    /// <summary>Puts a new table in the place of whatever is there, inside the caller's transaction.</summary>
    public static StatementResult Build(MaterializationContext context, Relation? existing)
    {
        var table = context.Target with { Kind = RelationKind.Table };
        if (Replaces(context))
        {
            if (existing is not null and not { Kind: RelationKind.Table })
            {
                context.Drop(context.Target with { Kind = existing.Kind });
            }

            var replaced = context.ExecuteMain(context.Macros.Sql("get_replace_table_sql", context.RelationValue(table), context.Sql));
            context.CreateIndexes(table);
            return replaced;
        }

        // Beside the old table, then in its place: readers see the old rows until the transaction ends.
        var beside = context.Beside("make_intermediate_relation");
        context.Drop(beside);
        var result = context.ExecuteMain(
            context.Macros.Sql("get_create_table_as_sql", false, context.RelationValue(beside), context.Sql));
        context.CreateIndexes(beside);
        if (existing is not null)
        {
            context.Drop(context.Target with { Kind = existing.Kind });
        }

        context.Session.Execute(context.Macros.Sql("get_rename_sql", context.RelationValue(beside), table.Identifier));
        return result;
    }

    private static bool Replaces(MaterializationContext context) => context.Capabilities.ReplaceTable;
}
