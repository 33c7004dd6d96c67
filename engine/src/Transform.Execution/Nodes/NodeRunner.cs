using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.Changes;
using Transform.Execution.UnitTests;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Runs one node after the other on one worker: compiles it, does its work and says how it ended.</summary>
/// <param name="changes">What is known of earlier runs; null where that is of no interest.</param>
internal sealed class NodeRunner(Compiler compiler, RunOptions options, SqlFiles files, ChangeTracker? changes, IRunObserver observer, TimeProvider time)
{
    private readonly ModelRun models = new(options, files);
    private readonly SeedRun seeds = new(options, files);
    private readonly TestRun tests = new(options, files);
    private readonly UnitTestRun unitTests = new(compiler, files);

    private static readonly Action<RunReason?> Unheard = static _ => { };

    /// <summary>Never throws: whatever goes wrong is in the result.</summary>
    /// <param name="start">Is told that the node is about to run, and why; not where it need not.</param>
    /// <param name="prepare">Adds to what the node's templates see.</param>
    public NodeResult Run(Node node, WarehouseSession session, int worker, Action<RunReason?>? start = null, Action<NodeContext>? prepare = null)
    {
        var started = time.GetUtcNow();
        var clock = time.GetTimestamp();
        var progress = new NodeProgress(node, worker, started);
        session.Node = node;
        start ??= Unheard;
        var relation = Builds(node);
        var isClaimed = false;
        Judgement? judgement = null;
        try
        {
            if (relation is not null && changes is not { Reuses: true })
            {
                // Before its template asks whether the relation is there.
                session.Claim(relation);
                isClaimed = true;
            }

            var work = node is DeclaredNode { ResourceType: ResourceType.UnitTest } unitTest ? unitTests.Prepare(unitTest, session) : null;
            var context = progress.Context = work is null ? new NodeContext(compiler, node, session) : null;
            if (context is not null)
            {
                prepare?.Invoke(context);
            }

            Compile(node, work, progress);
            judgement = Judge(node, context ?? work!.Macros, progress);
            if (judgement is { Reason: null } && changes!.Reuses)
            {
                return progress.Finish(
                    new NodeOutcome(NodeStatus.Reused, judgement.Unchanged), time.GetUtcNow(), time.GetElapsedTime(clock));
            }

            start(progress.Reason = changes is { Reuses: true } ? judgement?.Reason : null);
            if (relation is not null && !isClaimed)
            {
                isClaimed = true;
                var kind = session.Relations.Find(relation, session)?.Kind;
                if (session.Claim(relation) || session.Relations.Find(relation, session)?.Kind != kind)
                {
                    // Another run has made something of it meanwhile.
                    progress.Context = context = new NodeContext(compiler, node, session);
                    Compile(node, work, progress);
                }
            }

            if (judgement is not null)
            {
                changes!.Begin(judgement);
            }

            progress.ExecuteStarted = time.GetUtcNow();
            var outcome = options.Work switch
            {
                RunWork.Clone => new CloneRun(options).Run((RelationNode)node, context!),
                RunWork.Compile => new NodeOutcome(NodeStatus.Success, string.Empty),
                _ => work?.Run(progress.Compiled!) ?? Execute(node, context!, progress),
            };
            if (judgement is not null)
            {
                changes!.End(judgement, outcome.Status, SqlOfNextRun(node, outcome.Status, session));
            }

            return progress.Finish(outcome, time.GetUtcNow(), time.GetElapsedTime(clock));
        }
        catch (Exception e)
        {
            session.Rollback();
            if (judgement is not null)
            {
                changes!.End(judgement, NodeStatus.Error);
            }

            if (e is not (TransformException or WarehouseException or OperationCanceledException))
            {
                observer.Message(LogLevel.Debug, e.ToString(), node);
            }

            var diagnostics = e is WarehouseException failure && progress.Compiled is { } compiled
                && EmptySql.Explain(failure, compiled, compiler.Ephemeral) is { } empty
                ? [empty]
                : Failures.Describe(
                    e, node, progress.CompiledCode, progress.CompiledCode is null ? null : files.ShownPath(node),
                    (e as WarehouseException)?.Sql is { } sent ? files.FindSent(node, sent) : null);
            var outcome = new NodeOutcome(node is SourceNode ? NodeStatus.RuntimeError : NodeStatus.Error, diagnostics[0].Message) { Diagnostics = diagnostics };
            return progress.Finish(outcome, time.GetUtcNow(), time.GetElapsedTime(clock));
        }
        finally
        {
            if (isClaimed)
            {
                session.EndClaim();
            }

            session.Node = null;
        }
    }

    /// <summary>A model's compiled SQL.</summary>
    /// <exception cref="TransformException">The template is wrong.</exception>
    /// <exception cref="WarehouseException">A query that the template made failed.</exception>
    public string SqlOf(ModelNode model, WarehouseSession session) => compiler.Compile(model, session).Sql;

    public NodeContext ContextOf(Node node, WarehouseSession session) => new(compiler, node, session);

    /// <summary>The relation that the node makes. The batches of a model share the claim of the model.</summary>
    private Relation? Builds(Node node) => options.Work == RunWork.Compile ? null : node switch
    {
        ModelNode { IsEphemeral: false, Batch: null } or SeedNode or SnapshotNode or FunctionNode => ((RelationNode)node).Relation,
        TestNode test when tests.Stores(test) => test.Relation,
        _ => null,
    };

    private Judgement? Judge(Node node, NodeContext context, NodeProgress progress) => (changes, node) switch
    {
        (null, _) or (_, ModelNode { Batch: not null }) => null,
        (_, RelationNode relation) when options.Work == RunWork.Clone => changes.Unknown(relation, "it is copied"),
        (_, ModelNode or SeedNode or SnapshotNode or FunctionNode or TestNode or DeclaredNode { ResourceType: ResourceType.UnitTest }) =>
            changes.Judge(node, progress.Compiled?.Sql, context, node is TestNode test && tests.Stores(test)),
        _ => null,
    };

    // The first run of such a model, and a full refresh, have other SQL than the runs after them.
    private string? SqlOfNextRun(Node node, NodeStatus status, WarehouseSession session)
    {
        if (status != NodeStatus.Success || node is not ModelNode { Config.Materialized: "incremental" } model || options.Work != RunWork.Build)
        {
            return null;
        }

        var context = new NodeContext(compiler, model, session);
        if (options.FullRefresh)
        {
            var always = model.Config.Flag("full_refresh");
            context.Override(
                ("is_incremental", Value.From("is_incremental", (_, _) => !always)),
                ("should_full_refresh", Value.From("should_full_refresh", (_, _) => always)));
        }

        return compiler.Compile(model, context).Sql;
    }

    private void Compile(Node node, UnitTestWork? unitTest, NodeProgress progress)
    {
        progress.CompileStarted = time.GetUtcNow();
        if (node is ModelNode { Language: ModelNode.Python })
        {
            throw TransformException.Error(
                DiagnosticCodes.PythonModel,
                $"'{node.Name}' is a Python model, and Python is not run here.",
                node.Span,
                "Write the model in SQL, or leave it out with --exclude where its table is there already.");
        }

        if (unitTest is not null)
        {
            progress.Compiled = unitTest.Compile();
            files.Write(node, progress.Compiled.Sql);
        }
        else if (node is TemplateNode template and not OperationNode && options.Work != RunWork.Clone)
        {
            progress.Compiled = compiler.Compile(template, progress.Context!);
            files.Write(node, progress.Compiled.Sql);
        }

        progress.CompileCompleted = time.GetUtcNow();
    }

    private NodeOutcome Execute(Node node, NodeContext context, NodeProgress progress) => node switch
    {
        SeedNode seed => seeds.Run(seed, context),
        TestNode test => tests.Run(test, progress.Compiled!, context),
        TemplateNode template and (ModelNode or SnapshotNode or FunctionNode) => models.Run(template, progress.Compiled!, context),
        SourceNode source => FreshnessRun.Run(source, context, observer),
        OperationNode operation => RunHook(operation, context, progress),
        _ => new NodeOutcome(NodeStatus.NoOp, "NO-OP") { Failures = 0 },
    };

    private NodeOutcome RunHook(OperationNode operation, NodeContext context, NodeProgress progress)
    {
        var sql = Materializations.Hooks.Render(operation.RawCode, context);

        // What fails has been compiled all the same.
        progress.HookSql = sql;
        files.Write(operation, sql);
        Materializations.Hooks.Execute(context, sql);
        return new NodeOutcome(NodeStatus.Success, "OK");
    }
}
