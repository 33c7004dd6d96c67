using Transform.Execution;

namespace Transform.Cli;

/// <summary>What <c>retry</c> runs again.</summary>
/// <param name="Nodes">The unique ids of the nodes that did not succeed.</param>
/// <param name="Batches">Of microbatch models that succeeded in part, how their batches ended.</param>
/// <param name="Started">When the program was called first: what counts as now for batches.</param>
internal sealed record Retry(IReadOnlySet<string> Nodes, IReadOnlyDictionary<string, BatchResults> Batches, DateTimeOffset? Started);
