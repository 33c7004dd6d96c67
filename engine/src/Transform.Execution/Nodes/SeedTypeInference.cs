using System.Globalization;
using System.Text;

namespace Transform.Execution.Nodes;

/// <summary>Finds the type of a CSV column from its values by dbt's rules: integer, number, date, time stamp, boolean, else
/// text. Empty fields and the word null say nothing. Whole numbers beyond 32 bits become bigint, where dbt would fail.</summary>
internal sealed class SeedTypeInference
{
    private const int LongestTimestamp = 40;
    private const string DateFormat = "yyyy-MM-dd";

    private static readonly string[] TimestampFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    private Kinds possible = Kinds.All;
    private bool isBig;
    private bool isHuge;

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

    /// <param name="utf8">A field's text.</param>
    public void Add(ReadOnlySpan<byte> utf8)
    {
        utf8 = utf8.Trim(" \t"u8);
        if (possible == Kinds.None || utf8.IsEmpty || Ascii.EqualsIgnoreCase(utf8, "null"u8))
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

    private static Kinds Temporal(ReadOnlySpan<byte> utf8)
    {
        Span<char> text = stackalloc char[LongestTimestamp];
        text = text[..Encoding.UTF8.GetChars(utf8, text)];
        if (DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return Kinds.Date;
        }

        return DateTime.TryParseExact(text, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? Kinds.Timestamp
            : Kinds.None;
    }

    private Kinds Numeric(ReadOnlySpan<byte> value)
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            isBig |= whole is > int.MaxValue or < int.MinValue;
            return Kinds.Integer | Kinds.Number;
        }

        if (decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            if (decimal.Truncate(number) != number)
            {
                return Kinds.Number;
            }

            isHuge |= Math.Abs(number) > long.MaxValue;
            isBig |= Math.Abs(number) > int.MaxValue;
            return Kinds.Integer | Kinds.Number;
        }

        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)
            ? Kinds.Number
            : Kinds.None;
    }
}
