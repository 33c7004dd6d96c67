using System.Globalization;

namespace Transform.Execution.Nodes;

/// <summary>Finds the type of a CSV column from its values by dbt's rules: integer, number, date, time stamp, boolean, else
/// text. Empty fields and the word null say nothing. Whole numbers beyond 32 bits become bigint, where dbt would fail.</summary>
internal sealed class SeedTypeInference
{
    private const string DateFormat = "yyyy-MM-dd";

    private static readonly string[] TimestampFormats =
    [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm",
        "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK",
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

    public void Add(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        if (possible == Kinds.None || value.IsEmpty || value.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var fits = Kinds.None;
        if ((possible & (Kinds.Integer | Kinds.Number)) != 0)
        {
            fits |= Numeric(value);
        }

        if (possible.HasFlag(Kinds.Date)
            && DateOnly.TryParseExact(value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            fits |= Kinds.Date;
        }

        if (possible.HasFlag(Kinds.Timestamp)
            && DateTime.TryParseExact(value, TimestampFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            fits |= Kinds.Timestamp;
        }

        if (possible.HasFlag(Kinds.Boolean)
            && (value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase)))
        {
            fits |= Kinds.Boolean;
        }

        possible &= fits;
    }

    private Kinds Numeric(ReadOnlySpan<char> value)
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
