using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Transform.Adapters;

namespace Transform.Execution.Nodes;

/// <summary>Finds the type of a CSV column from its values by dbt's rules: integer, number, date, time stamp, boolean, else
/// text. Empty fields and the word null say nothing. Whole numbers beyond 32 bits become bigint, where dbt would fail.</summary>
/// <remarks>A large seed is read in less time than the runtime takes to find out which code is worth compiling well, so what looks at every
/// field is compiled well at once, and goes byte by byte rather than through code that is not.</remarks>
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

    private CsvKinds possible = CsvKinds.All;
    private int bits = 32;
    private int shortest = int.MaxValue;
    private int longest;
    private bool isPointed;

    /// <summary>The type that fits every value so far.</summary>
    public string Type =>
        possible.HasFlag(CsvKinds.Integer) ? bits > 64 ? "numeric(38, 0)" : bits > 32 ? "bigint" : "integer"
        : possible.HasFlag(CsvKinds.Number) ? "float8"
        : possible.HasFlag(CsvKinds.Date) ? "date"
        : possible.HasFlag(CsvKinds.Timestamp) ? "timestamp without time zone"
        : possible.HasFlag(CsvKinds.Boolean) ? "boolean"
        : "text";

    /// <summary>Some field so far was empty, or the word null.</summary>
    public bool HasNulls { get; private set; }

    /// <summary>No field so far has blanks around it, a backslash at its start, or is the word null.</summary>
    public bool IsPlain { get; private set; } = true;

    /// <summary>Some field so far was in quotes; who adds it says so.</summary>
    public bool IsQuoted { get; set; }

    /// <summary>What the fields so far are.</summary>
    public CsvValues Values => new(possible, bits, isPointed, IsQuoted, shortest, longest);

    /// <param name="utf8">A field's text.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.IsEmpty && (utf8[0] is <= (byte)' ' or (byte)'\\' || utf8[^1] <= ' '))
        {
            IsPlain = false;
            utf8 = utf8.Trim(" \t"u8);
        }

        if (utf8.IsEmpty || (utf8.Length == 4 && CsvFields.IsNull(utf8)))
        {
            HasNulls = true;
            IsPlain &= utf8.IsEmpty;
            return;
        }

        if (possible == CsvKinds.None)
        {
            return;
        }

        shortest = Math.Min(shortest, utf8.Length);
        longest = Math.Max(longest, utf8.Length);
        var fits = CsvKinds.None;
        if ((possible & (CsvKinds.Integer | CsvKinds.Number)) != CsvKinds.None)
        {
            fits |= Numeric(utf8);
        }

        if ((possible & (CsvKinds.Date | CsvKinds.Timestamp)) != CsvKinds.None && utf8.Length is >= 10 and <= LongestTimestamp)
        {
            fits |= Temporal(utf8);
        }

        if (possible.HasFlag(CsvKinds.Boolean)
            && (Ascii.EqualsIgnoreCase(utf8, "true"u8) || Ascii.EqualsIgnoreCase(utf8, "false"u8)))
        {
            fits |= CsvKinds.Boolean;
        }

        possible &= fits;
    }

    /// <param name="other">What was found in other fields of the same column.</param>
    public void Add(SeedTypeInference other)
    {
        possible &= other.possible;
        bits = Math.Max(bits, other.bits);
        shortest = Math.Min(shortest, other.shortest);
        longest = Math.Max(longest, other.longest);
        HasNulls |= other.HasNulls;
        IsPlain &= other.IsPlain;
        IsQuoted |= other.IsQuoted;
        isPointed |= other.isPointed;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static CsvKinds Temporal(ReadOnlySpan<byte> utf8)
    {
        // By far the most: a day, alone or with a time to the second.
        if (IsDay(utf8[..DayLength]))
        {
            if (utf8.Length == DayLength)
            {
                return CsvKinds.Date;
            }

            if (utf8.Length == DayLength + 9 && utf8[DayLength] is (byte)' ' or (byte)'T' && IsTime(utf8[(DayLength + 1)..]))
            {
                return CsvKinds.Timestamp;
            }
        }

        Span<char> text = stackalloc char[LongestTimestamp];
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        return DateTime.TryParseExact(text, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? CsvKinds.Timestamp
            : CsvKinds.None;
    }

    // yyyy-MM-dd
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDay(ReadOnlySpan<byte> text) =>
        text[4] == '-' && text[7] == '-'
        && Number(text[..4]) is > 0 and var year && Number(text[5..7]) is >= 1 and <= 12 and var month
        && Number(text[8..]) is >= 1 and var day && day <= DateTime.DaysInMonth(year, month);

    // HH:mm:ss
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTime(ReadOnlySpan<byte> text) =>
        text[2] == ':' && text[5] == ':'
        && Number(text[..2]) is >= 0 and < 24 && Number(text[3..5]) is >= 0 and < 60 && Number(text[6..]) is >= 0 and < 60;

    // Minus one where it is no number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    // By far the most, the rest is looked at more closely: whole numbers that are small, and 12.50: digits, a point and digits that are not all zero.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CsvKinds Common(ReadOnlySpan<byte> value)
    {
        var at = value[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        var whole = Digits(value, at, out _);
        if (whole == value.Length)
        {
            return whole < DigitsOfBig && whole > at ? CsvKinds.Integer | CsvKinds.Number : CsvKinds.None;
        }

        return whole > at && value[whole] == '.' && value.Length <= LongestFraction
            && Digits(value, whole + 1, out var isZero) == value.Length && !isZero
            ? CsvKinds.Number
            : CsvKinds.None;
    }

    // Where the digits end that begin at a place.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Digits(ReadOnlySpan<byte> value, int at, out bool isZero)
    {
        isZero = true;
        for (; at < value.Length && value[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            isZero &= value[at] == '0';
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CsvKinds Numeric(ReadOnlySpan<byte> value)
    {
        var common = Common(value);
        return common != CsvKinds.None ? common : Rare(value);
    }

    private CsvKinds Rare(ReadOnlySpan<byte> value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            bits = Math.Max(bits, whole is > int.MaxValue or < int.MinValue ? 64 : 32);
            return CsvKinds.Integer | CsvKinds.Number;
        }

        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (decimal.Truncate(number) != number)
            {
                return CsvKinds.Number;
            }

            isPointed |= value.ContainsAnyExcept(CsvFields.SignsAndDigits);
            bits = Math.Max(bits, Math.Abs(number) > long.MaxValue ? 128 : Math.Abs(number) > int.MaxValue ? 64 : 32);
            return CsvKinds.Integer | CsvKinds.Number;
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
            ? CsvKinds.Number
            : CsvKinds.None;
    }
}
