namespace Transform.Adapters.ClickHouse;

/// <summary>Loads CSV files: the server reads them itself.</summary>
internal static class CsvLoading
{
    internal static long Load(ClickHouseConnection connection, Relation table, CsvFile file, CancellationToken cancellation)
    {
        var dialect = ClickHouseDialect.Instance;
        var delimiter = dialect.Literal(file.Delimiter.ToString());

        // The format CSV refuses a tab.
        var (format, settings) = file.Delimiter is '\t'
            ? ("CustomSeparatedWithNames", $"format_custom_escaping_rule = 'CSV', format_custom_field_delimiter = {delimiter}, input_format_with_names_use_header = 0")
            : ("CSV", $"format_csv_delimiter = {delimiter}, input_format_csv_skip_first_lines = 1");
        var sql = $"insert into {dialect.Render(table)} ({string.Join(", ", file.Columns.Select(dialect.Quote))}) "
            + $"settings {settings}, input_format_null_as_default = 0, "
            + $"input_format_csv_empty_as_default = 1, date_time_input_format = 'best_effort', async_insert = 0";
        return connection.Insert(
            sql,
            format,
            stream =>
            {
                using var source = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
                source.CopyTo(stream, 256 * 1024);
            },
            cancellation) ?? 0;
    }
}
