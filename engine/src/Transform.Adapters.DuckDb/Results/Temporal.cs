using System.Globalization;

namespace Transform.Adapters.DuckDb;

/// <summary>DuckDB's dates and times as CLR values, or as DuckDB prints them where the CLR has no such value.</summary>
internal static class Temporal
{
    internal const long MillisPerSecond = 1_000;
    internal const long MicrosPerSecond = 1_000_000;
    internal const long NanosPerSecond = 1_000_000_000;

    private const int SecondsPerDay = 86_400;
    private const int NanosPerTick = 100;
    private const int TicksPerMicro = 10;

    private static readonly int EpochDay = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    internal static object Date(int days)
    {
        if (InfinityText(days, int.MaxValue) is { } infinity)
        {
            return infinity;
        }

        var day = (long)days + EpochDay;
        return day >= 0 && day <= DateOnly.MaxValue.DayNumber
            ? DateOnly.FromDayNumber((int)day)
            : DateText(days) + Era(days);
    }

    internal static object Time(long micros) => micros < SecondsPerDay * MicrosPerSecond
        ? new TimeOnly(micros * TicksPerMicro)
        : ClockText(micros, MicrosPerSecond);

    internal static object TimeOfNanos(long nanos) =>
        nanos % NanosPerTick == 0 && nanos < SecondsPerDay * NanosPerSecond
            ? new TimeOnly(nanos / NanosPerTick)
            : ClockText(nanos, NanosPerSecond);

    /// <summary>The upper 40 bits are microseconds; the lower 24 are the offset, counted down from its largest value so
    /// that the numbers sort by instant.</summary>
    internal static string TimeWithZone(ulong bits)
    {
        const int OffsetBits = 24;
        const int LargestOffset = (16 * 60 * 60) - 1;
        var micros = (long)(bits >> OffsetBits);
        var offset = LargestOffset - (int)(bits & ((1UL << OffsetBits) - 1));
        var (hours, minutes, seconds) = (Math.Abs(offset) / 3600, Math.Abs(offset) / 60 % 60, Math.Abs(offset) % 60);
        var zone = $"{(offset < 0 ? '-' : '+')}{hours:00}";
        if (minutes != 0 || seconds != 0)
        {
            zone += $":{minutes:00}";
        }

        if (seconds != 0)
        {
            zone += $":{seconds:00}";
        }

        return ClockText(micros, MicrosPerSecond) + zone;
    }

    /// <param name="value">Units since 1970.</param>
    /// <param name="perSecond">Units in a second.</param>
    internal static object Timestamp(long value, long perSecond) =>
        (object?)InfinityText(value, long.MaxValue)
        ?? (TryTicks(value, perSecond, out var ticks) ? new DateTime(ticks, DateTimeKind.Unspecified) : TimestampText(value, perSecond));

    internal static object Instant(long micros) =>
        (object?)InfinityText(micros, long.MaxValue)
        ?? (TryTicks(micros, MicrosPerSecond, out var ticks)
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : TimestampText(micros, MicrosPerSecond, "+00"));

    private static bool TryTicks(long value, long perSecond, out long ticks)
    {
        ticks = 0;
        if (perSecond == NanosPerSecond && value % NanosPerTick != 0)
        {
            return false;
        }

        var wide = perSecond == NanosPerSecond
            ? value / NanosPerTick
            : (Int128)value * (TimeSpan.TicksPerSecond / perSecond);
        wide += DateTime.UnixEpoch.Ticks;
        if (wide < 0 || wide > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        ticks = (long)wide;
        return true;
    }

    private static string? InfinityText(long value, long infinity) =>
        value == infinity ? "infinity" : value == -infinity ? "-infinity" : null;

    private static string TimestampText(long value, long perSecond, string zone = "")
    {
        var perDay = perSecond * SecondsPerDay;
        var days = (long)Math.Floor((decimal)value / perDay);
        var rest = (long)(value - ((Int128)days * perDay));
        return $"{DateText(days)}{Era(days)} {ClockText(rest, perSecond)}{zone}";
    }

    private static string ClockText(long value, long perSecond)
    {
        var (seconds, fraction) = Math.DivRem(value, perSecond);
        var text = $"{seconds / 3600:00}:{seconds / 60 % 60:00}:{seconds % 60:00}";
        if (fraction == 0)
        {
            return text;
        }

        var width = perSecond == NanosPerSecond ? 9 : 6;
        return $"{text}.{fraction.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0').TrimEnd('0')}";
    }

    private static string Era(long days) => Civil(days).Year <= 0 ? " (BC)" : string.Empty;

    private static string DateText(long days)
    {
        var (year, month, day) = Civil(days);
        return $"{(year <= 0 ? 1 - year : year):0000}-{month:00}-{day:00}";
    }

    /// <summary>The proleptic Gregorian date of a day since 1970, for any year. Counts in eras of 400 years whose years
    /// start in March, so that the leap day is the last one.</summary>
    private static (long Year, int Month, int Day) Civil(long days)
    {
        const int DaysPerEra = 146_097;
        const int DaysBefore1970 = 719_468;
        var shifted = days + DaysBefore1970;
        var era = (shifted >= 0 ? shifted : shifted - (DaysPerEra - 1)) / DaysPerEra;
        var dayOfEra = (int)(shifted - (era * DaysPerEra));
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36524) - (dayOfEra / (DaysPerEra - 1))) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        var month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        var year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        return (year, month, dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1);
    }
}
