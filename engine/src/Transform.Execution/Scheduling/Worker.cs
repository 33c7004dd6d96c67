using Transform.Compilation;
using Transform.Execution.Nodes;

namespace Transform.Execution.Scheduling;

/// <summary>One worker of a run.</summary>
/// <param name="Number">Counted from one.</param>
/// <param name="Session">Its way to the warehouse.</param>
/// <param name="Nodes">Runs nodes for it.</param>
internal sealed record Worker(int Number, WarehouseSession Session, NodeRunner Nodes);
