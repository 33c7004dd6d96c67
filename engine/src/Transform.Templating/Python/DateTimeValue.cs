using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>datetime.datetime</c>: a clock's reading, with its zone when it is aware of one.</summary>
public sealed class DateTimeValue : IArithmetic, IClrValue, IFormattableValue
{
    public DateTimeValue(DateTime local, TimeZoneValue? zone = null)
    {
        // Python counts microseconds.
        Local = new DateTime(local.Ticks - (local.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified);
        Zone = zone;
    }

    /// <summary>The clock's reading; its kind is unspecified.</summary>
    public DateTime Local { get; }

    public TimeZoneValue? Zone { get; }

    /// <summary>The moment in UTC; a reading without a zone counts as one.</summary>
    public DateTime Utc => Zone is null ? Local : Local - Zone.OffsetAt(Local);

    public string TypeName => "datetime";

    public static DateTimeValue FromClr(DateTime moment) =>
        new(moment, moment.Kind == DateTimeKind.Utc ? TimeZoneValue.Utc : null);

    public static DateTimeValue FromClr(DateTimeOffset moment) => new(moment.DateTime, TimeZoneValue.Fixed(moment.Offset));

    /// <summary>Reads what Python's <c>datetime.fromisoformat</c> reads: a date, and a time after any one character.</summary>
    public static bool TryParseIso(string text, [NotNullWhen(true)] out DateTimeValue? moment) => IsoReader.TryRead(text, out moment);

    public object ToObject()
    {
        if (Zone is null)
        {
            return Local;
        }

        return new DateTimeOffset(Local, Zone.OffsetAt(Local));
    }

    public DateTimeValue In(TimeZoneValue zone) => new(PythonDates.Checked(() => zone.FromUtc(Utc)), zone);

    public string Render() => Iso(" ", "auto");

    public string Repr()
    {
        var microsecond = PythonDate.Microsecond(Local);
        var seconds = Local.Second != 0 || microsecond != 0 ? $", {Local.Second}" : string.Empty;
        var rest = microsecond != 0 ? $", {microsecond}" : string.Empty;
        var zone = Zone is null ? string.Empty : $", tzinfo={Zone.Repr()}";
        return $"datetime.datetime({Local.Year}, {Local.Month}, {Local.Day}, {Local.Hour}, {Local.Minute}{seconds}{rest}{zone})";
    }

    string IFormattableValue.Format(string spec) => PythonDate.Format(spec, Local, Zone);

    public bool IsEqualTo(Value other) =>
        other.As<DateTimeValue>() is { } moment && (Zone is null) == (moment.Zone is null) && Utc == moment.Utc;

    public int HashCode() => Utc.GetHashCode();

    public int? CompareTo(Value other) =>
        other.As<DateTimeValue>() is { } moment && (Zone is null) == (moment.Zone is null) ? Utc.CompareTo(moment.Utc) : null;

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "year" => Local.Year,
            "month" => Local.Month,
            "day" => Local.Day,
            "hour" => Local.Hour,
            "minute" => Local.Minute,
            "second" => Local.Second,
            "microsecond" => PythonDate.Microsecond(Local),
            "tzinfo" => Zone is null ? Value.None : Value.From(Zone),
            "fold" => 0,
            "isoformat" => Value.From(name, (_, a) => Iso(a.Get(0, "sep", "T").ToString(), a.Get(1, "timespec", "auto").ToString())),
            "strftime" => Value.From(name, (_, a) => PythonDate.Format(a.RequireString(0, "format", name), Local, Zone)),
            "date" => Value.From(name, (_, _) => Value.From(new DateValue(DateOnly.FromDateTime(Local)))),
            "time" or "timetz" => Value.From(name, (_, _) => Value.From(new TimeValue(TimeOnly.FromDateTime(Local)))),
            "timestamp" => Value.From(name, (_, _) => (double)(Utc - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond),
            "weekday" => Value.From(name, (_, _) => PythonDate.IsoWeekday(Local) - 1),
            "isoweekday" => Value.From(name, (_, _) => PythonDate.IsoWeekday(Local)),
            "isocalendar" => Value.From(name, (_, _) => DateValue.IsoCalendar(Local)),
            "toordinal" => Value.From(name, (_, _) => DateOnly.FromDateTime(Local).DayNumber + 1),
            "ctime" => Value.From(name, (_, _) => PythonDate.Format("%c", Local, Zone)),
            "utcoffset" => Value.From(name, (_, _) => Zone is null ? Value.None : Value.From(new TimeDeltaValue(Zone.OffsetAt(Local)))),
            "tzname" => Value.From(name, (_, _) => Zone?.NameAt(Local)),
            "astimezone" => Value.From(name, (_, a) => Value.From(In(PythonDates.Zone(a.Get(0, "tz", Value.None)) ?? TimeZoneValue.Utc))),
            "replace" => Value.From(name, (_, a) => Value.From(Replace(a))),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public bool TryApply(string @operator, Value other, bool reversed, out Value result)
    {
        result = default;
        if (other.As<TimeDeltaValue>() is { } delta && (@operator == "+" || (@operator == "-" && !reversed)))
        {
            var span = @operator == "+" ? delta.Span : -delta.Span;
            result = Value.From(new DateTimeValue(PythonDates.Checked(() => Local + span), Zone));
            return true;
        }

        if (@operator == "-" && other.As<DateTimeValue>() is { } moment)
        {
            if ((Zone is null) != (moment.Zone is null))
            {
                throw TransformException.Error(
                    DiagnosticCodes.OperationFailed,
                    "One of the two datetimes has a time zone and the other has none.",
                    hint: "Give it one with `.replace(tzinfo=modules.pytz.utc)`.");
            }

            result = Value.From(new TimeDeltaValue(reversed ? moment.Utc - Utc : Utc - moment.Utc));
            return true;
        }

        return false;
    }

    private string Iso(string separator, string timespec) =>
        Local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + separator + PythonDate.IsoTime(Local, timespec)
        + (Zone is null ? string.Empty : PythonDate.Offset(Zone.OffsetAt(Local), true));

    private DateTimeValue Replace(Arguments a) => new(
        PythonDates.MakeDateTime(
            PythonDates.Int(a, 0, "year", Local.Year),
            PythonDates.Int(a, 1, "month", Local.Month),
            PythonDates.Int(a, 2, "day", Local.Day),
            PythonDates.Int(a, 3, "hour", Local.Hour),
            PythonDates.Int(a, 4, "minute", Local.Minute),
            PythonDates.Int(a, 5, "second", Local.Second),
            PythonDates.Int(a, 6, "microsecond", PythonDate.Microsecond(Local)),
            a),
        a.TryGet(7, "tzinfo", out var zone) ? PythonDates.Zone(zone) : Zone);
}
