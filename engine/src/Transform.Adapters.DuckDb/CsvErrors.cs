namespace Transform.Adapters.DuckDb;

/// <summary>DuckDB says what is wrong in a CSV file, quotes the line (and, after an open quote, all that follows), and
/// then lists thirty lines of options of a function that the user did not call. The line's number, the cause and the
/// start of the line are kept.</summary>
internal static class CsvErrors
{
    private const string Marker = "CSV Error on Line: ";
    private const string Original = "\nOriginal Line: ";
    private const int ShownLength = 200;

    private static readonly (string Start, string Hint)[] Causes =
    [
        ("Error when converting", "Correct the field, or give its column another type."),
        ("Expected Number of Columns", "Give each line as many fields as the header; a field with a delimiter or a line break in it needs quotes around it."),
        ("Value with unterminated quote", "Close the quote; a quote inside a quoted field is written twice."),
        ("Invalid unicode", "Save the file as UTF-8."),
        ("Maximum line size", "Check that a quote is not left open; a line may have two million bytes."),
    ];

    /// <summary>True for an error about a line of a file.</summary>
    internal static bool NamesLine(WarehouseException error) => error.Message.Contains(Marker, StringComparison.Ordinal);

    internal static WarehouseException Explain(WarehouseException error)
    {
        var text = error.Message;
        var original = text.IndexOf(Original, StringComparison.Ordinal);
        if (original < 0)
        {
            return error;
        }

        foreach (var (start, hint) in Causes)
        {
            // The last one: the quoted line may hold the same words.
            var cause = text.LastIndexOf('\n' + start, StringComparison.Ordinal);
            if (cause > original)
            {
                var line = FirstLine(text[(original + 1)..cause]);
                var shown = line.Length > ShownLength ? line[..ShownLength] + "..." : line;
                return new WarehouseException(
                    error.Code, $"{text[..original]}\n{FirstLine(text[(cause + 1)..])}\n{shown}", error.Sql, inner: error)
                {
                    Hint = hint,
                };
            }
        }

        return error;
    }

    private static string FirstLine(string text)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? text : text[..end];
    }
}
