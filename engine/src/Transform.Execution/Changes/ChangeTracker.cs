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
    private readonly SourceStamps stamps;
    private readonly FileStamps files;
    private readonly FrozenDictionary<string, KnownResult> known;
    private readonly string invocation;
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> begun = new(StringComparer.Ordinal);
    private int next;

    // What is there by now: rows of this run; null while a relation is being made, and after a failure.
    private readonly ConcurrentDictionary<string, ResultRow?> made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> data = new(StringComparer.Ordinal);

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
        files = new FileStamps(graph.Project.Root, time);
        stamps = new SourceStamps(compiler, files, observer);
        known = table.Read(places.Schemas(options.Deferral)).ToFrozenDictionary(StringComparer.Ordinal);
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
        var (doubt, read) = Doubt(node, sql, context);
        var liveness = LivenessOf(node, doubt);
        var byShape = liveness is Liveness.View || (liveness is Liveness.Volatile && IsQuery(node));
        var judgement = new Judgement
        {
            Node = node,
            Key = key,
            Schema = schema,
            Parts = prints.Of(node, sql, read),
            Files = read,
            Inputs = Inputs(node, context, byShape),
            Liveness = liveness,
        };
        var last = known.GetValueOrDefault(key);
        return Compare(judgement, last, doubt, context, stores) is { } reason
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
    /// <exception cref="WarehouseException">That cannot be written.</exception>
    public void Begin(Judgement judgement)
    {
        if (judgement.Node is TestNode or not RelationNode)
        {
            return;
        }

        made[judgement.Key] = null;
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

    /// <summary>The node ended.</summary>
    /// <param name="sql">What it would be compiled to now, where that is something else than before.</param>
    /// <exception cref="WarehouseException">That cannot be written.</exception>
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

        table.Add([row], now: false);
        made[judgement.Key] = succeeded ? row : null;
    }

    /// <summary>Writes what waits, and deletes what is of no more use.</summary>
    /// <exception cref="WarehouseException">That is not possible.</exception>
    public void Close()
    {
        table.Flush();

        // Nobody came to these: they are as they were.
        var untouched = begun.Where(pair => !made.ContainsKey(pair.Key)).Select(pair => pair.Value).ToList();
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

    private static string Plural(List<string> texts) => texts.Count switch
    {
        1 => texts[0],
        2 => $"{texts[0]} and {texts[1]}",
        _ => $"{texts[0]}, {texts[1]} and {texts.Count - 2} more",
    };

    private RunReason? Compare(Judgement judgement, KnownResult? last, string? doubt, NodeContext context, bool stores)
    {
        var node = judgement.Node;
        if (options.FullRefresh && node is ModelNode or SeedNode or SnapshotNode)
        {
            return new RunReason(RunCause.Asked, "--full-refresh");
        }

        if (last?.Last is not { } row)
        {
            return new RunReason(RunCause.New, "no earlier run is known");
        }

        if (last.Success is not { } success)
        {
            return new RunReason(
                RunCause.Unsuccessful,
                last.IsContested ? "two runs were at it at once"
                : row.Event == ResultRow.Started ? "its last run did not end"
                : node is TestNode or DeclaredNode ? "it did not pass" : "its last run failed");
        }

        if (!string.Equals(success.UniqueId, node.UniqueId, StringComparison.Ordinal))
        {
            return new RunReason(RunCause.Definition, $"{success.UniqueId} made its relation");
        }

        if (success.Parts.Length == 0)
        {
            return new RunReason(RunCause.Unsuccessful, "its last run does not tell what it was made from");
        }

        return RelationProblem(node, context, stores) is { } problem ? new RunReason(RunCause.Relation, problem)
            : NodePrints.Difference(success.Parts, judgement.Parts) is { } difference ? new RunReason(RunCause.Definition, difference)
            : node is FunctionNode ? new RunReason(RunCause.Volatile, "functions are made each time")
            : doubt is not null ? new RunReason(RunCause.Volatile, doubt)
            : InputProblem(judgement, InputList.Read(success.Inputs), context.Session);
    }

    private static string? RelationProblem(Node node, NodeContext context, bool stores)
    {
        if (node is not RelationNode relation || node is FunctionNode || (node is TestNode && !stores))
        {
            return null;
        }

        var found = context.Session.Relations.Find(relation.Relation, context.Session);
        var isWrong = found?.Kind switch
        {
            null => true,
            RelationKind.View => node is SeedNode or SnapshotNode || node.Config.Materialized is "table" or "incremental",
            RelationKind.Table => node.Config.Materialized is "view",
            _ => false,
        };
        return found is null ? "its relation is not there" : isWrong ? $"its relation is a {found.Kind.ToString().ToLowerInvariant()}" : null;
    }

    /// <summary>Why it may come out differently though nothing has changed, and what tells the files apart that it reads.</summary>
    private (string? Doubt, string Files) Doubt(Node node, string? sql, NodeContext context)
    {
        var said = node.Config.Get("meta").AsDict() is { } meta && meta.TryGetValue("volatile", out var value) && value.TryGetBoolean(out var flag) ? flag : default(bool?);
        if (said == true)
        {
            return ("its meta says that it is volatile", string.Empty);
        }

        if (node.Config.Materialized is "external" && node is ModelNode)
        {
            return ("its file is written each time", string.Empty);
        }

        if (sql is null || node is not TemplateNode template)
        {
            return (null, string.Empty);
        }

        var reads = SqlReads.Of(sql, Readable(template, context));
        var doubt = reads.Doubt;
        var text = new StringBuilder();
        foreach (var file in reads.Files)
        {
            if (files.Of(file) is { } stamp)
            {
                text.Append(stamp);
            }
            else
            {
                doubt ??= $"nothing tells whether {file} is another file";
            }
        }

        return (said == false ? null : doubt, text.ToString());
    }

    private HashSet<string> Readable(TemplateNode node, NodeContext context)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        void Add(Relation relation)
        {
            if (relation.Identifier is { } identifier)
            {
                names.Add(identifier.ToLowerInvariant());
                names.Add($"{relation.Schema?.ToLowerInvariant()}.{identifier.ToLowerInvariant()}");
            }
        }

        Add(node.Relation);
        foreach (var input in Reads(node))
        {
            Add(input is SourceNode ? input.Relation : context.PlaceOf(input));
        }

        return names;
    }

    /// <summary>The relations that a node reads, through the ephemeral models in it.</summary>
    private IEnumerable<RelationNode> Reads(Node node)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<Node>([node]);
        while (next.TryPop(out var reader))
        {
            foreach (var id in reader.DependsOn)
            {
                if (seen.Add(id) && graph.Nodes.TryGetValue(id, out var read))
                {
                    if (read is ModelNode { IsEphemeral: true })
                    {
                        next.Push(read);
                    }
                    else if (read is ModelNode or SeedNode or SnapshotNode or FunctionNode or SourceNode)
                    {
                        yield return (RelationNode)read;
                    }
                }
            }
        }
    }

    private ImmutableArray<ResultInput> Inputs(Node node, NodeContext context, bool byShape)
    {
        if (node is DeclaredNode)
        {
            // All that a unit test reads stands in its SQL.
            return [];
        }

        var inputs = ImmutableArray.CreateBuilder<ResultInput>();
        foreach (var read in Reads(node).OrderBy(read => read.UniqueId, StringComparer.Ordinal))
        {
            if (read is SourceNode source)
            {
                var stamp = stamps.Of(source, context.Session);
                inputs.Add(new ResultInput(source.UniqueId, string.Empty, byShape ? stamp.Shape : stamp.Data));
            }
            else
            {
                var key = places.Of(context.PlaceOf(read));
                var row = Made(key);
                inputs.Add(new ResultInput(read.UniqueId, key, row is null ? null : byShape ? Shape(row) : Data(row, context.Session)));
            }
        }

        return inputs.ToImmutable();
    }

    private ResultRow? Made(string key) => made.TryGetValue(key, out var row) ? row : known.GetValueOrDefault(key)?.Success;

    private static string Shape(ResultRow row) =>
        row.Liveness == nameof(Liveness.View) ? Hash.Of($"{row.Parts}\n{row.Inputs}") : row.Attempt;

    /// <summary>Another text where the rows are other ones; null where nothing tells.</summary>
    private string? Data(ResultRow row, WarehouseSession session, HashSet<string>? above = null)
    {
        if (row.Liveness == nameof(Liveness.Stored))
        {
            return row.Attempt;
        }

        if (row.Liveness == nameof(Liveness.Volatile))
        {
            return null;
        }

        if (data.TryGetValue(row.Attempt, out var version))
        {
            return version;
        }

        // Records that read each other in a circle tell nothing.
        above ??= new HashSet<string>(StringComparer.Ordinal);
        if (!above.Add(row.Attempt))
        {
            return null;
        }

        version = row.Liveness == nameof(Liveness.View) ? row.Parts : row.Attempt;
        foreach (var input in InputList.Read(row.Inputs))
        {
            var then = input.Key.Length > 0 ? Made(input.Key) is { } other ? Data(other, session, above) : null
                : graph.Nodes.GetValueOrDefault(input.Id) is SourceNode source ? stamps.Of(source, session).Data : null;
            if (then is null)
            {
                version = null;
                break;
            }

            version = Hash.Of($"{version}\n{input.Id}\n{then}");
        }

        above.Remove(row.Attempt);
        return data[row.Attempt] = version;
    }

    private RunReason? InputProblem(Judgement judgement, ImmutableArray<ResultInput> before, WarehouseSession session)
    {
        var nodes = new List<string>();
        foreach (var input in judgement.Inputs)
        {
            var then = before.FirstOrDefault(other => other.Id == input.Id);
            if (input.Version is { } version && then is { Version: { } last } && last == version && then.Key == input.Key)
            {
                continue;
            }

            if (graph.Nodes[input.Id] is SourceNode source)
            {
                var stamp = stamps.Of(source, session);
                return new RunReason(RunCause.Source, input.Version is null && stamp.Doubt is { } doubt ? doubt
                    : $"the source {source.SourceName}.{source.Name} has other {(judgement.Liveness == Liveness.View ? "columns" : "rows")}");
            }

            nodes.Add(input.Id);
        }

        if (nodes.Count == 0)
        {
            return before.Length == judgement.Inputs.Length ? null : new RunReason(RunCause.Upstream, "it reads less than before");
        }

        var unknown = nodes.Where(id => judgement.Inputs.First(input => input.Id == id).Version is null).ToList();
        return unknown.Count > 0
            ? new RunReason(RunCause.Upstream, $"nothing tells whether {Names(unknown)} {(unknown.Count == 1 ? "has" : "have")} other rows")
            : new RunReason(RunCause.Upstream, Happened(nodes, judgement));

        string Names(List<string> ids) => Plural([.. ids.Select(id => graph.Nodes[id].Name)]);
    }

    /// <summary>What happened to inputs that are other ones: to those that were made now, if there are such.</summary>
    private string Happened(List<string> nodes, Judgement judgement)
    {
        string KeyOf(string id) => judgement.Inputs.First(input => input.Id == id).Key;
        var groups = nodes.ToLookup(id => made.ContainsKey(KeyOf(id)) ? "ran"
            : Made(KeyOf(id))?.Liveness == nameof(Liveness.Stored) ? "was made by another run"
            : "has other rows");
        var what = groups.Contains("ran") ? "ran" : groups.First().Key;
        var names = groups[what].Select(id => graph.Nodes[id].Name).ToList();
        return $"{Plural(names)} {(names.Count > 1 ? what.Replace("was", "were", StringComparison.Ordinal).Replace("has", "have", StringComparison.Ordinal) : what)}";
    }

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
