using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Transform.Adapters;

namespace Transform.Cli.Output;

/// <summary>A value of a result row, as text and as JSON.</summary>
internal static class Cell
{
    public static bool IsNumber(object? value) => value is long or int or short or byte or BigInteger or double or float or decimal;

    /// <summary>The value for a table; NULL is empty.</summary>
    public static string Text(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        bool flag => flag ? "True" : "False",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd"),
        TimeOnly time => time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff"),
        DateTime moment => moment.ToString(moment.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.ffffff"),
        DateTimeOffset instant => instant.ToString(
            instant.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:sszzz" : "yyyy-MM-dd HH:mm:ss.ffffffzzz"),
        byte[] bytes => "\\x" + Convert.ToHexStringLower(bytes),
        Interval interval => $"{interval.Months} months {interval.Days} days {interval.Microseconds} us",
        object?[] or KeyValuePair<object, object?>[] => JsonText.Write(json => Write(json, value)),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case long or int or short or byte or BigInteger:
                json.WriteRawValue(Text(value));
                break;
            case object?[] list:
                json.WriteStartArray();
                foreach (var item in list)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case KeyValuePair<object, object?>[] pairs:
                json.WriteStartObject();
                foreach (var (key, item) in pairs)
                {
                    json.WritePropertyName(Text(key));
                    Write(json, item);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Text(value));
                break;
        }
    }
}
