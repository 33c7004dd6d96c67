using System.Collections.Immutable;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;

namespace Transform.Execution.Nodes;

/// <summary>What a node's work came to.</summary>
internal sealed record NodeOutcome(NodeStatus Status, string Message)
{
    public long? Failures { get; init; }

    public long? RowsAffected { get; init; }

    public SourceFreshness? Freshness { get; init; }

    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];
}

/// <summary>How far a node has got, kept so that a failure tells it too.</summary>
internal sealed class NodeProgress(Node node, int worker, DateTimeOffset started)
{
    public DateTimeOffset CompileStarted { get; set; } = started;

    public DateTimeOffset? CompileCompleted { get; set; }

    public DateTimeOffset? ExecuteStarted { get; set; }

    public CompiledNode? Compiled { get; set; }

    public string? HookSql { get; set; }

    public RunReason? Reason { get; set; }

    /// <summary>What the node's templates are rendered in; null before that.</summary>
    public NodeContext? Context { get; set; }

    public string? CompiledCode => Compiled?.Sql ?? HookSql;

    public NodeResult Finish(NodeOutcome outcome, DateTimeOffset now, TimeSpan elapsed) => new()
    {
        Node = node,
        Status = outcome.Status,
        Message = outcome.Message,
        Answer = node.ResourceType is ResourceType.Test or ResourceType.UnitTest ? Context?.Session.LastAnswer : null,
        WarehouseErrors = Context?.Session.Adapter.Capabilities.ErrorName,
        Failures = outcome.Failures,
        RowsAffected = outcome.RowsAffected,
        Freshness = outcome.Freshness,
        Diagnostics = outcome.Diagnostics,
        Reason = Reason,
        Worker = worker,
        CompileStarted = CompileStarted,
        CompileCompleted = CompileCompleted ?? (outcome.Status == NodeStatus.Error ? now : null),
        ExecuteStarted = ExecuteStarted,
        ExecuteCompleted = ExecuteStarted is null ? null : now,
        ExecutionTime = elapsed,
        CompiledCode = CompiledCode,
        Ctes = Compiled?.Ctes ?? [],
        Macros = [.. Context?.CalledMacros ?? []],
        HasRunFile = Context is { HasRunFile: true },
        RelationName = (node as RelationNode)?.RelationName,
    };
}
