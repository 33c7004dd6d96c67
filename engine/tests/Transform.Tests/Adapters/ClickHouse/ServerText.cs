using System.Globalization;
using System.Text;
using Transform.Adapters.ClickHouse.Results;

namespace Transform.Tests.Adapters.ClickHouse;

/// <summary>Prints a value as ClickHouse's <c>toString</c> does.</summary>
internal static class ServerText
{
    public static string Of(object value, string type) => Print(value, TypeParser.Parse(type), isPart: false);

    private static string Print(object? value, ColumnType type, bool isPart)
    {
        if (value is null)
        {
            return "NULL";
        }

        switch (type.Kind)
        {
            case ValueKind.Array:
                return $"[{string.Join(',', ((object?[])value).Select(item => Print(item, type.Items[0], isPart: true)))}]";
            case ValueKind.Tuple:
                var parts = value as object?[] ?? [.. ((KeyValuePair<object, object?>[])value).Select(part => part.Value)];
                return $"({string.Join(',', parts.Select((part, i) => Print(part, type.Items[i], isPart: true)))})";
            case ValueKind.Map:
                var entries = (KeyValuePair<object, object?>[])value;
                return $"{{{string.Join(',', entries.Select(e => $"{Print(e.Key, type.Items[0], isPart: true)}:{Print(e.Value, type.Items[1], isPart: true)}"))}}}";
            case ValueKind.Float32 or ValueKind.BFloat16:
                return Number(((float)(double)value).ToString("E8", CultureInfo.InvariantCulture), ((float)(double)value).ToString("R", CultureInfo.InvariantCulture));
            case ValueKind.Float64:
                return Number(((double)value).ToString("E16", CultureInfo.InvariantCulture), ((double)value).ToString("R", CultureInfo.InvariantCulture));
            case ValueKind.Decimal32 or ValueKind.Decimal64 or ValueKind.Decimal128 or ValueKind.Decimal256:
                var text = Convert.ToString(value, CultureInfo.InvariantCulture)!;
                return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
            case ValueKind.DateTime:
                return Quote(((DateTime)value).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), isPart);
            case ValueKind.DateTime64:
                return Quote(((DateTime)value).ToString("yyyy-MM-dd HH:mm:ss." + new string('f', type.Scale), CultureInfo.InvariantCulture), isPart);
            case ValueKind.Time or ValueKind.Time64:
                return Quote(Time((TimeSpan)value, type), isPart);
            default:
                return Simple(value, isPart);
        }
    }

    private static string Simple(object value, bool isPart) => value switch
    {
        string text => isPart ? Quote(Escape(text), isPart) : text,
        bool flag => flag ? "true" : "false",
        Guid id => Quote(id.ToString(), isPart),
        DateOnly date => Quote(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), isPart),
        DateTime time => Quote(time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), isPart),
        KeyValuePair<object, object?>[] entries when entries.All(e => e.Key is "a" or "b") && entries.Length == 2 =>
            $"({string.Join(',', entries.Select(e => Simple(e.Value!, isPart: true)))})",
        KeyValuePair<object, object?>[] entries => $"{{{string.Join(',', entries.Select(e => $"{Simple(e.Key, isPart: true)}:{Simple(e.Value!, isPart: true)}"))}}}",
        object?[] items => $"[{string.Join(',', items.Select(i => i is null ? "NULL" : Simple(i, isPart: true)))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!.TrimEndZeros(),
    };

    private static string TrimEndZeros(this string number) => number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    private static string Quote(string text, bool isPart) => isPart ? $"'{text}'" : text;

    private static string Escape(string text)
    {
        var result = new StringBuilder();
        foreach (var c in text)
        {
            result.Append(c switch
            {
                '\\' => "\\\\",
                '\'' => "\\'",
                '\n' => "\\n",
                '\t' => "\\t",
                '\r' => "\\r",
                '\0' => "\\0",
                '\b' => "\\b",
                '\f' => "\\f",
                _ => c.ToString(),
            });
        }

        return result.ToString();
    }

    private static string Time(TimeSpan time, ColumnType type)
    {
        var size = time.Duration();
        var fraction = type.Kind == ValueKind.Time64 ? "." + (size.Ticks % TimeSpan.TicksPerSecond).ToString("D7", CultureInfo.InvariantCulture)[..type.Scale] : "";
        return $"{(time < TimeSpan.Zero ? "-" : "")}{(int)size.TotalHours:00}:{size.Minutes:00}:{size.Seconds:00}{fraction}";
    }

    // The shortest digits that give the number again; with an exponent only below a millionth and from 1e21 on.
    private static string Number(string scientific, string shortest)
    {
        switch (shortest)
        {
            case "NaN":
                return "nan";
            case "Infinity":
                return "inf";
            case "-Infinity":
                return "-inf";
        }

        var sign = shortest.StartsWith('-') ? "-" : "";
        var mantissa = shortest.TrimStart('-').Split('E')[0];
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0').TrimEnd('0');
        if (digits.Length == 0)
        {
            return sign + "0";
        }

        var exponent = int.Parse(scientific.AsSpan(scientific.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return sign + exponent switch
        {
            < -6 or >= 21 => digits[..1] + (digits.Length > 1 ? "." + digits[1..] : "") + "e" + exponent.ToString(CultureInfo.InvariantCulture),
            < 0 => "0." + new string('0', -exponent - 1) + digits,
            _ when digits.Length <= exponent + 1 => digits.PadRight(exponent + 1, '0'),
            _ => digits[..(exponent + 1)] + "." + digits[(exponent + 1)..],
        };
    }
}
