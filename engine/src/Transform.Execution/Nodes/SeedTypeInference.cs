using System.Globalization;
using System.Text;
using Transform.Adapters;

namespace Transform.Execution.Nodes;

/// <summary>Finds the type of a CSV column from its values by dbt's rules: integer, number, date, time stamp, boolean, else
/// text. Empty fields and the word null say nothing. Whole numbers beyond 32 bits become bigint, where dbt would fail.</summary>
internal sealed class SeedTypeInference
{
    private const int LongestTimestamp = 40;
    private const int DayLength = 10;
    private const int LongestFraction = 28;
    private const int DigitsOfBig = 10;

    private static readonly string[] TimestampFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    private Kinds possible = Kinds.All;
    private bool isBig;
    private bool isHuge;
    private bool isPointed;
    private bool isPlain = true;

    [Flags]
    private enum Kinds
    {
        None = 0,
        Integer = 1,
        Number = 2,
        Date = 4,
        Timestamp = 8,
        Boolean = 16,
        All = Integer | Number | Date | Timestamp | Boolean,
    }

    /// <summary>The type that fits every value so far.</summary>
    public string Type =>
        possible.HasFlag(Kinds.Integer) ? isHuge ? "numeric(38, 0)" : isBig ? "bigint" : "integer"
        : possible.HasFlag(Kinds.Number) ? "float8"
        : possible.HasFlag(Kinds.Date) ? "date"
        : possible.HasFlag(Kinds.Timestamp) ? "timestamp without time zone"
        : possible.HasFlag(Kinds.Boolean) ? "boolean"
        : "text";

    /// <summary>Some field so far was empty, or the word null.</summary>
    public bool HasNulls { get; private set; }

    /// <summary>No field so far has blanks around it, a backslash at its start, is the word null, in quotes without being text, or a whole number
    /// with a point or an exponent in a column of such.</summary>
    public bool IsPlain => isPlain && !(IsQuoted && possible != Kinds.None) && !(isPointed && possible.HasFlag(Kinds.Integer));

    /// <summary>Some field so far was in quotes; who adds it says so.</summary>
    public bool IsQuoted { get; set; }

    /// <param name="utf8">A field's text.</param>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty && (utf8[0] is <= (byte)' ' or (byte)'\\' || utf8[^1] <= ' '))
        {
            isPlain = false;
            utf8 = utf8.Trim(" \t"u8);
        }

        if (CsvFields.IsNull(utf8))
        {
            HasNulls = true;
            isPlain &= utf8.IsEmpty;
            return;
        }

        if (possible == Kinds.None)
        {
            return;
        }

        var fits = Kinds.None;
        if ((possible & (Kinds.Integer | Kinds.Number)) != Kinds.None)
        {
            fits |= Numeric(utf8);
        }

        if ((possible & (Kinds.Date | Kinds.Timestamp)) != Kinds.None && utf8.Length is >= 10 and <= LongestTimestamp)
        {
            fits |= Temporal(utf8);
        }

        if (possible.HasFlag(Kinds.Boolean)
            && (Ascii.EqualsIgnoreCase(utf8, "true"u8) || Ascii.EqualsIgnoreCase(utf8, "false"u8)))
        {
            fits |= Kinds.Boolean;
        }

        possible &= fits;
    }

    /// <param name="other">What was found in other fields of the same column.</param>
    public void Add(SeedTypeInference other)
    {
        possible &= other.possible;
        isBig |= other.isBig;
        isHuge |= other.isHuge;
        HasNulls |= other.HasNulls;
        isPlain &= other.isPlain;
        IsQuoted |= other.IsQuoted;
        isPointed |= other.isPointed;
    }

    private static Kinds Temporal(ReadOnlySpan<byte> utf8)
    {
        // By far the most: a day, alone or with a time to the second.
        if (IsDay(utf8[..DayLength]))
        {
            if (utf8.Length == DayLength)
            {
                return Kinds.Date;
            }

            if (utf8.Length == DayLength + 9 && utf8[DayLength] is (byte)' ' or (byte)'T' && IsTime(utf8[(DayLength + 1)..]))
            {
                return Kinds.Timestamp;
            }
        }

        Span<char> text = stackalloc char[LongestTimestamp];
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        return DateTime.TryParseExact(text, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? Kinds.Timestamp
            : Kinds.None;
    }

    // yyyy-MM-dd
    private static bool IsDay(ReadOnlySpan<byte> text) =>
        text[4] == '-' && text[7] == '-'
        && Number(text[..4]) is > 0 and var year && Number(text[5..7]) is >= 1 and <= 12 and var month
        && Number(text[8..]) is >= 1 and var day && day <= DateTime.DaysInMonth(year, month);

    // HH:mm:ss
    private static bool IsTime(ReadOnlySpan<byte> text) =>
        text[2] == ':' && text[5] == ':'
        && Number(text[..2]) is >= 0 and < 24 && Number(text[3..5]) is >= 0 and < 60 && Number(text[6..]) is >= 0 and < 60;

    // Minus one where it is no number.
    private static int Number(ReadOnlySpan<byte> digits)
    {
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit))
            {
                return -1;
            }

            number = (number * 10) + (digit - '0');
        }

        return number;
    }

    // 12.50: digits, a point and digits that are not all zero. What is written otherwise is looked at more closely.
    private static bool IsPlainFraction(ReadOnlySpan<byte> value)
    {
        var point = value.IndexOf((byte)'.');
        if (point < 1 || value.Length > LongestFraction)
        {
            return false;
        }

        var whole = value[(value[0] is (byte)'-' or (byte)'+' ? 1 : 0)..point];
        var fraction = value[(point + 1)..];
        return !whole.IsEmpty && !fraction.IsEmpty
            && !whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && fraction.ContainsAnyExcept((byte)'0');
    }

    private Kinds Numeric(ReadOnlySpan<byte> value)
    {
        // By far the most: whole numbers that are small.
        if (value.Length < DigitsOfBig && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return Kinds.Integer | Kinds.Number;
        }

        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            isBig |= whole is > int.MaxValue or < int.MinValue;
            return Kinds.Integer | Kinds.Number;
        }

        if (IsPlainFraction(value))
        {
            return Kinds.Number;
        }

        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (decimal.Truncate(number) != number)
            {
                return Kinds.Number;
            }

            isPointed = true;
            isHuge |= Math.Abs(number) > long.MaxValue;
            isBig |= Math.Abs(number) > int.MaxValue;
            return Kinds.Integer | Kinds.Number;
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
            ? Kinds.Number
            : Kinds.None;
    }
}
