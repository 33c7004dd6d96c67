using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>What a materialization works with: the node, its SQL, the macros and the warehouse.</summary>
/// <param name="node">The node.</param>
/// <param name="sql">Its compiled SQL; empty for seeds.</param>
/// <param name="context">What macros see.</param>
/// <param name="options">How the run goes.</param>
internal sealed class MaterializationContext(RelationNode node, string sql, NodeContext context, RunOptions options)
{
    private const int Attempts = 5;

    private static readonly TimeSpan CleaningTime = TimeSpan.FromSeconds(10);

    public RelationNode Node { get; } = Named(node, context);

    public string Sql { get; } = sql;

    public NodeContext Macros { get; } = context;

    public WarehouseSession Session { get; } = context.Session;

    public RunOptions Options { get; } = options;

    public Capabilities Capabilities => Session.Adapter.Capabilities;

    /// <summary>The relation that is to be, without its kind.</summary>
    public Relation Target => Node.Relation;

    /// <summary>The statement that did the work, for <c>target/run</c>.</summary>
    public string? MainStatement { get; private set; }

    public Relation? Existing() => Session.Relations.Find(Target, Session);

    /// <summary>The node's own <c>full_refresh</c> wins over the command line. What one batch began the next ones go on with.</summary>
    public bool FullRefresh =>
        Node is not ModelNode { Batch.FillsUp: true } && (Node.Config.Get("full_refresh").TryGetBoolean(out var own) ? own : Options.FullRefresh);

    /// <summary>The query must give the columns that the model lists: <c>contract: {enforced: true}</c>.</summary>
    public bool HasContract =>
        Node.Config.Get("contract").AsDict() is { } contract && contract.TryGetValue("enforced", out var enforced) && enforced.IsTruthy;

    public Value RelationValue(Relation relation) => Macros.RelationValue(relation);

    /// <summary>A table for rows on their way, under the name that a macro gives it.</summary>
    public Relation Beside(string macro) =>
        Macros.Call(macro, RelationValue(Target with { Kind = RelationKind.Table })).As<RelationObject>()!.Included with { Kind = RelationKind.Table };

    /// <summary>Runs the statement that does the node's work.</summary>
    public StatementResult ExecuteMain(string statement)
    {
        MainStatement = statement;
        return Session.Execute(statement);
    }

    /// <summary>Keeps the statement of work that was done another way.</summary>
    public void SetMain(string statement) => MainStatement = statement;

    public void Drop(Relation relation)
    {
        Session.Execute(Macros.Sql("get_drop_sql", RelationValue(relation)));
        Session.Relations.Remove(relation);
    }

    /// <summary>Does the work between the node's hooks, in one transaction where the warehouse has transactional DDL. A
    /// write conflict with another worker is tried again.</summary>
    /// <param name="work">Gives what the main statement said.</param>
    /// <param name="isOneStatement">It needs no transaction of its own.</param>
    public StatementResult Transact(Func<StatementResult> work, bool isOneStatement = false)
    {
        var before = Hooks.Of(Node.Config, "pre-hook", "pre_hook");
        var after = Hooks.Of(Node.Config, "post-hook", "post_hook");
        Hooks.Run(before, inTransaction: false, Macros);
        var needsTransaction = !isOneStatement || before.Any(h => h.Transaction) || after.Any(h => h.Transaction) || HasFinish;
        var result = Retry(() => needsTransaction ? InTransaction(before, work, after) : work());
        Hooks.Run(after, inTransaction: false, Macros);
        return result;
    }

    /// <summary>After a failure: drops what stands beside the relation where the warehouse does not undo that itself. What cannot be
    /// dropped is left to the next run.</summary>
    public void CleanUp()
    {
        if (Capabilities.TransactionalDdl)
        {
            return;
        }

        try
        {
            // The run may have been cancelled, and its session lost.
            using var timeout = new CancellationTokenSource(CleaningTime);
            using var session = new WarehouseSession(Session.Adapter, Session.Relations, null, timeout.Token);
            new NodeContext(Macros.Compiler, Macros.Node, session).Call(
                "clean_up_after_failure", RelationValue(Target with { Kind = RelationKind.Table }));
        }
        catch (Exception e) when (e is TransformException or WarehouseException or OperationCanceledException)
        {
            // What failed before is what the user has to hear of.
        }
    }

    // The server would cut the name without a word, and find it again under no name that is known here.
    private static RelationNode Named(RelationNode node, NodeContext context)
    {
        var name = node.Relation.Identifier ?? string.Empty;
        return context.Dialect.Types.LongestName is { } longest && context.Dialect.LengthOf(name) > longest
            ? throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"The name '{name}' has {context.Dialect.LengthOf(name)} bytes, and {context.Session.Adapter.Type} keeps {longest}.",
                node.Span,
                "Give the node a shorter name, or an alias in its config.")
            : node;
    }

    private StatementResult InTransaction(IReadOnlyList<NodeHook> before, Func<StatementResult> work, IReadOnlyList<NodeHook> after)
    {
        Session.Begin();
        try
        {
            Hooks.Run(before, inTransaction: true, Macros);
            var result = work();
            Hooks.Run(after, inTransaction: true, Macros);
            Finish();
            if (Session.InTransaction)
            {
                Session.Commit();
            }

            return result;
        }
        catch
        {
            // What was dropped and made on the way is as it was before.
            Session.Rollback();
            Session.Relations.Forget(Target.Database, Target.Schema ?? string.Empty);
            throw;
        }
    }

    private bool HasFinish => IsSet("grants") || IsSet("persist_docs") || IsSet("indexes");

    private bool IsSet(string key) => Node.Config.Get(key) is { IsMissing: false, IsTruthy: true };

    /// <summary>The configured indexes of a table that was made anew.</summary>
    public void CreateIndexes(Relation table)
    {
        if (IsSet("indexes"))
        {
            Macros.Call("create_indexes", RelationValue(table));
        }
    }

    /// <summary>What belongs to a relation besides its rows: grants and descriptions, as configured.</summary>
    private void Finish()
    {
        var relation = RelationValue(Target with { Kind = Node.Config.Materialized is "view" ? RelationKind.View : RelationKind.Table });
        if (IsSet("grants"))
        {
            Macros.Call("apply_grants", relation, Node.Config.Get("grants"), true);
        }

        if (IsSet("persist_docs"))
        {
            Macros.Call("persist_docs", relation, Macros.Model);
        }
    }

    /// <summary>Does work once more after a failure that may pass.</summary>
    /// <param name="work">The work.</param>
    /// <param name="mayCommit">It commits by itself: it is left as it is then.</param>
    public StatementResult Retry(Func<StatementResult> work, bool mayCommit = false)
    {
        var before = Session.Commits;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return work();
            }
            catch (WarehouseException e) when (e.IsTransient && attempt < Attempts && (!mayCommit || Session.Commits == before))
            {
                Session.Tell(LogLevel.Warn, $"{Node.Name} is tried again ({attempt} of {Attempts - 1}): {e.Message}");
                Session.Cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20 * attempt * attempt));
                Session.Cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
