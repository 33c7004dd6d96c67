using Transform.Adapters;

namespace Transform.Execution.Materializations;

/// <summary><c>materialized: view</c>.</summary>
internal sealed class ViewMaterialization : IMaterialization
{
    public StatementResult Run(MaterializationContext context)
    {
        var existing = context.Existing();
        var view = context.RelationValue(context.Target with { Kind = RelationKind.View });
        var replaces = existing is null or { Kind: RelationKind.View }
            && context.Capabilities.ReplaceView;
        var result = context.Transact(
            () =>
            {
                if (context.HasContract)
                {
                    context.Macros.Call("get_assert_columns_equivalent", context.Sql);
                }

                if (replaces)
                {
                    return context.ExecuteMain(context.Macros.Sql("get_replace_view_sql", view, context.Sql));
                }

                if (existing is not null)
                {
                    context.Drop(context.Target with { Kind = existing.Kind });
                }

                return context.ExecuteMain(context.Macros.Sql("get_create_view_as_sql", view, context.Sql));
            },
            isOneStatement: replaces);
        context.Session.Relations.Add(context.Target with { Kind = RelationKind.View });
        return result;
    }
}
