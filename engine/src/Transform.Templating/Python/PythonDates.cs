using Transform.Core;

namespace Transform.Templating;

/// <summary>The classes of Python's <c>datetime</c> module and <c>pytz</c>, as templates call them.</summary>
internal sealed class PythonDates(TimeProvider clock)
{
    public DictValue DateTimeModule() => DictValue.Of(
        ("date", Class("date", MakeDateValue, DateMember)),
        ("datetime", Class("datetime", MakeDateTimeValue, DateTimeMember)),
        ("time", Class("time", MakeTimeValue, TimeMember)),
        ("timedelta", Class("timedelta", MakeTimeDelta, static _ => default)),
        ("timezone", Class("timezone", static a => Value.From(TimeZoneValue.Fixed(
            a.Require(0, "offset", "timezone").As<TimeDeltaValue>()?.Span ?? TimeSpan.Zero)), TimeZoneMember)));

    public static DictValue PytzModule() => DictValue.Of(
        ("utc", Value.From(TimeZoneValue.Utc)),
        ("UTC", Value.From(TimeZoneValue.Utc)),
        ("timezone", Value.From("timezone", static (_, a) => Value.From(TimeZoneValue.Region(a.RequireString(0, "zone", "timezone"))))),
        ("FixedOffset", Value.From("FixedOffset", static (_, a) => Value.From(TimeZoneValue.Fixed(TimeSpan.FromMinutes(Int(a, 0, "offset", 0)))))));

    public static int Int(Arguments arguments, int position, string name, int fallback)
    {
        var value = arguments.Get(position, name, fallback);
        return value.TryGetInt64(out var number) && number is >= int.MinValue and <= int.MaxValue
            ? (int)number
            : throw TransformException.Error(
                DiagnosticCodes.WrongArguments, $"The argument '{name}' must be an integer, not {value.TypeName}.", arguments.Span);
    }

    public static TimeZoneValue? Zone(Value value) => value.IsMissing
        ? null
        : value.As<TimeZoneValue>() ?? throw TransformException.Error(
            DiagnosticCodes.WrongArguments, $"A time zone is needed, not a value of type {value.TypeName}.");

    public static T Checked<T>(Func<T> calculate)
    {
        try
        {
            return calculate();
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw TransformException.Error(DiagnosticCodes.OperationFailed, "The date is outside of the years 1 to 9999.");
        }
    }

    public static DateOnly MakeDate(int year, int month, int day, Arguments arguments) =>
        DateOnly.FromDateTime(MakeDateTime(year, month, day, 0, 0, 0, 0, arguments));

    public static DateTime MakeDateTime(
        int year, int month, int day, int hour, int minute, int second, int microsecond, Arguments arguments)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59 || microsecond is < 0 or > 999_999)
        {
            throw TransformException.Error(
                DiagnosticCodes.OperationFailed,
                $"There is no date {year}-{month}-{day} {hour}:{minute}:{second}.",
                arguments.Span);
        }

        return new DateTime(year, month, day, hour, minute, second).AddTicks(microsecond * TimeSpan.TicksPerMicrosecond);
    }

    private static Value Class(string name, Func<Arguments, Value> make, Func<string, Value> member) =>
        Value.From(new PythonClass(name, make, member));

    private static Value MakeDateValue(Arguments a) => Value.From(new DateValue(MakeDate(
        Required(a, 0, "year"), Required(a, 1, "month"), Required(a, 2, "day"), a)));

    private static Value MakeDateTimeValue(Arguments a) => Value.From(new DateTimeValue(
        MakeDateTime(
            Required(a, 0, "year"), Required(a, 1, "month"), Required(a, 2, "day"), Int(a, 3, "hour", 0),
            Int(a, 4, "minute", 0), Int(a, 5, "second", 0), Int(a, 6, "microsecond", 0), a),
        Zone(a.Get(7, "tzinfo", Value.None))));

    private static Value MakeTimeValue(Arguments a) => Value.From(new TimeValue(TimeOnly.FromDateTime(MakeDateTime(
        1, 1, 1, Int(a, 0, "hour", 0), Int(a, 1, "minute", 0), Int(a, 2, "second", 0), Int(a, 3, "microsecond", 0), a))));

    private static int Required(Arguments arguments, int position, string name)
    {
        arguments.Require(position, name, "The date");
        return Int(arguments, position, name, 0);
    }

    private static Value MakeTimeDelta(Arguments a)
    {
        var ticks = 0.0;
        var exact = 0L;
        string[] names = ["days", "seconds", "microseconds", "milliseconds", "minutes", "hours", "weeks"];
        long[] units =
        [
            TimeSpan.TicksPerDay, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMicrosecond, TimeSpan.TicksPerMillisecond,
            TimeSpan.TicksPerMinute, TimeSpan.TicksPerHour, TimeSpan.TicksPerDay * 7,
        ];
        foreach (var keyword in a.Keywords.Span)
        {
            if (!names.Contains(keyword.Key))
            {
                throw TransformException.Error(
                    DiagnosticCodes.WrongArguments, $"timedelta has no argument '{keyword.Key}'.", a.Span, Suggestion.For(keyword.Key, names));
            }
        }

        for (var i = 0; i < names.Length; i++)
        {
            var value = a.Get(i, names[i], 0);
            if (value.TryGetInt64(out var whole))
            {
                exact = Checked(() => checked(exact + (whole * units[i])));
            }
            else if (value.IsNumeric)
            {
                ticks += value.ToDouble() * units[i];
            }
            else
            {
                throw TransformException.Error(
                    DiagnosticCodes.WrongArguments, $"The argument '{names[i]}' must be a number, not {value.TypeName}.", a.Span);
            }
        }

        var microseconds = (long)Math.Round(ticks / TimeSpan.TicksPerMicrosecond, MidpointRounding.ToEven);
        return Value.From(new TimeDeltaValue(TimeSpan.FromTicks(exact + (microseconds * TimeSpan.TicksPerMicrosecond))));
    }

    private Value DateMember(string name) => name switch
    {
        "today" => Value.From(name, (_, _) => Value.From(new DateValue(DateOnly.FromDateTime(clock.GetLocalNow().DateTime)))),
        "fromisoformat" => Value.From(name, static (_, a) => Value.From(new DateValue(DateOnly.FromDateTime(
            PythonDate.ParseIso(a.RequireString(0, "date_string", "fromisoformat"), a).Local)))),
        "fromordinal" => Value.From(name, static (_, a) => Value.From(new DateValue(Checked(() => DateOnly.FromDayNumber(Int(a, 0, "ordinal", 1) - 1))))),
        "min" => Value.From(new DateValue(DateOnly.MinValue)),
        "max" => Value.From(new DateValue(DateOnly.MaxValue)),
        _ => default,
    };

    private Value DateTimeMember(string name) => name switch
    {
        "now" => Value.From(name, (_, a) => Value.From(Zone(a.Get(0, "tz", Value.None)) is { } zone
            ? new DateTimeValue(clock.GetUtcNow().UtcDateTime, TimeZoneValue.Utc).In(zone)
            : new DateTimeValue(clock.GetLocalNow().DateTime))),
        "today" => Value.From(name, (_, _) => Value.From(new DateTimeValue(clock.GetLocalNow().DateTime))),
        "utcnow" => Value.From(name, (_, _) => Value.From(new DateTimeValue(clock.GetUtcNow().UtcDateTime))),
        "strptime" => Value.From(name, static (_, a) => Value.From(PythonDate.Parse(
            a.RequireString(0, "date_string", "strptime"), a.RequireString(1, "format", "strptime"), a))),
        "fromisoformat" => Value.From(name, static (_, a) => Value.From(PythonDate.ParseIso(a.RequireString(0, "date_string", "fromisoformat"), a))),
        "fromtimestamp" => Value.From(name, (_, a) => Value.From(FromTimestamp(a, Zone(a.Get(1, "tz", Value.None))))),
        "utcfromtimestamp" => Value.From(name, (_, a) => Value.From(FromTimestamp(a, null))),
        "combine" => Value.From(name, static (_, a) => Value.From(Combine(a))),
        "min" => Value.From(new DateTimeValue(DateTime.MinValue)),
        "max" => Value.From(new DateTimeValue(DateTime.MaxValue)),
        _ => default,
    };

    private static Value TimeMember(string name) => name switch
    {
        "fromisoformat" => Value.From(name, static (_, a) => TimeOnly.TryParse(
            a.RequireString(0, "time_string", "fromisoformat"), System.Globalization.CultureInfo.InvariantCulture, out var time)
            ? Value.From(new TimeValue(time))
            : throw TransformException.Error(DiagnosticCodes.OperationFailed, "That is not an ISO time, such as 12:30:00.", a.Span)),
        "min" => Value.From(new TimeValue(TimeOnly.MinValue)),
        "max" => Value.From(new TimeValue(TimeOnly.MaxValue)),
        _ => default,
    };

    private static Value TimeZoneMember(string name) => name == "utc" ? Value.From(TimeZoneValue.Utc) : default;

    private static DateTimeValue FromTimestamp(Arguments a, TimeZoneValue? zone)
    {
        var seconds = a.Require(0, "timestamp", "fromtimestamp");
        var ticks = seconds.TryGetInt64(out var whole) ? Checked(() => checked(whole * TimeSpan.TicksPerSecond))
            : seconds.IsNumeric ? (long)Math.Round(seconds.ToDouble() * 1e6, MidpointRounding.ToEven) * TimeSpan.TicksPerMicrosecond
            : throw TransformException.Error(DiagnosticCodes.WrongArguments, "A timestamp is a number of seconds.", a.Span);
        var utc = new DateTimeValue(Checked(() => DateTime.UnixEpoch.AddTicks(ticks)), TimeZoneValue.Utc);
        return zone is null ? new DateTimeValue(utc.Local) : utc.In(zone);
    }

    private static DateTimeValue Combine(Arguments a)
    {
        var first = a.Require(0, "date", "combine");
        var date = first.As<DateValue>()?.Date
            ?? (first.As<DateTimeValue>() is { } moment ? DateOnly.FromDateTime(moment.Local) : null as DateOnly?);
        var time = a.Require(1, "time", "combine").As<TimeValue>();
        return date is { } day && time is not null
            ? new DateTimeValue(day.ToDateTime(time.Time), Zone(a.Get(2, "tzinfo", Value.None)))
            : throw TransformException.Error(DiagnosticCodes.WrongArguments, "combine() needs a date and a time.", a.Span);
    }
}

/// <summary>A class of Python: calling it makes an object; it has functions of its own.</summary>
internal sealed class PythonClass(string name, Func<Arguments, Value> make, Func<string, Value> member) : ICallable
{
    public string TypeName => "type";

    public Value Call(RenderState state, Arguments arguments) => make(arguments);

    public bool TryGetAttribute(string attribute, out Value value)
    {
        value = member(attribute);
        return !value.IsUndefined;
    }

    public string Render() => $"<class '{name}'>";
}
