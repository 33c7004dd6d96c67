using Transform.Planning;

namespace Transform.Execution.Scheduling;

/// <summary>What one run consists of.</summary>
/// <param name="Nodes">The nodes that do work, with the edges that order them.</param>
/// <param name="ChangesWarehouse">Schemas are made where they are missing.</param>
/// <param name="RunsHooks">The project's hooks run around the nodes.</param>
/// <param name="CompilesUnread">Chosen ephemeral models that nothing has read are compiled, too.</param>
/// <param name="RunsBatches">Microbatch models run batch by batch.</param>
/// <param name="Records">What the nodes were made from is kept in the warehouse, where such a record is kept.</param>
internal sealed record RunPlan(
    Dag<string> Nodes, bool ChangesWarehouse, bool RunsHooks, bool CompilesUnread, bool RunsBatches, bool Records)
{
    public static RunPlan Of(Graph graph, RunOptions options, IReadOnlySet<string> selected) => options.Work switch
    {
        RunWork.Compile => new RunPlan(
            RunGraph.WithoutGates(graph, selected), ChangesWarehouse: false, RunsHooks: false, CompilesUnread: true, RunsBatches: false, Records: false),
        RunWork.Clone => new RunPlan(
            RunGraph.Unordered(graph, selected), ChangesWarehouse: true, RunsHooks: false, CompilesUnread: false, RunsBatches: false, Records: true),
        RunWork.Freshness => new RunPlan(
            RunGraph.Of(graph, selected, withSources: true), ChangesWarehouse: true, options.RunHooks, CompilesUnread: true, RunsBatches: true, Records: false),
        _ => new RunPlan(
            RunGraph.Of(graph, selected), ChangesWarehouse: true, options.RunHooks, CompilesUnread: true, RunsBatches: true, Records: true),
    };
}
