using System.Globalization;

namespace Transform.Planning;

/// <summary>The times at which batches begin and end. All of them are UTC, so that no day has 23 hours.</summary>
public static class BatchTimes
{
    private static readonly string[] Names = ["minute", "hour", "day", "month", "year"];

    /// <summary>dbt's name of a size, which is case-sensitive.</summary>
    public static bool TryParse(string? name, out BatchSize size)
    {
        var index = Array.IndexOf(Names, name);
        size = (BatchSize)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Where the batch begins that a time falls into.</summary>
    public static DateTime Truncate(DateTime time, BatchSize size) => size switch
    {
        BatchSize.Minute => Utc(time.Year, time.Month, time.Day).AddHours(time.Hour).AddMinutes(time.Minute),
        BatchSize.Hour => Utc(time.Year, time.Month, time.Day).AddHours(time.Hour),
        BatchSize.Day => Utc(time.Year, time.Month, time.Day),
        BatchSize.Month => Utc(time.Year, time.Month, 1),
        _ => Utc(time.Year, 1, 1),
    };

    /// <summary>Where the batch begins that lies so many batches after (or, negative, before) the one of a time. It stays within
    /// what a date can be.</summary>
    public static DateTime Offset(DateTime time, BatchSize size, int batches) => Shift(Truncate(time, size), size, batches);

    /// <summary>The time so many minutes, hours, days, months or years later (or, negative, earlier). It stays within what a date can be,
    /// and a month's last day in that month.</summary>
    public static DateTime Shift(DateTime time, BatchSize size, int count)
    {
        try
        {
            return size switch
            {
                BatchSize.Minute => time.AddMinutes(count),
                BatchSize.Hour => time.AddHours(count),
                BatchSize.Day => time.AddDays(count),
                BatchSize.Month => time.AddMonths(count),
                _ => time.AddYears(count),
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return count < 0 ? Utc(1, 1, 1) : DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);
        }
    }

    /// <summary>The end of the batch that a time falls into; the time itself where one batch ends and another begins.</summary>
    public static DateTime Ceiling(DateTime time, BatchSize size)
    {
        var start = Truncate(time, size);
        return start == time ? start : Offset(start, size, 1);
    }

    /// <summary>The batches from one boundary to another one, each beginning where the one before it ends. There is always one:
    /// where there is no time between the boundaries, it is empty.</summary>
    public static List<BatchWindow> Split(DateTime start, DateTime end, BatchSize size)
    {
        var batches = new List<BatchWindow>();
        var from = start;
        for (var to = Offset(from, size, 1); to < end; to = Offset(from, size, 1))
        {
            batches.Add(new BatchWindow(from, to));
            from = to;
        }

        batches.Add(new BatchWindow(from, end));
        return batches;
    }

    /// <summary>What files and messages call a batch: as much of its beginning as the size needs.</summary>
    public static string Name(DateTime start, BatchSize size) => start.ToString(
        size switch
        {
            BatchSize.Minute => "yyyy-MM-ddTHH-mm",
            BatchSize.Hour => "yyyy-MM-ddTHH",
            BatchSize.Day => "yyyy-MM-dd",
            BatchSize.Month => "yyyy-MM",
            _ => "yyyy",
        },
        CultureInfo.InvariantCulture);

    private static DateTime Utc(int year, int month, int day) => new(year, month, day, 0, 0, 0, DateTimeKind.Utc);
}
