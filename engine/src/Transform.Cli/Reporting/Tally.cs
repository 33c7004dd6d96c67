using Transform.Execution;

namespace Transform.Cli.Reporting;

/// <summary>How many nodes ended how, in dbt's five drawers and that of nodes that were left as they are.</summary>
internal readonly record struct Tally(int Pass, int Warn, int Error, int Skip, int NoOp, int Reused)
{
    public int Total => Pass + Warn + Error + Skip + NoOp + Reused;

    public static Tally Of(IEnumerable<NodeResult> results)
    {
        var tally = default(Tally);
        foreach (var result in results)
        {
            tally = tally.Add(result.Status);
        }

        return tally;
    }

    public Tally Add(NodeStatus status) => status switch
    {
        NodeStatus.Success or NodeStatus.Pass => this with { Pass = Pass + 1 },
        NodeStatus.Warn => this with { Warn = Warn + 1 },
        NodeStatus.Skipped => this with { Skip = Skip + 1 },
        NodeStatus.Reused => this with { Reused = Reused + 1 },
        NodeStatus.NoOp => this with { NoOp = NoOp + 1 },
        _ => this with { Error = Error + 1 },
    };

    public override string ToString() =>
        $"PASS={Pass} WARN={Warn} ERROR={Error} SKIP={Skip} NO-OP={NoOp}{(Reused > 0 ? $" REUSED={Reused}" : string.Empty)} TOTAL={Total}";
}
