using System.Collections.Immutable;

namespace Transform.Execution.Changes;

/// <summary>How much the result of a node says of what its readers see.</summary>
internal enum Liveness
{
    /// <summary>Rows are stored: they are as the node has left them.</summary>
    Stored,

    /// <summary>A query over its inputs: it sees their rows as they are now.</summary>
    View,

    /// <summary>Rows are stored and follow the inputs, as those of a materialized view.</summary>
    Live,

    /// <summary>A query that gives other rows each time.</summary>
    Volatile,
}

/// <summary>What a node read: another node's relation, or a source.</summary>
/// <param name="Id">The unique id.</param>
/// <param name="Key">Where the record has it; empty for a source.</param>
/// <param name="Version">What it was then; null where nothing told.</param>
internal sealed record ResultInput(string Id, string Key, string? Version);

/// <summary>One row of the record: a node began, or ended.</summary>
internal sealed record ResultRow(string Key, string Attempt, string Event)
{
    public const string Started = "started";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    /// <summary>The attempts that this one takes the place of; those that had not ended by then with a mark.</summary>
    public string Replaces { get; init; } = string.Empty;

    public string UniqueId { get; init; } = string.Empty;

    public string Schema { get; init; } = string.Empty;

    public string Parts { get; init; } = string.Empty;

    public string Inputs { get; init; } = string.Empty;

    public string Liveness { get; init; } = string.Empty;

    public string InvocationId { get; init; } = string.Empty;

    public string HappenedAt { get; init; } = string.Empty;
}

/// <summary>What the record knows of one key: attempts, each of which names those that it takes the place of. Clocks have no say in it, since
/// those of two machines need not agree.</summary>
internal sealed class KnownResult
{
    /// <summary>Stands behind the id of an attempt that had not ended when another one took its place.</summary>
    public const char Unended = '?';

    private KnownResult(ImmutableArray<string> heads, ImmutableArray<string> superseded, ResultRow? last, bool isContested)
    {
        Heads = heads;
        Superseded = superseded;
        Last = last;
        IsContested = isContested;
    }

    /// <summary>What the next attempt takes the place of.</summary>
    public ImmutableArray<string> Heads { get; }

    /// <summary>The attempts whose rows are of no more use.</summary>
    public ImmutableArray<string> Superseded { get; }

    /// <summary>The last thing that is known of the last attempt.</summary>
    public ResultRow? Last { get; }

    /// <summary>Two runs were at it at once: nobody can say which one's rows are there.</summary>
    public bool IsContested { get; }

    /// <summary>The attempt whose result is there; null where that is not certain.</summary>
    public ResultRow? Success => !IsContested && Last is { Event: ResultRow.Succeeded } ? Last : null;

    public static KnownResult Of(IReadOnlyList<ResultRow> rows)
    {
        // Mostly there is one attempt that ended well.
        var ends = new Dictionary<string, ResultRow>(StringComparer.Ordinal);
        var replaces = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!ends.TryGetValue(row.Attempt, out var known) || known.Event == ResultRow.Started)
            {
                ends[row.Attempt] = row;
            }

            if (row.Replaces.Length > 0 || !replaces.ContainsKey(row.Attempt))
            {
                replaces[row.Attempt] = row.Replaces;
            }
        }

        var superseded = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in replaces.Values)
        {
            foreach (var id in Split(list))
            {
                superseded.Add(id.TrimEnd(Unended));
            }
        }

        var heads = ends.Values.Where(row => !superseded.Contains(row.Attempt)).ToList();
        var isContested = heads.Count > 1 || (heads.Count == 1 && Split(replaces[heads[0].Attempt]).Any(IsEndedByNow));
        return new KnownResult(
            [.. heads.Select(row => row.Event == ResultRow.Started ? row.Attempt + Unended : row.Attempt).Order(StringComparer.Ordinal)],
            [.. ends.Keys.Where(superseded.Contains)],
            heads.Count == 0 ? null : heads[^1],
            isContested);

        // It went on after another run had begun to do the same.
        bool IsEndedByNow(string id) => id[^1] == Unended && ends.TryGetValue(id[..^1], out var end) && end.Event != ResultRow.Started;
    }

    private static string[] Split(string list) => list.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
