using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Materializations;
using Transform.Planning;

namespace Transform.Execution.Nodes;

/// <summary>Makes a node's relation a copy of the one that another state has, as the materialization <c>clone</c> says.</summary>
internal sealed class CloneRun(RunOptions options)
{
    private const string Name = "clone";

    public NodeOutcome Run(RelationNode node, NodeContext context)
    {
        var block = context.Macros.FindMaterialization(Name) ?? throw TransformException.Error(
            DiagnosticCodes.UnknownMaterialization, $"There is no materialization '{Name}' for {context.Session.Adapter.Type}.", node.Span);
        var sql = context.Compiler.Environment.Deferral?.Find(node) is { } then
            ? $"select * from {then.RelationName ?? context.Dialect.Render(context.DeferRelation!)}"
            : string.Empty;
        context.ShowCompiled(sql);
        var result = new TemplateMaterialization(block) { Idle = "No-op" }.Run(new MaterializationContext(node, sql, context, options));
        return new NodeOutcome(NodeStatus.Success, result.Message) { RowsAffected = result.RowsAffected };
    }
}
