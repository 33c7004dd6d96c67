using Transform.Adapters;
using Transform.Compilation;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary><c>materialized: incremental</c>: a table that is filled up by a strategy once it is there.</summary>
internal sealed class IncrementalMaterialization : IMaterialization
{
    public StatementResult Run(MaterializationContext context)
    {
        var existing = context.Existing();
        var result = existing is { Kind: RelationKind.Table } && !context.FullRefresh
            ? context.Transact(() => FillUp(context))
            : context.Transact(() => TableMaterialization.Build(context, existing));
        context.Session.Relations.Add(context.Target with { Kind = RelationKind.Table });
        return result;
    }

    private static StatementResult FillUp(MaterializationContext context)
    {
        var config = context.Node.Config;
        var strategy = config.Text("incremental_strategy") ?? "default";
        var macro = IncrementalStrategies.Find(context.Macros, strategy, context.Node.Span);
        var schemaChange = SchemaChanges.Parse(config.Text("on_schema_change"), context);

        // The new rows, in a table that only this session sees and that goes with the transaction.
        var temporary = context.Beside("make_temp_relation");
        context.Session.Execute(context.Macros.Sql("create_table_as", true, context.RelationValue(temporary), context.Sql));
        if (!context.HasContract)
        {
            ColumnExpansion.Expand(context.Macros, temporary, context.Target with { Kind = RelationKind.Table });
        }

        var columns = SchemaChanges.Apply(schemaChange, context, temporary);

        var arguments = DictValue.Of(
            ("target_relation", context.RelationValue(context.Target with { Kind = RelationKind.Table })),
            ("temp_relation", context.RelationValue(temporary)),
            ("unique_key", config.Get("unique_key")),
            ("dest_columns", columns),
            ("incremental_predicates", Predicates(config)));
        var sql = macro.Call(context.Macros.NewState(), Arguments.Of(arguments)).ToString().Trim();
        var result = context.ExecuteMain(sql);
        context.Drop(temporary);
        return result;
    }

    private static Value Predicates(NodeConfig config) =>
        config.Get("predicates") is { IsMissing: false } predicates ? predicates : config.Get("incremental_predicates");
}
