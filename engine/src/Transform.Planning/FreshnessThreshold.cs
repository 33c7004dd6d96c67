using Transform.Templating;

namespace Transform.Planning;

/// <summary>How old the newest row of a source may be.</summary>
/// <param name="WarnAfter">In seconds; null where age is no reason to warn.</param>
/// <param name="ErrorAfter">In seconds; null where age is no error.</param>
/// <param name="Filter">A condition in SQL on the rows that are looked at; null for all.</param>
public sealed record FreshnessThreshold(double? WarnAfter, double? ErrorAfter, string? Filter)
{
    /// <summary>What a source says; null where it sets no limit, so that there is nothing to check.</summary>
    public static FreshnessThreshold? Of(SourceNode source)
    {
        if (source.Freshness.AsDict() is not { } declared)
        {
            return null;
        }

        var (warn, error) = (Seconds(declared["warn_after"]), Seconds(declared["error_after"]));
        return warn is null && error is null ? null : new FreshnessThreshold(warn, error, declared["filter"].AsString());
    }

    private static double? Seconds(Value time) =>
        time.AsDict() is { } parts && parts["count"].TryGetInt64(out var count)
            ? parts["period"].AsString() switch
            {
                "minute" => count * 60d,
                "hour" => count * 3600d,
                "day" => count * 86400d,
                _ => null,
            }
            : null;
}
