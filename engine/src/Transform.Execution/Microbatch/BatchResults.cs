using System.Collections.Immutable;
using Transform.Planning;

namespace Transform.Execution;

/// <summary>How the batches of a microbatch model ended, each list in the order of time.</summary>
/// <param name="Successful">In the table.</param>
/// <param name="Failed">Not in the table: they failed, or were not tried.</param>
public sealed record BatchResults(ImmutableArray<BatchWindow> Successful, ImmutableArray<BatchWindow> Failed);
