using System.Globalization;

namespace Transform.Templating;

/// <summary>Reads a date by a format of <c>strptime</c>.</summary>
internal sealed class DateReader(string text, string format)
{
    private static readonly DateTimeFormatInfo Names = CultureInfo.InvariantCulture.DateTimeFormat;

    private int at;
    private int year = 1900;
    private int month = 1;
    private int day = 1;
    private int hour;
    private int minute;
    private int second;
    private int microsecond;
    private int dayOfYear;
    private bool? isAfternoon;
    private TimeZoneValue? zone;

    public DateTimeValue? Read()
    {
        for (var i = 0; i < format.Length; i++)
        {
            var c = format[i];
            var read = c == '%' && i + 1 < format.Length
                ? ReadPlace(format[++i])
                : char.IsWhiteSpace(c) ? SkipWhitespace() : at < text.Length && text[at++] == c;
            if (!read)
            {
                return null;
            }
        }

        return at == text.Length ? Build() : null;
    }

    private DateTimeValue? Build()
    {
        if (isAfternoon is { } afternoon)
        {
            hour = (hour % 12) + (afternoon ? 12 : 0);
        }

        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(Math.Clamp(year, 1, 9999), month)
            || year is < 1 or > 9999 || hour > 23 || minute > 59 || second > 59)
        {
            return null;
        }

        var moment = new DateTime(year, month, day, hour, minute, second).AddTicks(microsecond * TimeSpan.TicksPerMicrosecond);
        return new DateTimeValue(dayOfYear > 0 ? moment.AddDays(dayOfYear - 1) : moment, zone);
    }

    private bool ReadPlace(char place)
    {
        switch (place)
        {
            case 'Y': return ReadNumber(4, 4, out year);
            case 'm': return ReadNumber(1, 2, out month);
            case 'd': return ReadNumber(1, 2, out day);
            case 'H' or 'I': return ReadNumber(1, 2, out hour);
            case 'M': return ReadNumber(1, 2, out minute);
            case 'S': return ReadNumber(1, 2, out second);
            case 'j': return ReadNumber(1, 3, out dayOfYear);
            case 'f':
                var start = at;
                var read = ReadNumber(1, 6, out microsecond);
                microsecond *= (int)Math.Pow(10, 6 - (at - start));
                return read;
            case 'y':
                read = ReadNumber(2, 2, out year);
                year += year < 69 ? 2000 : 1900;
                return read;
            case 'b' or 'h': return ReadName(Names.AbbreviatedMonthNames, out month);
            case 'B': return ReadName(Names.MonthNames, out month);
            case 'a': return ReadName(Names.AbbreviatedDayNames, out _);
            case 'A': return ReadName(Names.DayNames, out _);
            case 'p':
                read = ReadName(["AM", "PM"], out var half);
                isAfternoon = half == 2;
                return read;
            case 'z': return ReadOffset();
            case 'Z':
                zone = TimeZoneValue.Utc;
                return ReadName(["UTC", "GMT"], out _);
            case 'F': return ReadNumber(4, 4, out year) && ReadChar('-') && ReadNumber(1, 2, out month) && ReadChar('-') && ReadNumber(1, 2, out day);
            case 'T': return ReadNumber(1, 2, out hour) && ReadChar(':') && ReadNumber(1, 2, out minute) && ReadChar(':') && ReadNumber(1, 2, out second);
            case '%': return ReadChar('%');
            default: return false;
        }
    }

    private bool SkipWhitespace()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return true;
    }

    private bool ReadChar(char c) => at < text.Length && text[at++] == c;

    private bool ReadNumber(int min, int max, out int number)
    {
        number = 0;
        var start = at;
        while (at < text.Length && at - start < max && char.IsAsciiDigit(text[at]))
        {
            number = (number * 10) + (text[at++] - '0');
        }

        return at - start >= min;
    }

    // Longer names first: "May" is short and long.
    private bool ReadName(string[] names, out int number)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (names[i].Length > 0 && string.Compare(text, at, names[i], 0, names[i].Length, StringComparison.OrdinalIgnoreCase) == 0)
            {
                at += names[i].Length;
                number = i + 1;
                return true;
            }
        }

        number = 0;
        return false;
    }

    private bool ReadOffset()
    {
        if (at < text.Length && text[at] == 'Z')
        {
            at++;
            zone = TimeZoneValue.Utc;
            return true;
        }

        if (at >= text.Length || text[at] is not ('+' or '-'))
        {
            return false;
        }

        var sign = text[at++] == '-' ? -1 : 1;
        if (!ReadNumber(2, 2, out var hours))
        {
            return false;
        }

        at += at < text.Length && text[at] == ':' ? 1 : 0;
        if (!ReadNumber(2, 2, out var minutes))
        {
            return false;
        }

        zone = TimeZoneValue.Fixed(sign * new TimeSpan(hours, minutes, 0));
        return true;
    }
}
