using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Planning;

namespace Transform.Tests.Planning;

public sealed class BatchTimesTests
{
    [Theory]
    [InlineData(BatchSize.Minute, "2024-02-29 23:59:30", "2024-02-29 23:59:00", "2024-03-01 00:00:00", "2024-02-29T23-59")]
    [InlineData(BatchSize.Hour, "2024-12-31 23:59:59", "2024-12-31 23:00:00", "2025-01-01 00:00:00", "2024-12-31T23")]
    [InlineData(BatchSize.Day, "2024-02-28 10:00:00", "2024-02-28 00:00:00", "2024-02-29 00:00:00", "2024-02-28")]
    [InlineData(BatchSize.Day, "2023-02-28 10:00:00", "2023-02-28 00:00:00", "2023-03-01 00:00:00", "2023-02-28")]
    [InlineData(BatchSize.Month, "2024-01-31 12:00:00", "2024-01-01 00:00:00", "2024-02-01 00:00:00", "2024-01")]
    [InlineData(BatchSize.Year, "2024-02-29 00:00:00", "2024-01-01 00:00:00", "2025-01-01 00:00:00", "2024")]
    public void A_time_falls_into_a_batch(BatchSize size, string time, string start, string end, string name)
    {
        BatchTimes.Truncate(Utc(time), size).ShouldBe(Utc(start));
        BatchTimes.Ceiling(Utc(time), size).ShouldBe(Utc(end));
        BatchTimes.Offset(Utc(time), size, 1).ShouldBe(Utc(end));
        BatchTimes.Offset(Utc(end), size, -1).ShouldBe(Utc(start));
        BatchTimes.Ceiling(Utc(start), size).ShouldBe(Utc(start));
        BatchTimes.Name(Utc(start), size).ShouldBe(name);
    }

    [Fact]
    public void Batches_part_any_window_without_gap_or_overlap() => Prop.ForAll(
        Gen.Choose(0, 4).SelectMany(size => Gen.Choose(0, 60 * 24 * 366 * 20).SelectMany(minute => Gen.Choose(1, 2000)
            .Select(length => ((BatchSize)size, minute, length)))).ToArbitrary(),
        drawn =>
        {
            var (size, minute, length) = drawn;
            var from = BatchTimes.Truncate(new DateTime(2010, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute), size);
            var to = BatchTimes.Ceiling(size < BatchSize.Month ? from.AddMinutes(length * (size == BatchSize.Minute ? 1 : 30)) : from.AddDays(length), size);
            var batches = BatchTimes.Split(from, to, size);

            batches[0].Start.ShouldBe(from);
            batches[^1].End.ShouldBe(to);
            batches.ShouldAllBe(batch => batch.Start < batch.End && BatchTimes.Offset(batch.Start, size, 1) == batch.End);
            batches.Zip(batches.Skip(1)).ShouldAllBe(pair => pair.First.End == pair.Second.Start);
            batches.Select(batch => BatchTimes.Name(batch.Start, size)).ShouldBeUnique();
            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_end_of_time_is_no_error()
    {
        var last = Utc("9999-12-31 00:00:00");
        BatchTimes.Ceiling(last.AddHours(1), BatchSize.Year).ShouldBe(DateTime.MaxValue);
        BatchTimes.Offset(Utc("0001-01-01 00:00:00"), BatchSize.Month, -1).Year.ShouldBe(1);
    }

    private static DateTime Utc(string text) =>
        DateTime.SpecifyKind(DateTime.Parse(text, System.Globalization.CultureInfo.InvariantCulture), DateTimeKind.Utc);
}
