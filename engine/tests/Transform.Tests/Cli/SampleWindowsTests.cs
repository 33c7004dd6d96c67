using System.Globalization;
using Shouldly;
using Transform.Cli.Options;
using Transform.Core;

namespace Transform.Tests.Cli;

public sealed class SampleWindowsTests
{
    // dbt's words, with the times that its relativedelta gives; of a second no part counts.
    [Theory]
    [InlineData("2 hours", "2024-03-31 14:06:07", "2024-03-31 16:06:07")]
    [InlineData("3 days", "2024-03-28 16:06:07", "2024-03-31 16:06:07")]
    [InlineData("1 Month", "2024-02-29 16:06:07", "2024-03-31 16:06:07")]
    [InlineData("1 YEARS", "2023-03-31 16:06:07", "2024-03-31 16:06:07")]
    [InlineData("{start: '2024-01-02', end: '2024-01-03 12:00:00'}", "2024-01-02 00:00:00", "2024-01-03 12:00:00")]
    [InlineData(" {start: 2024-01-02, end: '2024-01-03T12:00:00+05:00'}", "2024-01-02 00:00:00", "2024-01-03 12:00:00")]
    public void A_window_is_so_long_or_has_two_ends(string text, string start, string end)
    {
        var window = SampleWindows.Read(text, new DateTime(2024, 3, 31, 16, 6, 7, 891, DateTimeKind.Utc));
        window.Start.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture).ShouldBe(start);
        window.End.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture).ShouldBe(end);
    }

    [Theory]
    [InlineData("3", "--sample cannot be '3'.")]
    [InlineData("three days", "--sample cannot be 'three days'.")]
    [InlineData("3  days", "--sample cannot be '3  days'.")]
    [InlineData("3 weeks", "--sample cannot count 'weeks'.")]
    [InlineData("-3 days", "--sample '-3 days' ends before it starts.")]
    [InlineData("{start: '2024-01-02'}", "--sample has no 'end'.")]
    [InlineData("{start: '2024-01-02', end: soon}", "'soon' is not a time for 'end' of --sample.")]
    [InlineData("{start: '2024-01-02', end: '2024-01-02'}", "--sample '{start: '2024-01-02', end: '2024-01-02'}' ends before it starts.")]
    public void What_is_no_window_is_refused(string text, string message)
    {
        var diagnostic = Should.Throw<TransformException>(() => SampleWindows.Read(text, DateTime.UnixEpoch)).Diagnostics.ShouldHaveSingleItem();
        diagnostic.Message.ShouldBe(message);
        diagnostic.Hint.ShouldNotBeNull();
    }
}
