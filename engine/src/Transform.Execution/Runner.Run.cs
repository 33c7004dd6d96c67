using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Changes;
using Transform.Execution.Microbatch;
using Transform.Execution.Nodes;
using Transform.Execution.Scheduling;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution;

public sealed partial class Runner
{
    // Templates recurse on the worker's stack: macros that call macros, parsers of deep expressions.
    private const int StackSize = 16 * 1024 * 1024;

    private readonly RelationCache relations = new();
    private QueryComments? comments;

    public partial RunResult Run(IReadOnlySet<string> selected, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var clock = time.GetTimestamp();
        var plan = RunPlan.Of(graph, options, selected);
        var state = new RunState(this, plan, selected, cancellation);
        observer.RunStarted([.. plan.Nodes.Order.Select(id => graph.Nodes[id])], Math.Max(options.Threads, 1));
        try
        {
            state.Execute();
        }
        finally
        {
            state.Dispose();
        }

        var result = new RunResult
        {
            Results = state.Results,
            Ephemeral = state.Ephemeral,
            CompileOnly = options.Work == RunWork.Compile,
            Started = started,
            Completed = time.GetUtcNow(),
            Elapsed = time.GetElapsedTime(clock),
            Cancelled = cancellation.IsCancellationRequested,
        };
        observer.RunFinished(result);
        return result;
    }

    private Compiler NewCompiler(IReadOnlyCollection<string> selected) => new(graph, new CompileEnvironment
    {
        Adapter = adapter,
        Selected = selected,
        Introspect = options.Introspect,
        InjectEphemeral = options.InjectEphemeral,
        Deferral = options.Deferral,
        Empty = options.Empty,
        Sample = options.Sample,
    });

    private WarehouseSession NewSession(CancellationToken cancellation) => new(adapter, relations, observer.Statement, cancellation)
    {
        Comments = comments ??= new QueryComments(NewCompiler([])),
        OnMessage = observer.Message,
    };

    /// <summary>One run as it goes on.</summary>
    private sealed partial class RunState(Runner runner, RunPlan plan, IReadOnlySet<string> selected, CancellationToken cancellation) : IDisposable
    {
        private readonly Lock gate = new();
        private readonly List<NodeResult> results = [];
        private readonly Dictionary<string, string> blockedBy = new(StringComparer.Ordinal);
        private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        private readonly SqlFiles files = new(runner.graph.Project.TargetPath, runner.graph.Project.Root, runner.graph.Project.Context.Secrets);
        private readonly Compiler compiler = runner.NewCompiler(selected);
        private readonly Dag<string> dag = plan.Nodes;
        private ChangeTracker? changes;
        private string? firstFailure;
        private int counter;

        public ImmutableArray<NodeResult> Results => [.. results];

        public ImmutableArray<CompiledNode> Ephemeral => [.. compiler.Ephemeral.OrderBy(c => c.Node.UniqueId, StringComparer.Ordinal)];

        public void Execute()
        {
            var hooksPassed = true;
            using (var session = runner.NewSession(stop.Token))
            {
                if (plan.ChangesWarehouse)
                {
                    CreateSchemas(session);
                    hooksPassed = RunHooks(session, isStart: true) || !SkipsAfterFailedStart;
                }
            }

            if (hooksPassed)
            {
                OpenChanges();
                RunNodes();
                CloseChanges();
                if (plan.CompilesUnread)
                {
                    CompileUnread();
                }
            }
            else
            {
                SkipAll("An on-run-start hook failed.");
            }

            if (plan.RunsHooks && !stop.IsCancellationRequested)
            {
                using var session = runner.NewSession(stop.Token);
                RunHooks(session, isStart: false);
            }

            foreach (var model in Ephemeral)
            {
                files.Write(model.Node, model.Sql);
            }
        }

        public void Dispose()
        {
            changes?.Dispose();
            stop.Dispose();
        }

        private void OpenChanges()
        {
            if (!plan.Records)
            {
                return;
            }

            // It tells of nodes that ended even where the run is cancelled.
            var session = runner.NewSession(CancellationToken.None);
            try
            {
                changes = ChangeTracker.Open(compiler, dag.Order, runner.options, runner.observer, runner.time, session);
            }
            finally
            {
                if (changes is null)
                {
                    session.Dispose();
                }
            }
        }

        private void CloseChanges()
        {
            try
            {
                changes?.Close();
            }
            catch (TransformException e)
            {
                runner.observer.Message(LogLevel.Warn, $"{e.Message} The next run with --changed runs what was to be kept again.", null);
            }
        }

        private void RunNodes()
        {
            var queue = new NodeQueue(dag);
            Exception? failure = null;

            // The batches of one model can keep all of them busy.
            var most = dag.Order.Any(id => runner.graph.Nodes[id] is ModelNode { IsMicrobatch: true }) ? runner.options.Threads : dag.Count;
            var workers = new Thread[Math.Clamp(runner.options.Threads, 1, Math.Max(most, 1))];
            for (var i = 0; i < workers.Length; i++)
            {
                var number = i + 1;
                workers[i] = new Thread(() => Guard(number), StackSize) { IsBackground = true, Name = $"Thread-{number}" };
                workers[i].Start();
            }

            foreach (var worker in workers)
            {
                worker.Join();
            }

            if (failure is not null)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            // What a node does wrong is in its result. What gets here would end the process if it left its thread.
            void Guard(int number)
            {
                try
                {
                    Work(queue, number);
                }
                catch (Exception e)
                {
                    Interlocked.CompareExchange(ref failure, e, null);
                    queue.Abandon();
                    stop.Cancel();
                }
            }
        }

        /// <summary>The chosen ephemeral models that nothing has read have compiled code, too; where one is wrong nobody is hurt.</summary>
        private void CompileUnread()
        {
            using var session = runner.NewSession(stop.Token);
            var known = compiler.Ephemeral.Select(c => c.Node.UniqueId).ToHashSet(StringComparer.Ordinal);
            foreach (var id in runner.graph.Dag.Order)
            {
                if (!selected.Contains(id) || known.Contains(id) || runner.graph.Nodes[id] is not ModelNode { IsEphemeral: true } model
                    || stop.IsCancellationRequested || results.Exists(r => r.Failed && runner.graph.Dag.Parents(id).Contains(r.Node.UniqueId)))
                {
                    continue;
                }

                try
                {
                    compiler.CompileEphemeral(model, session);
                }
                catch (Exception e) when (e is TransformException or WarehouseException)
                {
                    runner.observer.Message(
                        LogLevel.Warn, $"The ephemeral model '{model.Name}', which nothing reads, does not compile: {e.Message}", model);
                }
            }
        }

        private void Work(NodeQueue queue, int number)
        {
            using var session = runner.NewSession(stop.Token);
            var worker = new Worker(number, session, new NodeRunner(compiler, runner.options, files, changes, runner.observer, runner.time));
            while (queue.Take() is { } job)
            {
                if (job.Shared is { } shared)
                {
                    shared.Do(job.Piece, worker);
                    continue;
                }

                var id = job.Vertex!;
                var node = runner.graph.Nodes[id];
                var index = Interlocked.Increment(ref counter);
                var result = SkipReason(id) is { } reason
                    ? Skip(node, reason.Message, reason.Because, number)
                    : Run(node, index, worker, queue);
                Record(result);
                runner.observer.NodeFinished(result, index);
                queue.Done(id);
            }
        }

        private NodeResult Run(Node node, int index, Worker worker, NodeQueue queue)
        {
            void Start(RunReason? reason) => runner.observer.NodeStarted(node, index, worker.Number, reason);
            var isHeard = changes is not { Reuses: true };
            if (isHeard)
            {
                Start(null);
            }

            var before = worker.Session.WarehouseTime;
            var result = node is ModelNode { IsMicrobatch: true } model && plan.RunsBatches
                ? new MicrobatchRun(queue, runner.options, changes, runner.observer, runner.time).Run(model, worker, isHeard ? null : Start)
                : worker.Nodes.Run(node, worker.Session, worker.Number, isHeard ? null : Start);
            return result with { WarehouseTime = worker.Session.WarehouseTime - before };
        }

        private (string Message, string? Because)? SkipReason(string id)
        {
            lock (gate)
            {
                if (blockedBy.TryGetValue(id, out var because))
                {
                    return ($"Skipped because {because} did not succeed.", because);
                }

                if (cancellation.IsCancellationRequested)
                {
                    return ("Skipped because the run was cancelled.", null);
                }

                return firstFailure is not null || stop.IsCancellationRequested ? ("Skipped because of --fail-fast.", firstFailure) : null;
            }
        }

        private static NodeResult Skip(Node node, string message, string? because, int worker) => new()
        {
            Node = node,
            Status = NodeStatus.Skipped,
            Message = message,
            SkippedBecauseOf = because,
            Worker = worker,
            RelationName = (node as RelationNode)?.RelationName,
        };

        private void Record(NodeResult result)
        {
            if (Note(result))
            {
                // Out of the gate: what runs on other threads is told in the middle of this call, and may come here.
                stop.Cancel();
            }
        }

        /// <returns>True for the failure that ends the run.</returns>
        private bool Note(NodeResult result)
        {
            lock (gate)
            {
                results.Add(result);
                if (!result.Failed && result.Status != NodeStatus.Skipped)
                {
                    return false;
                }

                var cause = result.SkippedBecauseOf ?? result.Node.UniqueId;
                foreach (var child in dag.Children(result.Node.UniqueId))
                {
                    blockedBy.TryAdd(child, cause);
                }

                if (!result.Failed || !runner.options.FailFast || firstFailure is not null || stop.IsCancellationRequested)
                {
                    return false;
                }

                firstFailure = result.Node.UniqueId;
                return true;
            }
        }

        private void SkipAll(string message)
        {
            foreach (var id in dag.Order)
            {
                var result = Skip(runner.graph.Nodes[id], message, null, 0);
                Record(result);
                runner.observer.NodeFinished(result, ++counter);
            }
        }

        private void CreateSchemas(WarehouseSession session)
        {
            var wanted = dag.Order
                .Select(id => runner.graph.Nodes[id])
                .OfType<RelationNode>()
                .Where(NeedsSchema)
                .Select(node => (node.Database, node.Schema))
                .Where(place => place.Schema.Length > 0)
                .Distinct();
            var context = new NodeContext(compiler, null, session);
            foreach (var database in wanted.GroupBy(place => place.Database, StringComparer.OrdinalIgnoreCase))
            {
                var existing = session.ListSchemas(database.Key);
                foreach (var (_, schema) in database)
                {
                    if (!existing.Contains(schema, StringComparer.OrdinalIgnoreCase))
                    {
                        CreateSchema(new Relation(database.Key, schema, null), context);
                    }
                }
            }
        }

        // Of two runs that make a schema at the same moment, one is told by some warehouses that it is there.
        private static void CreateSchema(Relation schema, NodeContext context)
        {
            try
            {
                context.Call("create_schema", context.RelationValue(schema));
            }
            catch (WarehouseException)
            {
                context.Session.Rollback();
                if (!context.Session.ListSchemas(schema.Database).Contains(schema.Schema!, StringComparer.OrdinalIgnoreCase))
                {
                    throw;
                }
            }
        }

        private bool NeedsSchema(RelationNode node) => node is not (AnalysisNode or OperationNode or SourceNode)
            && (node is not TestNode test
                || runner.options.StoreFailures
                || test.Config.Flag("store_failures")
                || test.Config.Get("store_failures_as").AsString() is "table" or "view");
    }
}
