using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using Npgsql;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>Loads CSV files by COPY, in its text format: one pass over the file, field by field, into the server's stream.</summary>
internal static class CsvLoading
{
    private const int BufferSize = 64 * 1024;
    private const int DateLength = 10;

    private static readonly SearchValues<byte> SignsAndDigits = SearchValues.Create("+-0123456789"u8);
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\\\t\n\r"u8);

    private enum FieldKind
    {
        /// <summary>As the server reads it.</summary>
        AsWritten,

        /// <summary>May be written <c>1.0</c>.</summary>
        WholeNumber,

        /// <summary>Without a zone. One that is written with an offset is the session's time at that instant.</summary>
        Time,
    }

    /// <summary>An empty field and the word null are NULL in every column, as dbt reads seeds; a line may end early.</summary>
    internal static long Load(
        PostgresConnection session, PostgresAdapter adapter, NpgsqlConnection connection, Relation table, CsvFile file, CancellationToken cancellation)
    {
        var fields = Kinds(session.GetColumns(table, cancellation), file.Columns);
        var zone = new Lazy<TimeZoneInfo?>(() => TimeZoneInfo.TryFindSystemTimeZoneById(connection.Timezone, out var found) ? found : null);
        var dialect = PostgresDialect.Instance;
        var sql = $"copy {table.NameParts(dialect.Quote)} ({string.Join(", ", file.Columns.Select(dialect.Quote))}) from stdin";
        try
        {
            // Between two buffers the token is looked at; what waits for the server is cancelled there.
            using var cancelling = cancellation.UnsafeRegister(_ => adapter.CancelBackend(connection.ProcessID), null);
            var writer = (NpgsqlCopyTextWriter)connection.BeginTextImport(sql);
            long rows;
            try
            {
                rows = Write(writer.BaseStream, file, fields, zone, cancellation);
            }
            catch
            {
                // Otherwise the rows so far would count as all.
                writer.Cancel();
                throw;
            }

            writer.Dispose();
            return rows;
        }
        catch (CsvFormatException e)
        {
            throw new WarehouseException(DiagnosticCodes.StatementFailed, e.LineNumber > 0 ? $"Line {e.LineNumber}: {e.Message}" : e.Message, sql, inner: e);
        }
        catch (PostgresException e) when (Line(e) is { } line)
        {
            throw new WarehouseException(DiagnosticCodes.StatementFailed, $"Line {line}: {e.MessageText}", sql, inner: e);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or OperationCanceledException)
        {
            PostgresErrors.Throw(e, sql, cancellation);
            throw;
        }
    }

    // COPY says where it was (COPY s, line 2, column amount: "abc"), and counts rows: the header is not among them.
    private static int? Line(PostgresException error)
    {
        const string Word = ", line ";
        var at = error.Where?.IndexOf(Word, StringComparison.Ordinal) ?? -1;
        if (at < 0)
        {
            return null;
        }

        var digits = error.Where.AsSpan(at + Word.Length);
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], CultureInfo.InvariantCulture, out var line) ? line + 1 : null;
    }

    private static long Write(Stream stream, CsvFile file, FieldKind[] fields, Lazy<TimeZoneInfo?> zone, CancellationToken cancellation)
    {
        using var csv = CsvReader.FromFile(file.Path, new CsvReaderOptions
        {
            Separator = file.Delimiter,
            TrackLineNumbers = true,
        });
        csv.ReadHeader();
        var buffer = new ArrayBufferWriter<byte>(BufferSize * 2);
        long rows = 0;
        while (csv.Read())
        {
            if (csv.FieldCount > fields.Length)
            {
                throw new WarehouseException(
                    DiagnosticCodes.StatementFailed, $"Line {csv.LineNumber}: It has {csv.FieldCount} fields, but the header has {fields.Length}.");
            }

            for (var i = 0; i < fields.Length; i++)
            {
                Append(buffer, i == 0 ? default : (byte)'\t');
                Field(buffer, i < csv.FieldCount ? csv.GetSpan(i) : default, fields[i], zone);
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

    private static void Field(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field, FieldKind kind, Lazy<TimeZoneInfo?> zone)
    {
        var trimmed = field.Trim(" \t"u8);
        if (trimmed.IsEmpty || Ascii.EqualsIgnoreCase(trimmed, "null"u8))
        {
            buffer.Write("\\N"u8);
            return;
        }

        if (kind == FieldKind.WholeNumber && trimmed.ContainsAnyExcept(SignsAndDigits)
            && decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.Truncate(number) == number)
        {
            Utf8Formatter.TryFormat(decimal.Truncate(number), buffer.GetSpan(64), out var written, new StandardFormat('F', 0));
            buffer.Advance(written);
            return;
        }

        if (kind == FieldKind.Time && trimmed.Length > DateLength && trimmed[DateLength..].IndexOfAny("+-Zz"u8) >= 0
            && DateTimeOffset.TryParse(Encoding.UTF8.GetString(trimmed), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            && zone.Value is { } local)
        {
            buffer.Write(Encoding.UTF8.GetBytes(TimeZoneInfo.ConvertTime(instant, local).ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture)));
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

    private static FieldKind[] Kinds(ImmutableArray<ColumnInfo> columns, ImmutableArray<string> names) =>
        [.. names.Select(name => columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal))?.DataType switch
        {
            "smallint" or "integer" or "bigint" => FieldKind.WholeNumber,
            "timestamp without time zone" => FieldKind.Time,
            _ => FieldKind.AsWritten,
        })];
}
