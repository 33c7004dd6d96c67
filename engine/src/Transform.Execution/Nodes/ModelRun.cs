using Transform.Adapters;
using Transform.Compilation;
using Transform.Execution.Materializations;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Runs models, snapshots and functions: finds the materialization and lets it work.</summary>
internal sealed class ModelRun(RunOptions options, SqlFiles files)
{
    public NodeOutcome Run(TemplateNode node, CompiledNode compiled, NodeContext context)
    {
        var materialization = MaterializationTable.Find(node, context);
        if (node.Config.Materialized is "incremental" && (context.Macros.FindMaterialization("incremental") is not { } block || context.Macros.IsBuiltIn(block)))
        {
            IncrementalStrategies.Check(context, node.Config.Text("incremental_strategy") ?? "default", node.Span);
        }

        context.ShowCompiled(compiled.Sql);
        if (context.Model.AsDict() is { } model)
        {
            ForeignKeys.Resolve(model, context);
        }

        if (node is ModelNode { Batch.FillsUp: true })
        {
            // For hooks and materializations; the model's own template asks the flags, as in dbt.
            context.Override(
                ("is_incremental", Value.From("is_incremental", static (_, _) => true)),
                ("should_full_refresh", Value.From("should_full_refresh", static (_, _) => false)));
        }

        var work = new MaterializationContext(node, compiled.Sql.Trim().TrimEnd(';'), context, options);
        StatementResult result;
        try
        {
            result = materialization.Run(work);
        }
        finally
        {
            // What fails is worth a look, too.
            if (work.MainStatement is { } statement)
            {
                files.WriteRun(node, statement, context);
            }
        }

        return new NodeOutcome(NodeStatus.Success, result.Message) { RowsAffected = result.RowsAffected };
    }
}
