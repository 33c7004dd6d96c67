using System.Text;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.UnitTests;

/// <summary>How the rows that came out differ from those that were expected. Both are bags: their order does not matter, how often
/// a row comes does.</summary>
internal sealed class RowDifference
{
    private const int MaxRows = 30;
    private const int MaxCell = 40;

    private readonly string[] names;
    private readonly List<(char Mark, string[] Cells)> lines;
    private readonly int missing;
    private readonly int unexpected;

    private RowDifference(string[] names, List<string[]> same, List<string[]> missing, List<string[]> unexpected)
    {
        this.names = names;
        this.missing = missing.Count;
        this.unexpected = unexpected.Count;
        lines = Arrange(same, missing, unexpected);
    }

    /// <summary><c>1 row is missing, 2 rows are not expected.</c></summary>
    public string Summary => (missing, unexpected) switch
    {
        (_, 0) => $"{Rows(missing)} missing.",
        (0, _) => $"{Rows(unexpected)} not expected.",
        _ => $"{Rows(missing)} missing, {Rows(unexpected)} not expected.",
    };

    /// <summary>Compares the rows of both kinds.</summary>
    /// <param name="table">Its last column says <c>actual</c> or <c>expected</c>.</param>
    /// <returns>Null where there is no difference.</returns>
    public static RowDifference? Of(TableObject table)
    {
        var width = table.Names.Count - 1;
        var actual = new List<string[]>();
        var expected = new List<string[]>();
        foreach (var row in table.Rows)
        {
            (row[width].ToString() == "actual" ? actual : expected).Add(Array.ConvertAll(row[..width], Text));
        }

        var left = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        foreach (var row in actual)
        {
            var key = string.Join('\u001f', row);
            (left.TryGetValue(key, out var twins) ? twins : left[key] = []).Add(row);
        }

        var same = new List<string[]>();
        var missing = new List<string[]>();
        foreach (var row in expected)
        {
            if (left.TryGetValue(string.Join('\u001f', row), out var twins) && twins.Count > 0)
            {
                twins.RemoveAt(twins.Count - 1);
                same.Add(row);
            }
            else
            {
                missing.Add(row);
            }
        }

        var unexpected = left.Values.SelectMany(rows => rows).ToList();
        return missing.Count + unexpected.Count == 0
            ? null
            : new RowDifference([.. table.Names.Take(width)], same, missing, unexpected);
    }

    /// <summary>A table with a line for each row, - and + before those that differ and ^ under what differs in two like rows.</summary>
    public string ToText()
    {
        var shown = lines.Take(MaxRows).ToList();
        var widths = names.Select((name, i) => shown.Max(line => Math.Max(line.Cells[i].Length, name.Length))).ToArray();
        var text = new StringBuilder();
        Line(text, ' ', names, widths);
        foreach (var (mark, cells) in shown)
        {
            Line(text, mark, cells, widths);
        }

        if (lines.Count > shown.Count)
        {
            text.Append("  ... and ").Append(lines.Count - shown.Count).Append(" more lines\n");
        }

        return text.ToString().TrimEnd('\n');
    }

    private static string Rows(int count) => count == 1 ? "1 row is" : $"{count} rows are";

    // Null and the text of that name must not be the same.
    private static string Text(Value value)
    {
        if (value.IsNone)
        {
            return "null";
        }

        if (value.TryGetBoolean(out var flag))
        {
            return flag ? "true" : "false";
        }

        var text = value.ToString().Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);
        return value.IsString && (text is "null" or "" || text.AsSpan().Trim().Length < text.Length) ? $"'{text}'" : text;
    }

    private static void Line(StringBuilder text, char mark, string[] cells, int[] widths)
    {
        var line = new StringBuilder().Append(mark).Append(' ');
        for (var i = 0; i < cells.Length; i++)
        {
            line.Append(cells[i].PadRight(widths[i])).Append("  ");
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private static List<(char Mark, string[] Cells)> Arrange(List<string[]> same, List<string[]> missing, List<string[]> unexpected)
    {
        var lines = new List<(char, string[])>();
        var left = new List<string[]>(unexpected);
        foreach (var row in missing)
        {
            lines.Add(('-', Cut(row)));
            if (Nearest(row, left) is { } like)
            {
                left.Remove(like);
                lines.Add(('+', Cut(like)));
                lines.Add((' ', Marks(row, like)));
            }
        }

        lines.AddRange(left.Select(row => ('+', Cut(row))));
        lines.AddRange(same.Select(row => (' ', Cut(row))));
        return lines;
    }

    /// <summary>The row that shares most with another one; null where none shares anything.</summary>
    private static string[]? Nearest(string[] row, List<string[]> others)
    {
        string[]? nearest = null;
        var most = 0;
        foreach (var other in others)
        {
            // The first column is mostly the key.
            var shared = row[0] == other[0] ? row.Length : 0;
            for (var i = 0; i < row.Length; i++)
            {
                shared += row[i] == other[i] ? 1 : 0;
            }

            if (shared > most)
            {
                (nearest, most) = (other, shared);
            }
        }

        return nearest;
    }

    private static string[] Marks(string[] row, string[] other)
    {
        var marks = new string[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            marks[i] = row[i] == other[i] ? string.Empty : new string('^', Math.Min(Math.Max(row[i].Length, other[i].Length), MaxCell));
        }

        return marks;
    }

    private static string[] Cut(string[] row) =>
        Array.ConvertAll(row, cell => cell.Length > MaxCell ? string.Concat(cell.AsSpan(0, MaxCell - 1), "…") : cell);
}
