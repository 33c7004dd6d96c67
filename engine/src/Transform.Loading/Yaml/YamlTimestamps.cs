using System.Globalization;
using Transform.Templating;

namespace Transform.Loading.Yaml;

/// <summary>Reads YAML 1.1 timestamps: <c>2024-01-31</c> is a date, <c>2024-1-3 10:20:30.5 +1</c> a time.</summary>
internal static class YamlTimestamps
{
    /// <summary>The date or time, or undefined when the text does not have that form.</summary>
    /// <exception cref="FormatException">It has the form but does not exist, such as 2024-02-30.</exception>
    public static Value Read(string text)
    {
        var reader = new Reader(text);
        if (!reader.Number(4, 4, out var year) || !reader.Skip('-')
            || !reader.Number(1, 2, out var month) || !reader.Skip('-') || !reader.Number(1, 2, out var day))
        {
            return Value.Undefined;
        }

        if (reader.AtEnd)
        {
            return text.Length == 10 ? Value.FromObject(Date(text, year, month, day)) : Value.Undefined;
        }

        if (!reader.Skip('T') && !reader.Skip('t') && !reader.Blanks())
        {
            return Value.Undefined;
        }

        if (!reader.Number(1, 2, out var hour) || !reader.Skip(':')
            || !reader.Number(2, 2, out var minute) || !reader.Skip(':') || !reader.Number(2, 2, out var second))
        {
            return Value.Undefined;
        }

        long ticks = 0;
        if (reader.Skip('.'))
        {
            ticks = reader.Microseconds() * TimeSpan.TicksPerMicrosecond;
        }

        reader.Blanks();
        TimeSpan? offset = null;
        if (reader.Skip('Z'))
        {
            offset = TimeSpan.Zero;
        }
        else if (reader.Sign(out var sign))
        {
            if (!reader.Number(1, 2, out var hours))
            {
                return Value.Undefined;
            }

            var minutes = 0;
            if (reader.Skip(':') && !reader.Number(2, 2, out minutes))
            {
                return Value.Undefined;
            }

            offset = new TimeSpan(sign * hours, sign * minutes, 0);
        }

        if (!reader.AtEnd)
        {
            return Value.Undefined;
        }

        if (hour > 23 || minute > 59 || second > 59 || offset is { TotalHours: > 14 or < -14 })
        {
            throw new FormatException($"{text} is not a time that exists");
        }

        var time = Date(text, year, month, day).ToDateTime(new TimeOnly(hour, minute, second)).AddTicks(ticks);
        return offset is { } zone ? Value.FromObject(new DateTimeOffset(time, zone)) : Value.FromObject(time);
    }

    private static DateOnly Date(string text, int year, int month, int day) =>
        year >= 1 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : throw new FormatException($"{text} is not a date that exists");

    private ref struct Reader(ReadOnlySpan<char> text)
    {
        private ReadOnlySpan<char> rest = text;

        public readonly bool AtEnd => rest.IsEmpty;

        public bool Number(int atLeast, int atMost, out int value)
        {
            var length = 0;
            while (length < atMost && length < rest.Length && char.IsAsciiDigit(rest[length]))
            {
                length++;
            }

            value = 0;
            if (length < atLeast)
            {
                return false;
            }

            value = int.Parse(rest[..length], NumberStyles.None, CultureInfo.InvariantCulture);
            rest = rest[length..];
            return true;
        }

        public bool Skip(char character)
        {
            if (rest.IsEmpty || rest[0] != character)
            {
                return false;
            }

            rest = rest[1..];
            return true;
        }

        public bool Blanks()
        {
            var trimmed = rest.TrimStart(" \t");
            var any = trimmed.Length < rest.Length;
            rest = trimmed;
            return any;
        }

        public bool Sign(out int sign)
        {
            sign = rest.IsEmpty ? 0 : rest[0] switch { '+' => 1, '-' => -1, _ => 0 };
            rest = sign == 0 ? rest : rest[1..];
            return sign != 0;
        }

        public long Microseconds()
        {
            long value = 0;
            var digits = 0;
            while (!rest.IsEmpty && char.IsAsciiDigit(rest[0]))
            {
                if (digits < 6)
                {
                    value = (value * 10) + (rest[0] - '0');
                    digits++;
                }

                rest = rest[1..];
            }

            for (; digits < 6; digits++)
            {
                value *= 10;
            }

            return value;
        }
    }
}
