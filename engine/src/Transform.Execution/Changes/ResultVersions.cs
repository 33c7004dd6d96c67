using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Compilation;
using Transform.Planning;

namespace Transform.Execution.Changes;

/// <summary>What relations and sources are by now: by the record, by what this run has made, and by what sources say. Thread-safe.</summary>
internal sealed class ResultVersions(Graph graph, NodePlaces places, SourceStamps stamps, FrozenDictionary<string, KnownResult> known)
{
    // Rows of this run; null while a relation is being made, and after a failure.
    private readonly ConcurrentDictionary<string, ResultRow?> made = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> data = new(StringComparer.Ordinal);

    /// <summary>This run has begun to make it.</summary>
    public bool IsMadeNow(string key) => made.ContainsKey(key);

    /// <param name="row">How it succeeded; null while that is not so.</param>
    public void Set(string key, ResultRow? row) => made[key] = row;

    /// <summary>The result that is there; null where that is not certain.</summary>
    public ResultRow? Made(string key) => made.TryGetValue(key, out var row) ? row : known.GetValueOrDefault(key)?.Success;

    public SourceStamp Stamp(SourceNode source, WarehouseSession session) => stamps.Of(source, session);

    /// <summary>The relations that a node reads, through the ephemeral models in it.</summary>
    public IEnumerable<RelationNode> Reads(Node node)
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

    /// <summary>What a node reads, with what that is now.</summary>
    /// <param name="byShape">Only what it is made from counts, and not which rows it has.</param>
    public ImmutableArray<ResultInput> Inputs(Node node, NodeContext context, bool byShape)
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
}
