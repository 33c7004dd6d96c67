using Transform.Core;

namespace Transform.Templating;

/// <summary>A time zone: UTC, a fixed offset, or a region with its rules.</summary>
public sealed class TimeZoneValue : IHostObject
{
    private readonly TimeZoneInfo? rules;
    private readonly TimeSpan offset;
    private readonly string zoneName;

    private TimeZoneValue(string name, TimeSpan offset, TimeZoneInfo? rules)
    {
        zoneName = name;
        this.offset = offset;
        this.rules = rules;
    }

    public static TimeZoneValue Utc { get; } = new("UTC", TimeSpan.Zero, null);

    public string TypeName => "tzinfo";

    /// <summary>A fixed distance from UTC.</summary>
    public static TimeZoneValue Fixed(TimeSpan offset) =>
        offset == TimeSpan.Zero ? Utc : new TimeZoneValue("UTC" + PythonDate.Offset(offset, true), offset, null);

    /// <summary>A region of the IANA database.</summary>
    /// <exception cref="TransformException">There is no such region (TF2005).</exception>
    public static TimeZoneValue Region(string name)
    {
        if (name.Equals("UTC", StringComparison.OrdinalIgnoreCase))
        {
            return Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var rules)
            ? new TimeZoneValue(name, TimeSpan.Zero, rules)
            : throw TransformException.Error(
                DiagnosticCodes.OperationFailed, $"There is no time zone '{name}'.", hint: "Use a name such as 'Europe/Berlin' or 'UTC'.");
    }

    /// <summary>The distance from UTC at a local time.</summary>
    public TimeSpan OffsetAt(DateTime local) => rules?.GetUtcOffset(local) ?? offset;

    /// <summary>The local time at a time in UTC.</summary>
    public DateTime FromUtc(DateTime utc) =>
        utc + (rules?.GetUtcOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)) ?? offset);

    public string NameAt(DateTime local) => rules is null ? zoneName
        : rules.IsDaylightSavingTime(local) ? Abbreviation(rules.DaylightName) : Abbreviation(rules.StandardName);

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "zone" => zoneName,
            "localize" => Value.From(name, (_, a) => Value.From(new DateTimeValue(PythonDate.Require(a, 0, "dt").Local, this))),
            "normalize" => Value.From(name, (_, a) => Value.From(PythonDate.Require(a, 0, "dt").In(this))),
            "utcoffset" => Value.From(name, (_, a) => Value.From(new TimeDeltaValue(OffsetAt(PythonDate.Require(a, 0, "dt").Local)))),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public bool IsEqualTo(Value other) => other.As<TimeZoneValue>() is { } zone && zone.zoneName == zoneName;

    public int HashCode() => zoneName.GetHashCode(StringComparison.Ordinal);

    public string Render() => zoneName;

    public string Repr() => zoneName == "UTC" ? "<UTC>" : $"<DstTzInfo '{zoneName}'>";

    private string Abbreviation(string system) => system.Length is > 0 and <= 5 ? system : zoneName;
}
