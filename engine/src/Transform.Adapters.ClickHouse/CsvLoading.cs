namespace Transform.Adapters.ClickHouse;

/// <summary>Loads CSV files: the server reads them itself.</summary>
internal static class CsvLoading
{
    internal static long Load(ClickHouseConnection connection, Relation table, CsvFile file, CancellationToken cancellation)
    {
        var dialect = ClickHouseDialect.Instance;
        var delimiter = dialect.Literal(file.Delimiter.ToString());
        var sql = $"insert into {dialect.Render(table)} ({string.Join(", ", file.Columns.Select(dialect.Quote))}) "
            + $"settings format_csv_delimiter = {delimiter}, input_format_csv_skip_first_lines = 1, input_format_null_as_default = 0, "
            + "input_format_csv_empty_as_default = 1, date_time_input_format = 'best_effort', async_insert = 0 format CSV";
        return connection.Insert(
            sql,
            stream =>
            {
                using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
                source.CopyTo(stream, 256 * 1024);
            },
            cancellation) ?? 0;
    }
}
