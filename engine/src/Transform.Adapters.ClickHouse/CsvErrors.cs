using System.Globalization;
using System.Text.RegularExpressions;

namespace Transform.Adapters.ClickHouse;

/// <summary>Reads what ClickHouse says of rows that it cannot read: <c>... (at row 2)</c>, then a line for each column of that row, such as
/// <c>Column 0, name: a, type: Int32, ERROR: text "zz" is not like Int32</c>.</summary>
internal static partial class CsvErrors
{
    /// <summary>The number of the row, from 1; null where it is another error.</summary>
    internal static long? Row(string message) =>
        AtRow().Match(message) is { Success: true } match && long.TryParse(match.Groups["row"].ValueSpan, CultureInfo.InvariantCulture, out var row) ? row : null;

    /// <summary>The column whose field does not fit, with its type; null where no column is named.</summary>
    internal static (string Name, string Type)? FailedColumn(string message) =>
        Column().Match(message) is { Success: true } match ? (match.Groups["name"].Value, match.Groups["type"].Value) : null;

    /// <summary>The message without the rows that it shows.</summary>
    internal static string Cause(string message) => message[..AtRow().Match(message).Index].TrimEnd();

    [GeneratedRegex(@"\(at row (?<row>\d+)\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AtRow();

    [GeneratedRegex(@"name: (?<name>.+?),\s+type: (?<type>.+?),\s+ERROR: ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Column();
}
