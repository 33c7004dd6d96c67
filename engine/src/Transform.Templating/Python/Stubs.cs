namespace Transform.Templating;

/// <summary>Python's <c>datetime.date</c>.</summary>
public sealed class DateValue(DateOnly date) : IHostObject, IClrValue
{
    public DateOnly Date { get; } = date;

    public string TypeName => "date";

    public object ToObject() => Date;
}

/// <summary>Python's <c>datetime.time</c>.</summary>
public sealed class TimeValue(TimeOnly time) : IHostObject, IClrValue
{
    public TimeOnly Time { get; } = time;

    public string TypeName => "time";

    public object ToObject() => Time;
}

/// <summary>Python's <c>datetime.timedelta</c>.</summary>
public sealed class TimeDeltaValue(TimeSpan span) : IHostObject, IClrValue
{
    public TimeSpan Span { get; } = span;

    public string TypeName => "timedelta";

    public object ToObject() => Span;
}

/// <summary>Python's <c>datetime.datetime</c>: a local time, with a zone when it is aware of one.</summary>
public sealed class DateTimeValue(DateTime local, TimeZoneValue? zone = null) : IHostObject, IClrValue
{
    /// <summary>The clock's reading; its kind is unspecified.</summary>
    public DateTime Local { get; } = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);

    public TimeZoneValue? Zone { get; } = zone;

    public string TypeName => "datetime";

    public static DateTimeValue FromClr(DateTime moment) =>
        new(moment, moment.Kind == DateTimeKind.Utc ? TimeZoneValue.Utc : null);

    public static DateTimeValue FromClr(DateTimeOffset moment) =>
        new(moment.DateTime, moment.Offset == TimeSpan.Zero ? TimeZoneValue.Utc : new TimeZoneValue(moment.Offset));

    public object ToObject() => Local;
}

/// <summary>A time zone: a fixed offset or a region.</summary>
public sealed class TimeZoneValue(TimeSpan offset) : IHostObject
{
    public static TimeZoneValue Utc { get; } = new(TimeSpan.Zero);

    public TimeSpan Offset { get; } = offset;

    public string TypeName => "timezone";
}

/// <summary>Python's modules as dbt exposes them to templates.</summary>
public static class PythonModules
{
    /// <summary>The value of <c>modules</c>: <c>datetime</c>, <c>pytz</c>, <c>re</c>, <c>itertools</c>.</summary>
    public static Value Create(TimeProvider time) => throw new NotSupportedException(time.ToString());
}
