using System.Collections.Immutable;
using Transform.Core;
using Transform.Planning;

namespace Transform.Execution;

/// <summary>How a node ended, by dbt's names.</summary>
public enum NodeStatus
{
    Success,
    Error,
    Skipped,
    Pass,
    Fail,
    Warn,
    RuntimeError,
    NoOp,

    /// <summary>Some batches of a microbatch model succeeded, others did not.</summary>
    PartialSuccess,

    /// <summary>It would come out as it is, and was left so (<c>--changed</c>).</summary>
    Reused,
}

/// <summary>How one node ended. A failed node is a result, never a throw.</summary>
public sealed record NodeResult
{
    public required Node Node { get; init; }

    public required NodeStatus Status { get; init; }

    /// <summary>One line for people: <c>OK</c>, <c>CREATE VIEW</c>, <c>Got 3 results, configured to fail if != 0</c>.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>What the warehouse said of a test's query; null for other nodes.</summary>
    public string? Answer { get; init; }

    /// <summary>What dbt calls errors of this warehouse; null where it was not asked.</summary>
    public string? WarehouseErrors { get; init; }

    /// <summary>Of a microbatch model; null for other nodes.</summary>
    public BatchResults? Batches { get; init; }

    /// <summary>Why it ran, where only what has changed was to run; null elsewhere.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>Failing rows of a test; null for other nodes.</summary>
    public long? Failures { get; init; }

    public long? RowsAffected { get; init; }

    /// <summary>Of a source whose rows could be looked at; null for other nodes.</summary>
    public SourceFreshness? Freshness { get; init; }

    /// <summary>The worker, counted from one: dbt's <c>Thread-N</c>.</summary>
    public int Worker { get; init; }

    public DateTimeOffset? CompileStarted { get; init; }

    public DateTimeOffset? CompileCompleted { get; init; }

    public DateTimeOffset? ExecuteStarted { get; init; }

    public DateTimeOffset? ExecuteCompleted { get; init; }

    public TimeSpan ExecutionTime { get; init; }

    /// <summary>How much of it the warehouse had.</summary>
    public TimeSpan WarehouseTime { get; init; }

    /// <summary>The node's SQL after rendering; null when it was not compiled.</summary>
    public string? CompiledCode { get; init; }

    /// <summary>The ephemeral models in the compiled code.</summary>
    public ImmutableArray<Transform.Compilation.EphemeralCte> Ctes { get; init; } = [];

    /// <summary>The unique ids of the macros that the node's own template called.</summary>
    public ImmutableArray<string> Macros { get; init; } = [];

    /// <summary>Whether the statement that did its work is in a file under <c>target/run</c>.</summary>
    public bool HasRunFile { get; init; }

    public string? RelationName { get; init; }

    /// <summary>Why it failed or was skipped; warnings too.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; init; } = [];

    /// <summary>The failed node upstream because of which this one was skipped.</summary>
    public string? SkippedBecauseOf { get; init; }

    public bool Failed => Status is NodeStatus.Error or NodeStatus.Fail or NodeStatus.RuntimeError or NodeStatus.PartialSuccess;
}

/// <summary>How a whole run ended.</summary>
public sealed record RunResult
{
    /// <summary>In the order they ended.</summary>
    public required ImmutableArray<NodeResult> Results { get; init; }

    public required TimeSpan Elapsed { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Completed { get; init; }

    /// <summary>The ephemeral models that were compiled because something reads them.</summary>
    public ImmutableArray<Transform.Compilation.CompiledNode> Ephemeral { get; init; } = [];

    /// <summary>Nothing was executed, only compiled.</summary>
    public bool CompileOnly { get; init; }

    /// <summary>Ended by Ctrl-C or a signal.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Something that ran failed, or something was skipped because of that.</summary>
    public bool Failed => Cancelled || Results.Any(r => r.Failed);
}
