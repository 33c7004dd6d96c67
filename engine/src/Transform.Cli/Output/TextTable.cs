using System.Text;
using Transform.Execution;

namespace Transform.Cli.Output;

/// <summary>Rows as a table of text, numbers to the right.</summary>
internal static class TextTable
{
    private const int MaxCell = 60;

    public static string Write(QueryRows rows)
    {
        var count = rows.Columns.Count;
        var cells = rows.Rows.Select(row => row.Select(value => Shorten(Cell.Text(value))).ToArray()).ToList();
        var widths = new int[count];
        var numeric = new bool[count];
        for (var i = 0; i < count; i++)
        {
            widths[i] = Math.Max(2, cells.Select(row => row[i].Length).Append(rows.Columns[i].Length).Max());
            numeric[i] = rows.Rows.Any(row => row[i] is not null) && rows.Rows.All(row => row[i] is null || Cell.IsNumber(row[i]));
        }

        var text = new StringBuilder();
        Line(text, rows.Columns, widths, numeric: null);
        Line(text, [.. widths.Select(width => new string('-', width))], widths, numeric: null);
        foreach (var row in cells)
        {
            Line(text, row, widths, numeric);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, IReadOnlyList<string> cells, int[] widths, bool[]? numeric)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            text.Append("| ").Append(numeric?[i] == true ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i])).Append(' ');
        }

        text.Append('|').AppendLine();
    }

    private static string Shorten(string text)
    {
        text = text.ReplaceLineEndings("⏎");
        return text.Length <= MaxCell ? text : string.Concat(text.AsSpan(0, MaxCell - 1), "…");
    }
}
