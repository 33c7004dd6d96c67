using System.Globalization;
using System.Text;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Dates and times as Python writes and reads them.</summary>
internal static class PythonDate
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static DateTimeValue Require(Arguments arguments, int position, string name) =>
        arguments.Require(position, name, "the function").As<DateTimeValue>() ?? throw TransformException.Error(
            DiagnosticCodes.WrongArguments, $"The argument '{name}' must be a datetime.", arguments.Span);

    /// <summary><c>+02:00</c>, or <c>+0200</c> without colons.</summary>
    public static string Offset(TimeSpan offset, bool colons)
    {
        var text = $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs((int)offset.TotalHours):00}{(colons ? ":" : string.Empty)}{Math.Abs(offset.Minutes):00}";
        return offset.Seconds == 0 ? text : $"{text}{(colons ? ":" : string.Empty)}{Math.Abs(offset.Seconds):00}";
    }

    public static int Microsecond(DateTime moment) =>
        (int)(moment.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);

    public static string IsoTime(DateTime moment, string timespec = "auto") => timespec switch
    {
        "hours" => moment.ToString("HH", Culture),
        "minutes" => moment.ToString("HH:mm", Culture),
        "seconds" => moment.ToString("HH:mm:ss", Culture),
        "milliseconds" => moment.ToString("HH:mm:ss.fff", Culture),
        "microseconds" => moment.ToString("HH:mm:ss.ffffff", Culture),
        _ => moment.ToString(Microsecond(moment) == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff", Culture),
    };

    /// <summary>Python's <c>strftime</c>.</summary>
    public static string Format(string format, DateTime moment, TimeZoneValue? zone)
    {
        var output = new StringBuilder();
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%' || i + 1 == format.Length)
            {
                output.Append(format[i]);
                continue;
            }

            i++;
            var padded = true;
            if (format[i] == '-' && i + 1 < format.Length)
            {
                padded = false;
                i++;
            }

            var text = FormatPlace(format[i], moment, zone);
            output.Append(padded || text.Length < 2 ? text : text.TrimStart('0', ' ') is { Length: > 0 } trimmed ? trimmed : "0");
        }

        return output.ToString();
    }

    private static string FormatPlace(char place, DateTime t, TimeZoneValue? zone) => place switch
    {
        'Y' => t.Year.ToString(Culture),
        'm' => t.ToString("MM", Culture),
        'd' => t.ToString("dd", Culture),
        'H' => t.ToString("HH", Culture),
        'M' => t.ToString("mm", Culture),
        'S' => t.ToString("ss", Culture),
        'f' => t.ToString("ffffff", Culture),
        'j' => t.DayOfYear.ToString("000", Culture),
        'y' => t.ToString("yy", Culture),
        'C' => (t.Year / 100).ToString("00", Culture),
        'b' or 'h' => t.ToString("MMM", Culture),
        'B' => t.ToString("MMMM", Culture),
        'a' => t.ToString("ddd", Culture),
        'A' => t.ToString("dddd", Culture),
        'I' => t.ToString("hh", Culture),
        'l' => t.ToString("%h", Culture).PadLeft(2),
        'p' => t.Hour < 12 ? "AM" : "PM",
        'e' => t.Day.ToString(Culture).PadLeft(2),
        'k' => t.Hour.ToString(Culture).PadLeft(2),
        'w' => ((int)t.DayOfWeek).ToString(Culture),
        'u' => IsoWeekday(t).ToString(Culture),
        'U' => ((t.DayOfYear + 6 - (int)t.DayOfWeek) / 7).ToString("00", Culture),
        'W' => ((t.DayOfYear + 6 - ((IsoWeekday(t) + 6) % 7)) / 7).ToString("00", Culture),
        'V' => ISOWeek.GetWeekOfYear(t).ToString("00", Culture),
        'G' => ISOWeek.GetYear(t).ToString(Culture),
        'D' or 'x' => t.ToString("MM/dd/yy", Culture),
        'F' => t.ToString("yyyy-MM-dd", Culture),
        'T' or 'X' => t.ToString("HH:mm:ss", Culture),
        'R' => t.ToString("HH:mm", Culture),
        'r' => t.ToString("hh:mm:ss ", Culture) + (t.Hour < 12 ? "AM" : "PM"),
        'c' => $"{t.ToString("ddd MMM", Culture)} {t.Day,2} {t.ToString("HH:mm:ss yyyy", Culture)}",
        's' => ((t - (zone?.OffsetAt(t) ?? TimeSpan.Zero) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond).ToString(Culture),
        'z' => zone is null ? string.Empty : Offset(zone.OffsetAt(t), false),
        'Z' => zone?.NameAt(t) ?? string.Empty,
        'n' => "\n",
        't' => "\t",
        '%' => "%",
        _ => "%" + place,
    };

    public static int IsoWeekday(DateTime moment) => moment.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)moment.DayOfWeek;

    /// <summary>Python's <c>datetime.strptime</c>.</summary>
    public static DateTimeValue Parse(string text, string format, Arguments arguments) =>
        new DateReader(text, format).Read() ?? throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"'{text}' does not have the form '{format}'.", arguments.Span);

    /// <summary>Python's <c>datetime.fromisoformat</c>.</summary>
    public static DateTimeValue ParseIso(string text, Arguments arguments) =>
        DateTimeValue.TryParseIso(text, out var moment) ? moment : throw TransformException.Error(
            DiagnosticCodes.OperationFailed, $"'{text}' is not an ISO date, such as 2024-05-31 or 2024-05-31T12:00:00.", arguments.Span);
}
