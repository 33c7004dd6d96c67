using System.Text;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Reads the CSV of a unit test: the first line names the columns, every value is text, and an empty one is null.</summary>
internal static class CsvRows
{
    public static ListValue Read(string text)
    {
        var rows = new ListValue();
        var at = 0;
        List<string>? header = null;
        while (at < text.Length)
        {
            var cells = ReadLine(text, ref at);
            if (cells is [""])
            {
                continue;
            }

            if (header is null)
            {
                header = cells;
                continue;
            }

            var row = new DictValue(header.Count);
            for (var i = 0; i < header.Count; i++)
            {
                row[header[i].Trim()] = i < cells.Count && cells[i].Length > 0 ? cells[i] : Value.None;
            }

            rows.Add(row);
        }

        return rows;
    }

    private static List<string> ReadLine(string text, ref int at)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        while (true)
        {
            if (at < text.Length && text[at] == '"' && cell.Length == 0)
            {
                ReadQuoted(text, ref at, cell);
            }

            while (at < text.Length && text[at] is not (',' or '\n' or '\r'))
            {
                cell.Append(text[at++]);
            }

            cells.Add(cell.ToString());
            cell.Clear();
            if (at >= text.Length || text[at] != ',')
            {
                break;
            }

            at++;
        }

        if (at < text.Length && text[at] == '\r')
        {
            at++;
        }

        if (at < text.Length && text[at] == '\n')
        {
            at++;
        }

        return cells;
    }

    private static void ReadQuoted(string text, ref int at, StringBuilder cell)
    {
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                if (at + 1 >= text.Length || text[at + 1] != '"')
                {
                    at++;
                    return;
                }

                at++;
            }

            cell.Append(text[at]);
        }
    }
}
