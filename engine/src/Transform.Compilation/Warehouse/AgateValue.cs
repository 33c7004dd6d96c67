using System.Globalization;
using Transform.Adapters;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>The values of a result as dbt's tables have them: every number that is no integer is a Decimal, and what agate has no
/// type for is text.</summary>
internal static class AgateValue
{
    private const int DaysPerMonth = 30;

    public static Value Of(object? value) => value switch
    {
        double number => Number(number),
        float number => Number(number),
        TimeOnly time => Value.FromObject(time).ToString(),
        TimeSpan span => Value.FromObject(span).ToString(),
        Interval interval => Value.FromObject(TimeSpan.FromDays((interval.Months * DaysPerMonth) + interval.Days)
            + TimeSpan.FromMicroseconds(interval.Microseconds)).ToString(),
        byte[] bytes => BytesText(bytes),
        object?[] or KeyValuePair<object, object?>[] => PythonJson.Dumps(Value.FromObject(value)),
        _ => Value.FromObject(value),
    };

    // Read from its shortest text, as Python does; too large or too small for a decimal, it stays what it is.
    private static Value Number(double number) =>
        decimal.TryParse(((Value)number).ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) && (exact != 0 || number == 0)
            ? Value.FromObject(exact)
            : number;

    private static string BytesText(byte[] bytes)
    {
        var text = new System.Text.StringBuilder("b'", bytes.Length + 3);
        foreach (var b in bytes)
        {
            _ = b is >= 0x20 and < 0x7f and not ((byte)'\\' or (byte)'\'')
                ? text.Append((char)b)
                : b is (byte)'\\' or (byte)'\'' ? text.Append('\\').Append((char)b) : text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        return text.Append('\'').ToString();
    }
}
