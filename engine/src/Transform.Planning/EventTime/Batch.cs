using Transform.Templating;

namespace Transform.Planning;

/// <summary>The times of a batch, in UTC: from <paramref name="Start"/> on and before <paramref name="End"/>.</summary>
public readonly record struct BatchWindow(DateTime Start, DateTime End)
{
    /// <summary>What it has in common with another one.</summary>
    public BatchWindow Within(BatchWindow other) => new(Start > other.Start ? Start : other.Start, End < other.End ? End : other.End);
}

/// <summary>One batch of a run of a microbatch model.</summary>
/// <param name="Window">Its times.</param>
/// <param name="Size">How much time batches of the model cover.</param>
/// <param name="Index">Counted from zero in the order of time.</param>
/// <param name="Count">The batches of the run.</param>
public sealed record Batch(BatchWindow Window, BatchSize Size, int Index, int Count)
{
    public bool IsFirst => Index == 0;

    public bool IsLast => Index == Count - 1;

    /// <summary>It goes into the table that is there, even where the run began with a full refresh.</summary>
    public required bool FillsUp { get; init; }

    /// <summary><c>2024-01-03</c>, as files and messages call it.</summary>
    public string Name => BatchTimes.Name(Window.Start, Size);

    /// <summary><c>20240103</c>: <c>model.batch.id</c>.</summary>
    public string Id => Name.Replace("-", string.Empty, StringComparison.Ordinal);

    /// <summary>What templates see as <c>model.batch</c>.</summary>
    public DictValue ToValue() => DictValue.Of(
        ("id", Id),
        ("event_time_start", Value.From(DateTimeValue.FromClr(Window.Start))),
        ("event_time_end", Value.From(DateTimeValue.FromClr(Window.End))));
}
