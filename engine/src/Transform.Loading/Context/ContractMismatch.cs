using System.Text;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Context;

/// <summary>What <c>exceptions.raise_contract_error</c> stops with: a table of the columns that differ.</summary>
internal static class ContractMismatch
{
    private static readonly string[] Head = ["column_name", "definition_type", "contract_type", "mismatch_reason"];

    /// <param name="contract">The contract's columns: dicts with name and data_type.</param>
    /// <param name="given">The query's.</param>
    /// <param name="place">Of the call.</param>
    public static TransformException Describe(Value contract, Value given, SourceSpan? place)
    {
        var wanted = Columns(contract);
        if (wanted.Count == 0)
        {
            return TransformException.Error(
                DiagnosticCodes.InvalidContract, "This model has an enforced contract, and its 'columns' specification is missing", place);
        }

        var actual = Columns(given);
        var lines = new List<string[]>();
        foreach (var (name, type) in actual)
        {
            var match = wanted.FindIndex(c => c.Name == name);
            if (match < 0)
            {
                lines.Add([name, type, string.Empty, "missing in contract"]);
            }
            else if (wanted[match].Type != type)
            {
                lines.Add([name, type, wanted[match].Type, "data type mismatch"]);
            }
        }

        lines.AddRange(wanted.Where(c => actual.TrueForAll(a => a.Name != c.Name))
            .Select(c => (string[])[c.Name, string.Empty, c.Type, "missing in definition"]));
        lines.Sort((a, b) => string.CompareOrdinal(a[0], b[0]));
        var message = "This model has an enforced contract that failed.\n"
            + "Please ensure the name, data_type, and number of columns in your contract match the columns in your model's definition.\n\n"
            + Table(lines);
        var first = wanted.FindIndex(c => lines.Exists(line => line[0] == c.Name));
        return new TransformException(
        [
            Diagnostic.Error(DiagnosticCodes.InvalidContract, message, place, "Change the model's query, or what its contract promises.") with
            {
                Column = first < 0 ? null : wanted[first].Name,
            },
        ]);
    }

    private static List<(string Name, string Type)> Columns(Value columns) =>
        [.. (columns.AsList() ?? []).Select(c => (c.GetItem("name").ToString(), c.GetItem("data_type").ToString()))];

    private static string Table(List<string[]> lines)
    {
        var widths = Head.Select((head, i) => lines.Select(line => line[i].Length).Append(head.Length).Max()).ToArray();
        var text = new StringBuilder();
        Append(text, Head, widths, ' ');
        Append(text, ["", "", "", ""], widths, '-');
        foreach (var line in lines)
        {
            Append(text, line, widths, ' ');
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, string[] cells, int[] widths, char fill)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            text.Append(i == 0 ? "| " : " | ").Append(cells[i].PadRight(widths[i], fill));
        }

        text.Append(" |\n");
    }
}
