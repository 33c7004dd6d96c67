using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Execution.Microbatch;
using Transform.Planning;

namespace Transform.Execution;

/// <summary>Runs nodes of a graph in a warehouse: the one entry of this assembly.</summary>
public sealed partial class Runner
{
    private readonly Graph graph;
    private readonly IAdapter adapter;
    private readonly RunOptions options;
    private readonly IRunObserver observer;
    private readonly TimeProvider time;

    public Runner(Graph graph, IAdapter adapter, RunOptions options, IRunObserver observer, TimeProvider time)
    {
        this.graph = graph;
        this.adapter = adapter;
        this.options = options;
        this.observer = observer;
        this.time = time;
    }

    /// <summary>What the project asks for and this warehouse does in another way.</summary>
    public ImmutableArray<Diagnostic> Warnings => MicrobatchRun.Warnings(graph, adapter.Capabilities);

    /// <summary>Runs the chosen nodes, parents before children, with the project's hooks around them.</summary>
    /// <param name="selected">Unique ids of models, seeds, snapshots and tests; of sources whose rows are to be looked at.</param>
    /// <param name="cancellation">Cancels what runs in the warehouse; the result says what had ended by then.</param>
    public partial RunResult Run(IReadOnlySet<string> selected, CancellationToken cancellation);

    /// <summary>Compiles one node, or the given SQL as if it were a model, and reads its first rows.</summary>
    /// <param name="uniqueId">The node; null with <paramref name="inlineSql"/>.</param>
    /// <param name="limit">At most so many rows; negative for all.</param>
    public partial (string CompiledSql, QueryRows Rows) Show(string? uniqueId, string? inlineSql, int limit, CancellationToken cancellation);

    /// <summary>Reads the first rows of SQL that is no template.</summary>
    public partial QueryRows ShowDirect(string sql, int limit, CancellationToken cancellation);

    /// <summary>Compiles SQL that is given on the command line as if it were a model.</summary>
    public partial string CompileInline(string sql, CancellationToken cancellation);

    /// <summary>Asks the warehouse what it has of nodes and sources, in one query for each database, through the macros that a project may have
    /// of its own. What cannot be had is among the errors.</summary>
    /// <param name="selected">Unique ids; what is no table or view is left out.</param>
    public partial Catalog Catalog(IEnumerable<string> selected, CancellationToken cancellation);

    /// <summary>Calls a macro.</summary>
    public partial NodeResult RunOperation(OperationCall call, CancellationToken cancellation);
}
