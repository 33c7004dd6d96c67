using Transform.Templating;

namespace Transform.Execution;

/// <summary>How new a source's rows are.</summary>
/// <param name="MaxLoadedAt">When the newest row came in, in UTC; the year 1 where there is none.</param>
/// <param name="SnapshottedAt">The warehouse's time when it was asked, in UTC.</param>
/// <param name="Response"><c>adapter_response</c>: what the warehouse said of the query; empty where the macro does not tell.</param>
public sealed record SourceFreshness(DateTime MaxLoadedAt, DateTime SnapshottedAt, DictValue Response)
{
    /// <summary>The newest row's age; negative where it is of the future.</summary>
    public TimeSpan Age => SnapshottedAt - MaxLoadedAt;
}
