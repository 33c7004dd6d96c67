using System.Globalization;
using Transform.Core;

namespace Transform.Templating;

/// <summary>Python's <c>datetime.timedelta</c>.</summary>
public sealed class TimeDeltaValue(TimeSpan span) : IArithmetic, IClrValue
{
    public TimeSpan Span { get; } = span;

    public string TypeName => "timedelta";

    public bool IsTruthy => Span != TimeSpan.Zero;

    // Python counts whole days down and the rest up.
    private long Days => (long)Math.Floor(Span.TotalDays);

    private TimeSpan Rest => Span - TimeSpan.FromDays(Days);

    public object ToObject() => Span;

    public string Render()
    {
        var rest = Rest;
        var time = $"{(int)rest.TotalHours}:{rest.Minutes:00}:{rest.Seconds:00}";
        var microseconds = rest.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        time += microseconds == 0 ? string.Empty : "." + microseconds.ToString("000000", CultureInfo.InvariantCulture);
        return Days == 0 ? time : $"{Days} day{(Math.Abs(Days) == 1 ? string.Empty : "s")}, {time}";
    }

    public string Repr()
    {
        var parts = new List<string>();
        var rest = Rest;
        var seconds = (long)rest.TotalSeconds;
        var microseconds = rest.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        if (Days != 0)
        {
            parts.Add($"days={Days}");
        }

        if (seconds != 0)
        {
            parts.Add($"seconds={seconds}");
        }

        if (microseconds != 0)
        {
            parts.Add($"microseconds={microseconds}");
        }

        return $"datetime.timedelta({(parts.Count == 0 ? "0" : string.Join(", ", parts))})";
    }

    public bool IsEqualTo(Value other) => other.As<TimeDeltaValue>()?.Span == Span;

    public int HashCode() => Span.GetHashCode();

    public int? CompareTo(Value other) => other.As<TimeDeltaValue>() is { } delta ? Span.CompareTo(delta.Span) : null;

    public bool TryGetAttribute(string name, out Value value)
    {
        value = name switch
        {
            "days" => Days,
            "seconds" => (long)Rest.TotalSeconds,
            "microseconds" => Rest.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond,
            "total_seconds" => Value.From(name, (_, _) => (double)Span.Ticks / TimeSpan.TicksPerSecond),
            _ => default,
        };
        return !value.IsUndefined;
    }

    public bool TryApply(string @operator, Value other, bool reversed, out Value result)
    {
        result = default;
        try
        {
            if (other.As<TimeDeltaValue>() is { } delta)
            {
                return TryCombine(@operator, reversed ? delta.Span : Span, reversed ? Span : delta.Span, out result);
            }

            if (@operator == "-" && reversed && other.Equals(0))
            {
                result = Value.From(new TimeDeltaValue(-Span));
                return true;
            }

            if (!other.IsNumeric || (reversed && @operator != "*"))
            {
                return false;
            }

            var factor = other.ToDouble();
            if (@operator is "/" or "//" && factor == 0)
            {
                throw Arithmetic.DivisionByZero();
            }

            switch (@operator)
            {
                case "*":
                    result = other.TryGetInt64(out var count) ? From(checked(Span.Ticks * count)) : From(Span.Ticks * factor);
                    return true;
                case "/":
                    result = From(Span.Ticks / factor);
                    return true;
                case "//" when other.TryGetInt64(out var divisor):
                    result = From(Math.Floor((double)(Span.Ticks / TimeSpan.TicksPerMicrosecond) / divisor) * TimeSpan.TicksPerMicrosecond);
                    return true;
                default:
                    return false;
            }
        }
        catch (OverflowException)
        {
            throw TransformException.Error(DiagnosticCodes.OperationFailed, "The time span is too long.");
        }
    }

    private static Value From(double ticks) => Value.From(new TimeDeltaValue(
        TimeSpan.FromTicks(checked((long)Math.Round(ticks / TimeSpan.TicksPerMicrosecond, MidpointRounding.ToEven) * TimeSpan.TicksPerMicrosecond))));

    private static bool TryCombine(string operation, TimeSpan a, TimeSpan b, out Value result)
    {
        result = default;
        if (operation is "/" or "//" or "%" && b == TimeSpan.Zero)
        {
            throw Arithmetic.DivisionByZero();
        }

        switch (operation)
        {
            case "+": result = Value.From(new TimeDeltaValue(a + b)); return true;
            case "-": result = Value.From(new TimeDeltaValue(a - b)); return true;
            case "/": result = (double)a.Ticks / b.Ticks; return true;
            case "//": result = Arithmetic.Apply(BinaryOperator.FloorDivide, a.Ticks, b.Ticks); return true;
            case "%":
                var ticks = Arithmetic.Apply(BinaryOperator.Modulo, a.Ticks, b.Ticks);
                result = Value.From(new TimeDeltaValue(TimeSpan.FromTicks((long)ticks.ToDouble())));
                return true;
            default: return false;
        }
    }
}
