using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
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
        if (node.Config.Materialized is "incremental")
        {
            CheckStrategy(node, context);
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

    // As in dbt: its own materialization refuses an unknown strategy whatever it is about to do, those of DuckDB and ClickHouse once there
    // is a table to fill up. What the project has written itself looks for no strategy of ours.
    private static void CheckStrategy(TemplateNode node, NodeContext context)
    {
        var block = context.Macros.FindMaterialization("incremental");
        if (block is not null && !context.Macros.IsBuiltIn(block))
        {
            return;
        }

        try
        {
            IncrementalStrategies.Check(context, node.Config.Text("incremental_strategy") ?? "default", node.Span);
        }
        catch (TransformException e) when (block?.Adapter is not (null or "default"))
        {
            context.Session.Tell(LogLevel.Warn, $"{e.Message} {node.Name} is built the first time, and fails as soon as it is to be filled up.");
        }
    }
}
