using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Transform.Templating;

/// <summary>Dates and times in ISO 8601, as far as Python 3.11 reads them.</summary>
internal static class IsoReader
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out DateTimeValue? moment)
    {
        moment = null;
        if (!TryReadDate(text, out var date, out var length))
        {
            return false;
        }

        if (text.Length == length)
        {
            moment = new DateTimeValue(date);
            return true;
        }

        // The character between date and time is whatever one likes.
        if (!TryReadClock(text[(length + 1)..], out var time, out var zone))
        {
            return false;
        }

        moment = new DateTimeValue(date + time, zone);
        return true;
    }

    private static bool TryReadDate(ReadOnlySpan<char> text, out DateTime date, out int length)
    {
        var week = text.IndexOf('W');
        if (week is 4 or 5)
        {
            return TryReadWeek(text, week, out date, out length);
        }

        var isExtended = text.Length > 4 && text[4] == '-';
        length = isExtended ? 10 : 8;
        date = default;
        return text.Length >= length
            && DateTime.TryParseExact(text[..length], isExtended ? "yyyy-MM-dd" : "yyyyMMdd", Culture, DateTimeStyles.None, out date);
    }

    // 2024-W05-3, 2024-W05, 2024W053, 2024W05
    private static bool TryReadWeek(ReadOnlySpan<char> text, int at, out DateTime date, out int length)
    {
        date = default;
        length = at + 3;
        if (text.Length < length
            || !int.TryParse(text[..4], NumberStyles.None, Culture, out var year)
            || !int.TryParse(text[(at + 1)..length], NumberStyles.None, Culture, out var week)
            || year == 0 || week == 0 || week > ISOWeek.GetWeeksInYear(year))
        {
            return false;
        }

        var day = 1;
        var dash = at == 5 ? 1 : 0;
        if (text.Length > length + dash && (dash == 0 || text[length] == '-') && char.IsAsciiDigit(text[length + dash]))
        {
            day = text[length + dash] - '0';
            length += dash + 1;
        }

        if (day is < 1 or > 7)
        {
            return false;
        }

        date = ISOWeek.ToDateTime(year, week, day == 7 ? DayOfWeek.Sunday : (DayOfWeek)day);
        return true;
    }

    private static bool TryReadClock(ReadOnlySpan<char> text, out TimeSpan time, out TimeZoneValue? zone)
    {
        zone = null;
        var sign = text.IndexOfAny('+', '-', 'Z');
        if (!TryReadTime(sign < 0 ? text : text[..sign], out time))
        {
            return false;
        }

        if (sign < 0)
        {
            return true;
        }

        if (text[sign] == 'Z')
        {
            zone = TimeZoneValue.Utc;
            return sign == text.Length - 1;
        }

        if (!TryReadTime(text[(sign + 1)..], out var offset))
        {
            return false;
        }

        zone = TimeZoneValue.Fixed(text[sign] == '-' ? -offset : offset);
        return true;
    }

    // HH, HH:MM, HH:MM:SS, HH:MM:SS.ffffff, and the same without colons.
    private static bool TryReadTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = default;
        var point = text.IndexOfAny('.', ',');
        var ticks = 0L;
        if (point >= 0)
        {
            if (!TryReadFraction(text[(point + 1)..], out ticks))
            {
                return false;
            }

            text = text[..point];
        }

        var isExtended = text.Length > 2 && text[2] == ':';
        Span<int> parts = [0, 0, 0];
        var step = isExtended ? 3 : 2;
        var count = (text.Length + (isExtended ? 1 : 0)) / step;
        if (count is < 1 or > 3 || (count * step) - (isExtended ? 1 : 0) != text.Length || (point >= 0 && count != 3))
        {
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            if ((i > 0 && isExtended && text[(i * step) - 1] != ':')
                || !int.TryParse(text.Slice(i * step, 2), NumberStyles.None, Culture, out parts[i]))
            {
                return false;
            }
        }

        time = new TimeSpan(ticks) + new TimeSpan(parts[0], parts[1], parts[2]);
        return parts[0] < 24 && parts[1] < 60 && parts[2] < 60;
    }

    // Python keeps six digits of however many there are.
    private static bool TryReadFraction(ReadOnlySpan<char> digits, out long ticks)
    {
        ticks = 0;
        var kept = digits[..Math.Min(digits.Length, 6)];
        if (digits.Length == 0 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        ticks = long.Parse(kept, NumberStyles.None, Culture) * TimeSpan.TicksPerMicrosecond;
        for (var i = kept.Length; i < 6; i++)
        {
            ticks *= 10;
        }

        return true;
    }
}
