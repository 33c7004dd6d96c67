using System.Globalization;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>datetime.date</c>.</summary>
public sealed class DateValue(DateOnly date) : IArithmetic, IClrValue, IFormattableValue
{
    public DateOnly Date { get; } = date;

    public string TypeName => "date";

    private DateTime Midnight => Date.ToDateTime(TimeOnly.MinValue);

    public object ToObject() => Date;

    public string Render() => Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string Repr() => $"datetime.date({Date.Year}, {Date.Month}, {Date.Day})";

    string IFormattableValue.Format(string spec) => PythonDate.Format(spec, Midnight, null);

    public bool IsEqualTo(Value other) => other.As<DateValue>()?.Date == Date;

    public int HashCode() => Date.GetHashCode();

    public int? CompareTo(Value other) => other.As<DateValue>() is { } date ? Date.CompareTo(date.Date) : null;

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "year" => Date.Year,
            "month" => Date.Month,
            "day" => Date.Day,
            "isoformat" or "__str__" => Value.From(name, (_, _) => Render()),
            "strftime" => Value.From(name, (_, a) => PythonDate.Format(a.RequireString(0, "format", name), Midnight, null)),
            "weekday" => Value.From(name, (_, _) => PythonDate.IsoWeekday(Midnight) - 1),
            "isoweekday" => Value.From(name, (_, _) => PythonDate.IsoWeekday(Midnight)),
            "isocalendar" => Value.From(name, (_, _) => IsoCalendar(Midnight)),
            "toordinal" => Value.From(name, (_, _) => Date.DayNumber + 1),
            "ctime" => Value.From(name, (_, _) => PythonDate.Format("%c", Midnight, null)),
            "replace" => Value.From(name, (_, a) => Value.From(new DateValue(PythonDates.MakeDate(
                PythonDates.Int(a, 0, "year", Date.Year), PythonDates.Int(a, 1, "month", Date.Month), PythonDates.Int(a, 2, "day", Date.Day), a)))),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public bool TryApply(string @operator, Value other, bool reversed, out Value result)
    {
        result = default;
        if (other.As<TimeDeltaValue>() is { } delta && (@operator == "+" || (@operator == "-" && !reversed)))
        {
            var days = (int)Math.Floor(delta.Span.TotalDays);
            result = Value.From(new DateValue(PythonDates.Checked(() => Date.AddDays(@operator == "+" ? days : -days))));
            return true;
        }

        if (@operator == "-" && other.As<DateValue>() is { } date)
        {
            var days = reversed ? date.Date.DayNumber - Date.DayNumber : Date.DayNumber - date.Date.DayNumber;
            result = Value.From(new TimeDeltaValue(TimeSpan.FromDays(days)));
            return true;
        }

        return false;
    }

    internal static TupleValue IsoCalendar(DateTime moment) =>
        TupleValue.Of(ISOWeek.GetYear(moment), ISOWeek.GetWeekOfYear(moment), PythonDate.IsoWeekday(moment));
}
