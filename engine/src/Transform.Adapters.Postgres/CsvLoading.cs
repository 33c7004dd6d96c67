using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using Npgsql;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>Loads CSV files by COPY: one pass over the file, field by field, into the server's stream. Large files go in the binary format,
/// which spares the server most of its work, as long as every field is written in the usual way of its type; in the text format otherwise.</summary>
internal static class CsvLoading
{
    private const int BufferSize = 64 * 1024;
    private const int DateLength = 10;

    // Below, the savepoint of an attempt costs more than it brings.
    private const int LeastForBinary = 256 * 1024;
    private const string Savepoint = "transform_load";

    private static readonly SearchValues<byte> Escaped = SearchValues.Create("\\\t\n\r"u8);

    // The signature, no flags, no extension.
    private static ReadOnlySpan<byte> BinaryHeader => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xff, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];

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
        var columns = session.GetColumns(table, cancellation);
        var fields = Kinds(columns, file.Columns);
        var zone = new Lazy<TimeZoneInfo?>(() => TimeZoneInfo.TryFindSystemTimeZoneById(connection.Timezone, out var found) ? found : null);
        var dialect = PostgresDialect.Instance;
        var sql = $"copy {table.NameParts(dialect.Quote)} ({string.Join(", ", file.Columns.Select(dialect.Quote))}) from stdin";
        try
        {
            // Between two buffers the token is looked at; what waits for the server is cancelled there.
            using var cancelling = new Cancelling(adapter, connection, command: null, cancellation);
            if (Writers(columns, file) is { } writers && TryBinary(session, connection, sql, file, writers, cancellation) is { } loaded)
            {
                return loaded;
            }

            var writer = (NpgsqlCopyTextWriter)connection.BeginTextImport(sql);
            long rows;
            try
            {
                rows = Write(writer.BaseStream, file, fields, zone, cancellation);
            }
            catch
            {
                // Otherwise the rows so far would count as all.
                CallOff(writer.Cancel);
                throw;
            }

            writer.Dispose();
            return rows;
        }
        catch (CsvFormatException e)
        {
            throw CsvFields.Failure(e, sql);
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

    /// <summary>How each column is written; null where the file is small or a column's type is not among those that can be.</summary>
    private static BinaryFields.Writer[]? Writers(ImmutableArray<ColumnInfo> columns, CsvFile file)
    {
        if (new FileInfo(file.Path).Length < LeastForBinary)
        {
            return null;
        }

        var writers = new BinaryFields.Writer[file.Columns.Length];
        for (var i = 0; i < writers.Length; i++)
        {
            if (BinaryFields.Of(columns.FirstOrDefault(c => string.Equals(c.Name, file.Columns[i], StringComparison.Ordinal))?.DataType) is not { } writer)
            {
                return null;
            }

            writers[i] = writer;
        }

        return writers;
    }

    /// <returns>The rows; null where a field is written otherwise: then nothing has been loaded.</returns>
    private static long? TryBinary(
        PostgresConnection session, NpgsqlConnection connection, string sql, CsvFile file, BinaryFields.Writer[] writers, CancellationToken cancellation)
    {
        var isInTransaction = session.InTransaction;
        if (isInTransaction)
        {
            session.Execute("savepoint " + Savepoint, cancellation);
        }

        var stream = connection.BeginRawBinaryCopy(sql + " with (format binary)");
        long? rows;
        try
        {
            rows = WriteBinary(stream, file, writers, cancellation);
        }
        catch
        {
            CallOff(stream.Cancel);
            throw;
        }

        if (rows is null)
        {
            stream.Cancel();
        }

        stream.Dispose();
        if (isInTransaction)
        {
            session.Execute((rows is null ? "rollback to " : "release ") + Savepoint, cancellation);
        }

        return rows;
    }

    private static long? WriteBinary(Stream stream, CsvFile file, BinaryFields.Writer[] writers, CancellationToken cancellation)
    {
        using var csv = CsvFields.Open(file);
        var buffer = new ArrayBufferWriter<byte>(BufferSize * 2);
        buffer.Write(BinaryHeader);
        long rows = 0;
        while (csv.Read())
        {
            CsvFields.Check(csv, writers.Length);
            BinaryFields.Short(buffer, (short)writers.Length);
            for (var i = 0; i < writers.Length; i++)
            {
                var field = i < csv.FieldCount ? csv.GetSpan(i) : default;
                var trimmed = field.Trim(" \t"u8);
                if (CsvFields.IsNull(trimmed))
                {
                    BinaryFields.Null(buffer);
                }
                else if (!writers[i](buffer, field, trimmed))
                {
                    return null;
                }
            }

            rows++;
            Flush(stream, buffer, BufferSize, cancellation);
        }

        BinaryFields.Short(buffer, -1);
        Flush(stream, buffer, 0, cancellation);
        return rows;
    }

    /// <summary>What has broken off the load is what to tell, not that the server no longer listens, or what it had against the rows so far.</summary>
    private static void CallOff(Action cancel)
    {
        try
        {
            cancel();
        }
        catch (Exception e) when (e is NpgsqlException or IOException)
        {
            // The server takes no rows of a load that it has not been told the end of.
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
        using var csv = CsvFields.Open(file);
        var buffer = new ArrayBufferWriter<byte>(BufferSize * 2);
        long rows = 0;
        while (csv.Read())
        {
            CsvFields.Check(csv, fields.Length);
            for (var i = 0; i < fields.Length; i++)
            {
                if (i > 0)
                {
                    CsvFields.Append(buffer, (byte)'\t');
                }

                Field(buffer, i < csv.FieldCount ? csv.GetSpan(i) : default, fields[i], zone);
            }

            CsvFields.Append(buffer, (byte)'\n');
            rows++;
            Flush(stream, buffer, BufferSize, cancellation);
        }

        Flush(stream, buffer, 0, cancellation);
        return rows;
    }

    private static void Flush(Stream stream, ArrayBufferWriter<byte> buffer, int least, CancellationToken cancellation)
    {
        if (buffer.WrittenCount >= least)
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(buffer.WrittenSpan);
            buffer.ResetWrittenCount();
        }
    }

    private static void Field(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field, FieldKind kind, Lazy<TimeZoneInfo?> zone)
    {
        var trimmed = field.Trim(" \t"u8);
        if (CsvFields.IsNull(trimmed))
        {
            buffer.Write("\\N"u8);
            return;
        }

        if (kind == FieldKind.WholeNumber && CsvFields.TryWriteWhole(buffer, trimmed, out _))
        {
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

    private static FieldKind[] Kinds(ImmutableArray<ColumnInfo> columns, ImmutableArray<string> names) =>
        [.. names.Select(name => columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal))?.DataType switch
        {
            "smallint" or "integer" or "bigint" => FieldKind.WholeNumber,
            "timestamp without time zone" => FieldKind.Time,
            _ => FieldKind.AsWritten,
        })];
}
