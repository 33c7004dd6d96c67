using System.Collections;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using NpgsqlTypes;

namespace Transform.Adapters.Postgres;

/// <summary>Npgsql's values as those that every adapter gives.</summary>
internal static class PlainValue
{
    internal static object? Of(object? value, string type) => value switch
    {
        null or DBNull => null,
        short or int or byte or sbyte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float number => (double)number,
        DateTime { Kind: DateTimeKind.Utc } instant => new DateTimeOffset(instant),
        DateTime infinite when type.EndsWith("with time zone", StringComparison.Ordinal) => new DateTimeOffset(infinite, TimeSpan.Zero),
        DateTime time when type == "date" => DateOnly.FromDateTime(time),
        TimeSpan time when type.StartsWith("time", StringComparison.Ordinal) => TimeOnly.FromTimeSpan(time),
        DateTimeOffset time when type.StartsWith("time ", StringComparison.Ordinal) || type.StartsWith("time(", StringComparison.Ordinal) =>
            time.ToString("HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
        NpgsqlInterval interval => new Interval(interval.Months, interval.Days, interval.Time),
        char letter => letter.ToString(),
        byte[] or string => value,
        BitArray bits => string.Create(bits.Length, bits, static (text, b) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                text[i] = b[i] ? '1' : '0';
            }
        }),
        Array ranges when type.EndsWith("multirange", StringComparison.Ordinal) => $"{{{string.Join(',', ranges.Cast<object>())}}}",
        Array array => Items(array, type),
        IPAddress or IPNetwork => value.ToString(),
        PhysicalAddress address => string.Join(':', address.GetAddressBytes().Select(b => b.ToString("x2", CultureInfo.InvariantCulture))),
        IDictionary<string, string> map => map.Select(e => KeyValuePair.Create((object)e.Key, (object?)e.Value)).ToArray(),
        bool or long or double or decimal or DateTime or DateTimeOffset or DateOnly or TimeOnly or Guid => value,
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static object?[] Items(Array array, string type)
    {
        var item = type.EndsWith("[]", StringComparison.Ordinal) ? type[..^2] : type;
        return Nested(array, new int[array.Rank], 0, item);
    }

    // An array of several dimensions as lists of lists.
    private static object?[] Nested(Array array, int[] at, int dimension, string item)
    {
        var items = new object?[array.GetLength(dimension)];
        for (var i = 0; i < items.Length; i++)
        {
            at[dimension] = i;
            items[i] = dimension == array.Rank - 1 ? Of(array.GetValue(at), item) : Nested(array, at, dimension + 1, item);
        }

        return items;
    }
}
