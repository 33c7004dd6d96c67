using System.Globalization;
using System.Text;

namespace Transform.Bench.Warehouses;

/// <summary>A CSV file of ten columns, the same every time: whole numbers, decimals, floating-point numbers, texts, a day, a moment, a truth.</summary>
internal static class SeedFile
{
    /// <summary>The columns with types that every warehouse knows by these names.</summary>
    public static readonly (string Name, string Type)[] Columns =
    [
        ("id", "bigint"), ("customer_id", "integer"), ("product", "varchar(40)"), ("note", "varchar(200)"), ("quantity", "integer"),
        ("price", "decimal(18,2)"), ("weight", "double precision"), ("ordered_on", "date"), ("ordered_at", "timestamp"), ("is_paid", "boolean"),
    ];

    public static void Write(string path, int rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 20);
        writer.Write(string.Join(',', Columns.Select(c => c.Name)) + "\n");
        var start = new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        for (var i = 0; i < rows; i++)
        {
            // Multiples of a prime, so that neighbours differ; a tenth of the notes is missing, another tenth needs quotes.
            var draw = unchecked((uint)i * 2654435761u);
            var note = (draw % 10) switch
            {
                0 => string.Empty,
                1 => "\"said \"\"no\"\", then left\"",
                _ => string.Create(CultureInfo.InvariantCulture, $"order number {i} of the year"),
            };
            var at = start.AddSeconds(i * 31L);
            writer.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"{i + 1},{draw % 50_000},product {draw % 997},{note},{(draw % 9) + 1},{draw % 100_000 / 100m},{draw % 10_000 / 8.0},{at:yyyy-MM-dd},{at:yyyy-MM-dd HH:mm:ss},{((draw & 4) == 0 ? "true" : "false")}\n"));
        }
    }
}
