using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Execution.UnitTests;
using Transform.Planning;

namespace Transform.Execution.Nodes;

/// <summary>Runs one node after the other on one worker: compiles it, does its work and says how it ended.</summary>
internal sealed class NodeRunner(Compiler compiler, RunOptions options, SqlFiles files, IRunObserver observer, TimeProvider time)
{
    private readonly ModelRun models = new(options, files);
    private readonly SeedRun seeds = new(options, files);
    private readonly TestRun tests = new(options, files);
    private readonly UnitTestRun unitTests = new(compiler, files);

    /// <summary>Never throws: whatever goes wrong is in the result.</summary>
    /// <param name="prepare">Adds to what the node's templates see.</param>
    public NodeResult Run(Node node, WarehouseSession session, int worker, Action<NodeContext>? prepare = null)
    {
        var started = time.GetUtcNow();
        var clock = time.GetTimestamp();
        var progress = new NodeProgress(node, worker, started);
        session.Node = node;
        var relation = Builds(node);
        try
        {
            if (relation is not null)
            {
                // Before its template asks whether the relation is there.
                session.Claim(relation);
            }

            if (node is DeclaredNode { ResourceType: ResourceType.UnitTest } unitTest)
            {
                return RunUnitTest(unitTest, session, progress, clock);
            }

            var context = progress.Context = new NodeContext(compiler, node, session);
            prepare?.Invoke(context);
            if (!options.Clones)
            {
                Compile(node, context, progress);
            }

            progress.ExecuteStarted = time.GetUtcNow();
            var outcome = options.Clones ? new CloneRun(options).Run((RelationNode)node, context)
                : options.CompileOnly ? new NodeOutcome(NodeStatus.Success, string.Empty) : Execute(node, context, progress);
            return progress.Finish(outcome, time.GetUtcNow(), time.GetElapsedTime(clock));
        }
        catch (Exception e)
        {
            session.Rollback();
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
            if (relation is not null)
            {
                session.EndClaim();
            }

            session.Node = null;
        }
    }

    /// <summary>The relation that the node makes. The batches of a model share the claim of the model.</summary>
    private Relation? Builds(Node node) => options.CompileOnly ? null : node switch
    {
        ModelNode { IsEphemeral: false, Batch: null } or SeedNode or SnapshotNode or FunctionNode => ((RelationNode)node).Relation,
        TestNode test when tests.Stores(test) => test.Relation,
        _ => null,
    };

    private NodeResult RunUnitTest(DeclaredNode test, WarehouseSession session, NodeProgress progress, long clock)
    {
        var work = unitTests.Prepare(test, session);
        progress.Compiled = work.Compile();
        files.Write(test, progress.Compiled.Sql);
        progress.CompileCompleted = progress.ExecuteStarted = time.GetUtcNow();
        var outcome = options.CompileOnly ? new NodeOutcome(NodeStatus.Success, string.Empty) : work.Run(progress.Compiled);
        return progress.Finish(outcome, time.GetUtcNow(), time.GetElapsedTime(clock));
    }

    private void Compile(Node node, NodeContext context, NodeProgress progress)
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

        if (node is TemplateNode template and not OperationNode)
        {
            progress.Compiled = compiler.Compile(template, context);
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
