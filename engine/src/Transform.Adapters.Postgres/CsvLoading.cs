using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using Npgsql;

namespace Transform.Adapters.Postgres;

/// <summary>Loads CSV files by COPY, in its text format: one pass over the file, field by field, into the server's stream.</summary>
internal static class CsvLoading
{
    private const int BufferSize = 64 * 1024;

    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\\\t\n\r"u8);

    /// <summary>An empty field and the word null are NULL in every column, as dbt reads seeds. A whole number may be written
    /// <c>1.0</c>.</summary>
    internal static long Load(
        PostgresConnection session, NpgsqlConnection connection, Relation table, CsvFile file, CancellationToken cancellation)
    {
        var wholes = WholeNumbers(session.GetColumns(table, cancellation), file.Columns);
        var dialect = PostgresDialect.Instance;
        var sql = $"copy {dialect.Render(table)} ({string.Join(", ", file.Columns.Select(dialect.Quote))}) from stdin";
        try
        {
            using var writer = (NpgsqlCopyTextWriter)connection.BeginTextImport(sql);
            try
            {
                return Write(writer.BaseStream, file, wholes, cancellation);
            }
            catch
            {
                // Otherwise the rows so far would count as all.
                writer.Cancel();
                throw;
            }
        }
        catch (Exception e) when (e is NpgsqlException or IOException or OperationCanceledException)
        {
            PostgresErrors.Throw(e, sql, cancellation);
            throw;
        }
    }

    private static long Write(Stream stream, CsvFile file, bool[] wholes, CancellationToken cancellation)
    {
        using var csv = CsvReader.FromFile(file.Path, new CsvReaderOptions
        {
            Separator = file.Delimiter,
            FieldCountMismatch = CsvFieldCountHandling.Throw,
        });
        csv.ReadHeader();
        var buffer = new ArrayBufferWriter<byte>(BufferSize * 2);
        long rows = 0;
        while (csv.Read())
        {
            for (var i = 0; i < wholes.Length; i++)
            {
                Append(buffer, i == 0 ? default : (byte)'\t');
                Field(buffer, csv.GetSpan(i), wholes[i]);
            }

            Append(buffer, (byte)'\n');
            rows++;
            if (buffer.WrittenCount >= BufferSize)
            {
                cancellation.ThrowIfCancellationRequested();
                stream.Write(buffer.WrittenSpan);
                buffer.ResetWrittenCount();
            }
        }

        stream.Write(buffer.WrittenSpan);
        return rows;
    }

    private static void Field(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field, bool isWhole)
    {
        var trimmed = field.Trim(" \t"u8);
        if (trimmed.IsEmpty || Ascii.EqualsIgnoreCase(trimmed, "null"u8))
        {
            buffer.Write("\\N"u8);
            return;
        }

        if (isWhole && trimmed.IndexOfAnyExceptInRange((byte)'0', (byte)'9') > 0
            && decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.Truncate(number) == number)
        {
            Utf8Formatter.TryFormat(decimal.Truncate(number), buffer.GetSpan(64), out var written, new StandardFormat('F', 0));
            buffer.Advance(written);
            return;
        }

        for (var special = field.IndexOfAny(Escaped); special >= 0; special = field.IndexOfAny(Escaped))
        {
            buffer.Write(field[..special]);
            buffer.Write(field[special] switch { (byte)'\t' => "\\t"u8, (byte)'\n' => "\\n"u8, (byte)'\r' => "\\r"u8, _ => "\\\\"u8 });
            field = field[(special + 1)..];
        }

        buffer.Write(field);
    }

    private static void Append(ArrayBufferWriter<byte> buffer, byte value)
    {
        if (value != default)
        {
            buffer.GetSpan(1)[0] = value;
            buffer.Advance(1);
        }
    }

    private static bool[] WholeNumbers(ImmutableArray<ColumnInfo> columns, ImmutableArray<string> names) =>
        [.. names.Select(name => columns.Any(c =>
            string.Equals(c.Name, name, StringComparison.Ordinal) && c.DataType is "smallint" or "integer" or "bigint"))];
}
