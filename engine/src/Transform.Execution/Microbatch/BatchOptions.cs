using System.Collections.Frozen;
using Transform.Planning;

namespace Transform.Execution;

/// <summary>Which batches of microbatch models to run.</summary>
public sealed record BatchOptions
{
    /// <summary><c>--event-time-start</c> and <c>--event-time-end</c>, in UTC; null to go from what is in the table to now.</summary>
    public BatchWindow? EventTime { get; init; }

    /// <summary>What counts as now: when the program was called, in a retry when it was called first.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>In a retry, how the batches of a model ended before, by its unique id: those that failed are run, and only those.</summary>
    public IReadOnlyDictionary<string, BatchResults> Earlier { get; init; } = FrozenDictionary<string, BatchResults>.Empty;
}
