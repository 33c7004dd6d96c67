using System.Text;

namespace Transform.Adapters.DuckDb;

/// <summary>Reads CSV files with DuckDB's own parallel reader.</summary>
internal static class CsvReading
{
    private const string NoDetection = ", auto_detect = false";

    /// <summary>The table's types decide what a field is; DuckDB finds out only how dates are written. An empty field
    /// is NULL, quoted or not, as when dbt loads a seed into DuckDB.</summary>
    internal static long Load(
        DuckDbSession session, DuckDbSession probe, Relation table, CsvFile file, CancellationToken cancellation)
    {
        var types = Metadata.Describe(session, Sql.Render(table), cancellation)
            .ToDictionary(column => column.Name, column => column.DataType, StringComparer.OrdinalIgnoreCase);
        var columns = string.Join(", ", file.Columns.Select(
            name => $"{Sql.Literal(name)}: {Sql.Literal(types.GetValueOrDefault(name, "VARCHAR"))}"));
        var names = string.Join(", ", file.Columns.Select(Sql.Quote));
        var options = $"{Source(file)}, columns = {{{columns}}}";
        if (!CanDetect(probe, options, cancellation))
        {
            options += NoDetection;
        }

        return session.Execute(
            $"insert into {Sql.Render(table)} ({names}) select {names} from read_csv({options})", cancellation).RowsAffected ?? 0;
    }

    private static bool IsDetection(WarehouseException error) => error.Message.Contains("when sniffing", StringComparison.Ordinal);

    /// <summary>A ragged line or an open quote confuses the detection before any line is read, and then DuckDB names no
    /// line. Without detection it does; and a file that is merely unusual loads.</summary>
    private static bool CanDetect(DuckDbSession probe, string options, CancellationToken cancellation)
    {
        try
        {
            Metadata.Describe(probe, $"select * from read_csv({options})", cancellation);
            return true;
        }
        catch (WarehouseException e) when (IsDetection(e))
        {
            return false;
        }
    }

    private static string Source(CsvFile file) =>
        $"{Sql.Literal(EscapeGlob(file.Path))}, header = true, delim = {Sql.Literal(file.Delimiter.ToString())}, "
        + """quote = '"', escape = '"', nullstr = '', encoding = 'utf-8', strict_mode = true""";

    /// <summary>DuckDB takes a path for a pattern; a class of one character stands for itself.</summary>
    private static string EscapeGlob(string path)
    {
        if (path.AsSpan().IndexOfAny("*?[") < 0)
        {
            return path;
        }

        var escaped = new StringBuilder();
        foreach (var c in path)
        {
            _ = c is '*' or '?' or '[' ? escaped.Append('[').Append(c).Append(']') : escaped.Append(c);
        }

        return escaped.ToString();
    }
}
