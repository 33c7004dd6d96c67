using System.Collections.Immutable;
using System.Globalization;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Cli.Options;

/// <summary>Reads <c>--sample</c>: how long up to now, or a start and an end.</summary>
internal static class SampleWindows
{
    private const string Hint = "Write how long, up to now: --sample '3 days', or both ends in UTC: --sample \"{start: '2024-01-31', end: '2024-02-01 06:00:00'}\".";

    private static readonly ImmutableArray<string> Sizes = ["hour", "day", "month", "year"];

    /// <param name="text">The value of the option.</param>
    /// <param name="now">In UTC. Whole seconds count, as not every warehouse compares with less.</param>
    /// <exception cref="Core.TransformException">TF9002: it says no window.</exception>
    public static BatchWindow Read(string text, DateTime now)
    {
        var window = text.AsSpan().TrimStart().StartsWith("{") ? Ends(text) : UpTo(text, new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc));
        return window.Start < window.End ? window : throw UsageErrors.Because($"--sample '{text}' ends before it starts.", Hint);
    }

    private static BatchWindow UpTo(string text, DateTime end)
    {
        var words = text.Split(' ');
        if (words.Length != 2 || !int.TryParse(words[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var count) || count == int.MinValue)
        {
            throw UsageErrors.Because($"--sample cannot be '{text}'.", Hint);
        }

        var name = words[1].ToLowerInvariant().TrimEnd('s');
        return Sizes.Contains(name) && BatchTimes.TryParse(name, out var size)
            ? new BatchWindow(BatchTimes.Shift(end, size, -count), end)
            : throw UsageErrors.Because($"--sample cannot count '{words[1]}'.", Core.NearMiss.Question(name, Sizes) ?? $"It counts {string.Join(", ", Sizes)}.");
    }

    private static BatchWindow Ends(string text)
    {
        var values = YamlArguments.Read(Flags.Sample.Option, text);
        return new BatchWindow(Time(values, "start"), Time(values, "end"));
    }

    // The clock's reading counts, as in dbt, whatever zone is written with it.
    private static DateTime Time(DictValue values, string key) =>
        !values.TryGetValue(key, out var value) ? throw UsageErrors.Because($"--sample has no '{key}'.", Hint)
        : DateTimeValue.TryParseIso(value.ToString(), out var time) ? DateTime.SpecifyKind(time.Local, DateTimeKind.Utc)
        : throw UsageErrors.Because($"'{value}' is not a time for '{key}' of --sample.", Hint);
}
