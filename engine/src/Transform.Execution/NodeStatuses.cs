namespace Transform.Execution;

/// <summary>dbt's spelling of the statuses.</summary>
public static class NodeStatuses
{
    private static readonly string[] Names =
        ["success", "error", "skipped", "pass", "fail", "warn", "runtime error", "no-op", "partial success", "reused"];

    public static string ToName(this NodeStatus status) => Names[(int)status];
}
