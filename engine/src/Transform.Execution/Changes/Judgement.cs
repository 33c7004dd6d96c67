using System.Collections.Immutable;
using Transform.Planning;

namespace Transform.Execution.Changes;

/// <summary>What was found out of a node before it runs, and is kept of it if it succeeds.</summary>
internal sealed record Judgement
{
    public required Node Node { get; init; }

    public required string Key { get; init; }

    public required string Schema { get; init; }

    /// <summary>What it is made from; empty where that is not known, so that the next run has nothing to compare with.</summary>
    public string Parts { get; init; } = string.Empty;

    /// <summary>Tells the files apart that its SQL reads.</summary>
    public string Files { get; init; } = string.Empty;

    public ImmutableArray<ResultInput> Inputs { get; init; } = [];

    public Liveness Liveness { get; init; }

    /// <summary>Why it runs; null where it need not.</summary>
    public RunReason? Reason { get; init; }

    /// <summary>When the result that is there was made; empty where it is made now.</summary>
    public string Since { get; init; } = string.Empty;

    /// <summary>What is said where it does not run.</summary>
    public string Unchanged => $"nothing changed since {Since}";
}
