using System.Globalization;
using Transform.Planning;

namespace Transform.Cli.Options;

/// <summary>Reads <c>--event-time-start</c> and <c>--event-time-end</c>.</summary>
internal static class EventTimes
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>The window that they name, in UTC; null where neither is given.</summary>
    /// <exception cref="Core.TransformException">TF9002: one of them is missing, is no time, or they are in the wrong order.</exception>
    public static BatchWindow? Read(FlagValues values)
    {
        var start = Read(values, Flags.EventTimeStart);
        var end = Read(values, Flags.EventTimeEnd);
        return (start, end) switch
        {
            (null, null) => null,
            (null, _) => throw UsageErrors.Because("--event-time-end needs --event-time-start too.", "Name both ends of the time to build."),
            (_, null) => throw UsageErrors.Because("--event-time-start needs --event-time-end too.", "Name both ends of the time to build."),
            var (from, to) when from >= to => throw UsageErrors.Because(
                "--event-time-start must be before --event-time-end.", "The end is the first moment that is not built any more."),
            var (from, to) => new BatchWindow(from.Value, to.Value),
        };
    }

    private static DateTime? Read(FlagValues values, Flag flag) =>
        values.Text(flag) is not { } text ? null
        : DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw UsageErrors.Because(
            $"{flag.Option} cannot be '{text}'.", $"Write a date, or a date and a time in UTC: {flag.Option} 2024-01-31 or {flag.Option} '2024-01-31 06:00:00'.");
}
