using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Microbatch;

/// <summary>Which batches a run of a microbatch model consists of.</summary>
internal static class BatchPlan
{
    /// <summary>The batches, in the order of time.</summary>
    /// <param name="fillsUp">The model's table is there and is not built anew.</param>
    public static IReadOnlyList<Batch> Of(ModelNode model, BatchOptions options, bool fillsUp)
    {
        _ = BatchTimes.TryParse(model.Config.Text("batch_size"), out var size);
        var isRetry = options.Earlier.TryGetValue(model.UniqueId, out var earlier);
        IReadOnlyList<BatchWindow> windows = isRetry ? earlier!.Failed : Windows(model, options, size, fillsUp);
        var batches = new Batch[windows.Count];
        for (var i = 0; i < batches.Length; i++)
        {
            batches[i] = new Batch(windows[i], size, i, batches.Length) { FillsUp = i > 0 || isRetry };
        }

        return batches;
    }

    private static List<BatchWindow> Windows(ModelNode model, BatchOptions options, BatchSize size, bool fillsUp)
    {
        var end = BatchTimes.Ceiling(options.EventTime?.End ?? options.Now.UtcDateTime, size);
        if (options.EventTime is { } asked)
        {
            return BatchTimes.Split(BatchTimes.Truncate(asked.Start, size), end, size);
        }

        if (!fillsUp)
        {
            // The clock's reading counts, as in dbt, whatever zone is written with it.
            var begin = model.Config.Get("begin").As<DateTimeValue>() ?? throw TransformException.Error(
                DiagnosticCodes.InvalidConfig, $"The microbatch model '{model.Name}' needs 'begin', the time that its first batch begins at.", model.Span);
            return BatchTimes.Split(BatchTimes.Truncate(begin.Local, size), end, size);
        }

        // The batch of now, which ends at the end, and those before it that are looked back at.
        var lookback = model.Config.Get("lookback").TryGetInt64(out var number) ? (int)Math.Clamp(number, int.MinValue + 2, int.MaxValue - 1) : 1;
        return BatchTimes.Split(BatchTimes.Offset(end, size, -lookback - 1), end, size);
    }
}
