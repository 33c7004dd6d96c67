using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Core;
using Transform.Planning;

namespace Transform.Execution.Changes;

/// <summary>Knows from what each node was made last, tells which ones would come out as they are, and keeps what is made now. Thread-safe.</summary>
internal sealed class ChangeTracker : IDisposable
{
    // Where all nodes run, it is told of so many at a time that they begin.
    private const int BegunAtOnce = 100;

    // Attempts of no more use are deleted once there are many of them.
    private const int MostSuperseded = 500;

    private readonly Graph graph;
    private readonly IReadOnlyList<string> order;
    private readonly RunOptions options;
    private readonly TimeProvider time;
    private readonly ResultTable table;
    private readonly NodePlaces places;
    private readonly NodePrints prints;
    private readonly ResultVersions versions;
    private readonly ResultComparison comparison;
    private readonly Doubts doubts;
    private readonly FrozenDictionary<string, KnownResult> known;
    private readonly string invocation;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> begun = new(StringComparer.Ordinal);
    private int next;

    private ChangeTracker(Compiler compiler, IReadOnlyList<string> order, RunOptions options, IRunObserver observer, TimeProvider time, ResultTable table)
    {
        graph = compiler.Graph;
        this.order = order;
        this.options = options;
        this.time = time;
        this.table = table;
        var adapter = compiler.Environment.Adapter;
        places = new NodePlaces(graph, adapter.Capabilities);
        prints = new NodePrints(graph, options, adapter.GetType().Module.ModuleVersionId.ToString());
        known = table.Read(places.Schemas(options.Deferral)).ToFrozenDictionary(StringComparer.Ordinal);
        var files = new FileStamps(graph.Project.Root, time);
        versions = new ResultVersions(graph, places, new SourceStamps(compiler, files, observer), known);
        comparison = new ResultComparison(graph, options, versions);
        doubts = new Doubts(versions, files);
        invocation = graph.Project.Context.InvocationId.ToString();
    }

    /// <summary>Nodes that would come out as they are do not run.</summary>
    public bool Reuses => options.OnlyChanged;

    /// <returns>Null where the target keeps no record, and nobody asks for one.</returns>
    /// <param name="order">The nodes of the run, roughly in the order in which they run.</param>
    /// <param name="session">The tracker's own from now on; given back where there is none.</param>
    public static ChangeTracker? Open(
        Compiler compiler, IReadOnlyList<string> order, RunOptions options, IRunObserver observer, TimeProvider time, WarehouseSession session) =>
        ResultTable.Open(compiler, session, time, options.OnlyChanged) is { } table ? new ChangeTracker(compiler, order, options, observer, time, table) : null;

    /// <summary>Compares a node with what is known of its last run.</summary>
    /// <param name="sql">Its compiled SQL; null where it has none.</param>
    /// <param name="stores">A test keeps its failing rows.</param>
    public Judgement Judge(Node node, string? sql, NodeContext context, bool stores)
    {
        var (key, schema) = places.Of(node);
        var (doubt, read) = doubts.Of(node, sql, context);
        var liveness = LivenessOf(node, doubt);
        var byShape = liveness is Liveness.View || (liveness is Liveness.Volatile && IsQuery(node));
        var judgement = new Judgement
        {
            Node = node,
            Key = key,
            Schema = schema,
            Parts = prints.Of(node, sql, read),
            Files = read,
            Inputs = versions.Inputs(node, context, byShape),
            Liveness = liveness,
        };
        var last = known.GetValueOrDefault(key);
        return comparison.Compare(judgement, last, doubt, context, stores) is { } reason
            ? judgement with { Reason = reason }
            : judgement with { Since = Moment(last!.Success!.HappenedAt) };
    }

    /// <summary>A node of which nothing can be said before it runs.</summary>
    public Judgement Unknown(RelationNode node, string why) => new()
    {
        Node = node,
        Key = places.Of(node).Key,
        Schema = places.Of(node).Schema,
        Liveness = options.Work == RunWork.Clone ? Liveness.Volatile : Liveness.Stored,
        Reason = new RunReason(RunCause.Volatile, why),
    };

    /// <summary>The relation is about to be something else: from now on nobody takes it for what it was.</summary>
    /// <exception cref="TransformException">That cannot be written (TF5014).</exception>
    public void Begin(Judgement judgement)
    {
        if (judgement.Node is TestNode or not RelationNode)
        {
            return;
        }

        versions.Set(judgement.Key, null);
        lock (gate)
        {
            var rows = new List<ResultRow>();
            AddStart(judgement.Node, rows);
            while (rows.Count is > 0 and < BegunAtOnce && !Reuses && next < order.Count)
            {
                AddStart(graph.Nodes[order[next++]], rows);
            }

            if (rows.Count > 0)
            {
                table.Add(rows, now: true);
            }
        }
    }

    // Where the record has no success to be taken back, it need not be told.
    private void AddStart(Node node, List<ResultRow> rows)
    {
        if (node is RelationNode and (ModelNode or SeedNode or SnapshotNode or FunctionNode) && places.Of(node) is var (key, schema)
            && known.GetValueOrDefault(key) is { Success: not null } && !begun.ContainsKey(key))
        {
            rows.Add(Row(node, key, schema, begun[key] = NewAttempt(), ResultRow.Started));
        }
    }

    /// <summary>The node ended. What cannot be written now is not known to have succeeded: that is safe, and worth a warning at the end.</summary>
    /// <param name="sql">What it would be compiled to now, where that is something else than before.</param>
    public void End(Judgement judgement, NodeStatus status, string? sql = null)
    {
        var succeeded = status is NodeStatus.Success or NodeStatus.Pass;
        var row = Ended(judgement, succeeded ? ResultRow.Succeeded : ResultRow.Failed);
        if (succeeded && sql is not null)
        {
            row = row with { Parts = prints.Of(judgement.Node, sql, judgement.Files) };
        }

        if (judgement.Node is TestNode or DeclaredNode
            && known.GetValueOrDefault(judgement.Key) is var last
            && (succeeded ? last?.Success is { } same && same.Parts == row.Parts && same.Inputs == row.Inputs : last?.Last is { Event: ResultRow.Failed }))
        {
            // The record says so already.
            return;
        }

        try
        {
            table.Add([row], now: false);
        }
        catch (TransformException)
        {
            // It waits, and is written with the next ones.
        }

        versions.Set(judgement.Key, succeeded ? row : null);
    }

    /// <summary>Writes what waits, and deletes what is of no more use.</summary>
    /// <exception cref="TransformException">That is not possible (TF5014).</exception>
    public void Close()
    {
        table.Flush();

        // Nobody came to these: they are as they were.
        var untouched = begun.Where(pair => !versions.IsMadeNow(pair.Key)).Select(pair => pair.Value).ToList();
        if (untouched.Count > 0)
        {
            table.Delete(untouched);
        }

        var superseded = known.Values.SelectMany(result => result.Superseded).ToList();
        if (superseded.Count > Math.Max(MostSuperseded, known.Count / 2))
        {
            table.Delete(superseded);
        }
    }

    public void Dispose() => table.Dispose();

    private static bool IsQuery(Node node) => node is FunctionNode || node.Config.Materialized is "view";

    private static Liveness LivenessOf(Node node, string? doubt) => node switch
    {
        SeedNode or SnapshotNode or TestNode or DeclaredNode => Liveness.Stored,
        _ when node.Config.Materialized is "table" or "incremental" => Liveness.Stored,
        _ when doubt is not null => Liveness.Volatile,
        _ when IsQuery(node) => Liveness.View,
        _ => Liveness.Live,
    };

    private ResultRow Ended(Judgement judgement, string what)
    {
        string? attempt;
        lock (gate)
        {
            begun.TryGetValue(judgement.Key, out attempt);
        }

        var row = Row(judgement.Node, judgement.Key, judgement.Schema, attempt ?? NewAttempt(), what);
        return what != ResultRow.Succeeded ? row : row with
        {
            Parts = judgement.Parts,
            Inputs = InputList.Write(judgement.Inputs),
            Liveness = judgement.Liveness.ToString(),
        };
    }

    private ResultRow Row(Node node, string key, string schema, string attempt, string what) => new(key, attempt, what)
    {
        Replaces = known.TryGetValue(key, out var last) ? string.Join(' ', last.Heads) : string.Empty,
        UniqueId = node.UniqueId,
        Schema = schema,
        InvocationId = invocation,
        HappenedAt = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
    };

    private static string NewAttempt() => Guid.NewGuid().ToString("N");

    private string Moment(string utc) => DateTimeOffset.TryParse(utc, CultureInfo.InvariantCulture, out var moment)
        ? TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : utc;
}
