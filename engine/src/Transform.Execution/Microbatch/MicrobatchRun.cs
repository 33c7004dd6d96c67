using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Execution.Changes;
using Transform.Execution.Nodes;
using Transform.Execution.Scheduling;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Microbatch;

/// <summary>Runs a microbatch model: its first batch, then those between with the help of idle workers, then its last one. The
/// hooks before the model run with the first batch, those after it with the last one.</summary>
/// <param name="queue">Where idle workers wait.</param>
/// <param name="changes">What is known of earlier runs; null where that is of no interest.</param>
internal sealed class MicrobatchRun(NodeQueue queue, RunOptions options, ChangeTracker? changes, IRunObserver observer, TimeProvider time)
{
    private const int NamedBatches = 3;

    /// <summary>Never throws: whatever goes wrong is in the result.</summary>
    /// <param name="start">Is told that the model is about to run, and why; null where that is told already.</param>
    public NodeResult Run(ModelNode model, Worker worker, Action<RunReason?>? start)
    {
        var started = time.GetUtcNow();
        var clock = time.GetTimestamp();
        NodeResult Finish(NodeResult result) => result with
        {
            Worker = worker.Number,
            CompileStarted = started,
            CompileCompleted = started,
            ExecuteStarted = started,
            ExecuteCompleted = time.GetUtcNow(),
            ExecutionTime = time.GetElapsedTime(clock),
            RelationName = model.RelationName,
        };

        worker.Session.Node = model;
        Judgement? judgement = null;
        try
        {
            judgement = Judge(model, started, worker);
            if (judgement is { Reason: null } && changes!.Reuses)
            {
                return Finish(new NodeResult { Node = model, Status = NodeStatus.Reused, Message = judgement.Unchanged });
            }

            start?.Invoke(judgement?.Reason);
            worker.Session.Claim(model.Relation);
            var batches = BatchPlan.Of(model, options.Batches ?? new BatchOptions { Now = started }, FillsUp(model, worker));
            if (judgement is not null)
            {
                changes!.Begin(judgement);
            }

            var result = Sum(model, RunAll(model, batches, worker));
            if (judgement is not null)
            {
                changes!.End(judgement, result.Status, result.Status == NodeStatus.Success ? SqlOf(model, started, fillsUp: true, worker) : null);
            }

            return Finish(result) with { Reason = start is null ? null : judgement?.Reason };
        }
        catch (Exception e) when (e is TransformException or WarehouseException or OperationCanceledException)
        {
            var diagnostics = Failures.Describe(e, model, null, null);
            return Finish(new NodeResult { Node = model, Status = NodeStatus.Error, Message = diagnostics[0].Message, Diagnostics = diagnostics });
        }
        finally
        {
            worker.Session.EndClaim();
            worker.Session.Node = null;
        }
    }

    private Judgement? Judge(ModelNode model, DateTimeOffset started, Worker worker)
    {
        if (changes is null)
        {
            return null;
        }

        return SqlOf(model, started, FillsUp(model, worker), worker) is { } sql
            ? changes.Judge(model, sql, worker.Nodes.ContextOf(model, worker.Session), stores: false)
            : changes.Unknown(model, "nothing tells what its batches are made from");
    }

    /// <summary>What a run is made from that nobody told which batches to run: the SQL of the last batch, and which ones there are. Null where that
    /// cannot be said; the batches themselves will tell why.</summary>
    private string? SqlOf(ModelNode model, DateTimeOffset started, bool fillsUp, Worker worker)
    {
        try
        {
            var plan = (options.Batches ?? new BatchOptions { Now = started }) with { Earlier = FrozenDictionary<string, BatchResults>.Empty };
            var batches = BatchPlan.Of(model, plan, fillsUp);
            var windows = string.Join(' ', batches.Select(batch => batch.Name));
            return $"{worker.Nodes.SqlOf(Part(model, batches[^1]), worker.Session)}\n-- {windows}";
        }
        catch (Exception e) when (e is TransformException or WarehouseException)
        {
            return null;
        }
    }

    private bool FillsUp(ModelNode model, Worker worker)
    {
        var fullRefresh = model.Config.Get("full_refresh").TryGetBoolean(out var own) ? own : options.FullRefresh;
        return !fullRefresh && worker.Session.Relations.Find(model.Relation, worker.Session) is { Kind: RelationKind.Table };
    }

    private NodeResult[] RunAll(ModelNode model, IReadOnlyList<Batch> batches, Worker worker)
    {
        var results = new NodeResult[batches.Count];
        results[0] = RunOne(model, batches[0], worker);
        var isBroken = results[0].Failed;
        var between = Math.Max(batches.Count - 2, 0);
        if (!isBroken && between > 1 && RunsTogether(model, worker))
        {
            queue.Share(model.UniqueId, between, (i, helper) => results[i + 1] = RunOne(model, batches[i + 1], helper), worker);
        }
        else
        {
            for (var i = 1; i <= between; i++)
            {
                results[i] = isBroken ? Skip(model, batches[i], worker) : RunOne(model, batches[i], worker);
            }
        }

        if (batches.Count > 1)
        {
            results[^1] = isBroken ? Skip(model, batches[^1], worker) : RunOne(model, batches[^1], worker);
        }

        return results;
    }

    /// <summary>That the batches of models run one after the other though they are to run at once: the warehouse does not allow it.</summary>
    public static ImmutableArray<Diagnostic> Warnings(Graph graph, Capabilities capabilities) => capabilities.ConcurrentBatches ? [] :
        [.. graph.Nodes.OfType(ResourceType.Model).Cast<ModelNode>()
            .Where(model => model.IsMicrobatch && model.Config.Flag("concurrent_batches"))
            .Select(model => Diagnostic.Warning(
                DiagnosticCodes.InvalidConfig,
                $"'{model.Name}' has concurrent_batches: true, and batches run one after the other on {graph.Project.Target.Type}.",
                model.Span,
                "Leave it out for this warehouse.") with
            { NodeId = model.UniqueId, Event = "InvalidConcurrentBatchesConfig" })];

    // A model that reads itself may need the batches before.
    private static bool RunsTogether(ModelNode model, Worker worker) =>
        worker.Session.Adapter.Capabilities.ConcurrentBatches
        && (model.Config.Get("concurrent_batches").TryGetBoolean(out var said) ? said : !TemplateAnalysis.Names(model.Template, "this"));

    private NodeResult RunOne(ModelNode model, Batch batch, Worker worker)
    {
        if (worker.Session.Cancellation.IsCancellationRequested)
        {
            return Skip(model, batch, worker);
        }

        var part = Part(model, batch);
        observer.BatchStarted(part, worker.Number);
        var result = worker.Nodes.Run(part, worker.Session, worker.Number);
        observer.BatchFinished(result);
        return result;
    }

    private NodeResult Skip(ModelNode model, Batch batch, Worker worker)
    {
        var result = new NodeResult { Node = Part(model, batch), Status = NodeStatus.Skipped, Message = "SKIPPED", Worker = worker.Number };
        observer.BatchFinished(result);
        return result;
    }

    /// <summary>The model as its batch sees it.</summary>
    private static ModelNode Part(ModelNode model, Batch batch)
    {
        var config = model.Config.Values.Copy();
        config["__dbt_internal_microbatch_event_time_start"] = Value.From(DateTimeValue.FromClr(batch.Window.Start));
        config["__dbt_internal_microbatch_event_time_end"] = Value.From(DateTimeValue.FromClr(batch.Window.End));
        foreach (var hook in (string[])["pre-hook", "pre_hook"])
        {
            Clear(config, hook, !batch.IsFirst);
        }

        foreach (var hook in (string[])["post-hook", "post_hook"])
        {
            Clear(config, hook, !batch.IsLast);
        }

        return model with { Batch = batch, Config = new NodeConfig(config) };
    }

    private static void Clear(DictValue config, string key, bool clear)
    {
        if (clear && config.ContainsKey(key))
        {
            config[key] = new ListValue();
        }
    }

    private NodeResult Sum(ModelNode model, NodeResult[] results)
    {
        var before = options.Batches?.Earlier.GetValueOrDefault(model.UniqueId)?.Successful ?? [];
        var successful = results.Where(r => r.Status == NodeStatus.Success).Select(Window).Order(ByStart).ToImmutableArray();
        var failed = results.Where(r => r.Status != NodeStatus.Success).Select(Window).Order(ByStart).ToImmutableArray();
        var (status, message) = (successful.Length, failed.Length) switch
        {
            (_, 0) => (NodeStatus.Success, "SUCCESS"),
            (0, _) => (NodeStatus.Error, "ERROR"),
            _ => (NodeStatus.PartialSuccess, $"PARTIAL SUCCESS ({successful.Length}/{results.Length})"),
        };
        return new NodeResult
        {
            Node = model,
            Status = status,
            Message = message,
            Failures = 0,
            Diagnostics = Explain(model, results),
            Macros = [.. results.SelectMany(r => r.Macros).Distinct()],
            Batches = new BatchResults(successful.AddRange(before), failed),
        };
    }

    private static Comparer<BatchWindow> ByStart { get; } = Comparer<BatchWindow>.Create((a, b) => a.Start.CompareTo(b.Start));

    private static BatchWindow Window(NodeResult result) => ((ModelNode)result.Node).Batch!.Window;

    /// <summary>What went wrong, each once with the batches that it went wrong in.</summary>
    private static ImmutableArray<Diagnostic> Explain(ModelNode model, NodeResult[] results)
    {
        var explained = ImmutableArray.CreateBuilder<Diagnostic>();
        var all = from result in results
                  from diagnostic in result.Diagnostics
                  select (Name: ((ModelNode)result.Node).Batch!.Name, Diagnostic: diagnostic);
        foreach (var same in all.GroupBy(pair => (pair.Diagnostic.Message, pair.Diagnostic.Severity)))
        {
            var names = same.Select(pair => pair.Name).Distinct().ToList();
            var shown = string.Join(", ", names.Take(NamedBatches)) + (names.Count > NamedBatches ? $" and {names.Count - NamedBatches} more" : string.Empty);
            explained.Add(same.First().Diagnostic with { Message = $"{(names.Count == 1 ? "Batch" : "Batches")} {shown}: {same.Key.Message}" });
        }

        if (explained.Count == 0 && results.Any(r => r.Status == NodeStatus.Skipped))
        {
            explained.Add(Diagnostic.Error(DiagnosticCodes.Cancelled, "Cancelled before all of its batches had run.") with { NodeId = model.UniqueId });
        }

        return explained.ToImmutable();
    }
}
