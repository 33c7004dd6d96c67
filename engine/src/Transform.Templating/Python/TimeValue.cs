using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>datetime.time</c>.</summary>
public sealed class TimeValue(TimeOnly time) : IHostObject, IClrValue, IFormattableValue
{
    public TimeOnly Time { get; } = time;

    public string TypeName => "time";

    private DateTime OnFirstDay => new DateTime(1900, 1, 1).Add(Time.ToTimeSpan());

    public object ToObject() => Time;

    public string Render() => PythonDate.IsoTime(OnFirstDay);

    public string Repr()
    {
        var microsecond = PythonDate.Microsecond(OnFirstDay);
        var seconds = Time.Second != 0 || microsecond != 0 ? $", {Time.Second}" : string.Empty;
        return $"datetime.time({Time.Hour}, {Time.Minute}{seconds}{(microsecond != 0 ? $", {microsecond}" : string.Empty)})";
    }

    string IFormattableValue.Format(string spec) => PythonDate.Format(spec, OnFirstDay, null);

    public bool IsEqualTo(Value other) => other.As<TimeValue>()?.Time == Time;

    public int HashCode() => Time.GetHashCode();

    public int? CompareTo(Value other) => other.As<TimeValue>() is { } time ? Time.CompareTo(time.Time) : null;

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "hour" => Time.Hour,
            "minute" => Time.Minute,
            "second" => Time.Second,
            "microsecond" => PythonDate.Microsecond(OnFirstDay),
            "isoformat" => Value.From(name, (_, a) => PythonDate.IsoTime(OnFirstDay, a.Get(0, "timespec", "auto").ToString())),
            "strftime" => Value.From(name, (_, a) => PythonDate.Format(a.RequireString(0, "format", name), OnFirstDay, null)),
            _ => default,
        };
        return !value.IsUndefined;
    }
}
