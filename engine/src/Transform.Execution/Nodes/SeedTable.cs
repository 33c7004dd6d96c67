using System.Globalization;
using Transform.Adapters;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Nodes;

/// <summary>Reads a seed's rows for macros that load them by themselves: as values of their columns' types.</summary>
internal static class SeedTable
{
    public static TableObject Read(SeedColumns seed)
    {
        using var csv = CsvFields.Open(seed.File);
        var rows = new List<Value[]>();
        while (csv.Read())
        {
            var row = new Value[seed.Columns.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = i < csv.FieldCount ? Cell(csv.GetString(i), seed.Found[i]) : Value.None;
            }

            rows.Add(row);
        }

        return new TableObject([.. seed.Columns.Select(c => c.Name)], [.. seed.Columns.Select(c => c.DataType)], rows)
        {
            OriginalPath = seed.File.Path,
        };
    }

    // Types that the config names are the warehouse's business: their values stay texts.
    private static Value Cell(string field, string? type)
    {
        var text = field.Trim(' ', '\t');
        return text.Length == 0 || text.Equals("null", StringComparison.OrdinalIgnoreCase) ? Value.None
            : type is "integer" or "bigint" && long.TryParse(text, CultureInfo.InvariantCulture, out var whole) ? whole
            : type is "integer" or "bigint" or "float8" && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Value.FromObject(number)
            : type is "boolean" && bool.TryParse(text, out var flag) ? flag
            : type is "date" && DateOnly.TryParse(text, CultureInfo.InvariantCulture, out var date) ? Value.FromObject(date)
            : field;
    }
}
