using System.Buffers;
using System.Globalization;
using CsvHelper;
using Transform.Core;

namespace Transform.Adapters.ClickHouse;

/// <summary>Loads CSV files: one pass over the file, field by field, writes them in the words that ClickHouse's own reader, which works on
/// several threads, takes for what dbt means.</summary>
internal static class CsvLoading
{
    private const int BufferSize = 256 * 1024;
    private const int TimeLength = 19;

    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n\\ \t"u8);
    private static readonly SearchValues<byte> SpecialInText = SearchValues.Create("\"\r\n\\"u8);
    private static readonly SearchValues<byte> SpecialInTime = SearchValues.Create(",\"\r\n\\\t"u8);

    private enum FieldKind
    {
        /// <summary>Without the blanks around it, in quotes where it needs them.</summary>
        AsWritten,

        /// <summary>Always in quotes, so that nothing of it is lost.</summary>
        Text,

        /// <summary>May be written <c>1.0</c>.</summary>
        WholeNumber,
    }

    /// <summary>An empty field and the word null are NULL, as dbt reads seeds, and a line may end early; a column that takes none gets its type's default, as in
    /// dbt-clickhouse.</summary>
    internal static long Load(ClickHouseConnection connection, Relation table, CsvFile file, CancellationToken cancellation)
    {
        var dialect = ClickHouseDialect.Instance;
        var types = connection.GetColumns(table, cancellation).ToDictionary(c => c.Name, c => c.DataType, StringComparer.Ordinal);
        Field[] fields = [.. file.Columns.Select(name => Rule(name, types.GetValueOrDefault(name, "String")))];

        // Blocks that are smaller than what the server waits for by itself are sorted and written while more is read.
        var sql = $"insert into {dialect.Render(table)} ({string.Join(", ", file.Columns.Select(dialect.Quote))}) "
            + $"settings input_format_null_as_default = 1, input_format_with_names_use_header = 0, date_time_input_format = '{(HasCommonTimes(file, fields) ? "basic" : "best_effort")}', "
            + "format_csv_allow_single_quotes = 0, async_insert = 0, min_insert_block_size_rows = 262144, min_insert_block_size_bytes = 0";
        long rows = 0;
        try
        {
            if (IsSentAsItIs(file, fields))
            {
                return connection.Insert(sql, "CSVWithNames", stream => Copy(stream, file.Path, cancellation), cancellation) ?? 0;
            }

            connection.Insert(sql, "CSV", stream => rows = Write(stream, file, fields, cancellation), cancellation);
            return rows;
        }
        catch (CsvFormatException e)
        {
            throw CsvFields.Failure(e, sql);
        }
        catch (WarehouseException e) when (CsvErrors.Row(e.Message) is { } row)
        {
            throw new WarehouseException(DiagnosticCodes.StatementFailed, Cause(e.Message, file, row), sql, inner: e);
        }
    }

    private static bool IsSentAsItIs(CsvFile file, Field[] fields) => file is { Delimiter: ',', PlainValues.IsDefault: false }
        && fields.Zip(file.PlainValues).All(pair => pair.First.Takes(pair.Second));

    // The server's quicker reading knows one form of times.
    private static bool HasCommonTimes(CsvFile file, Field[] fields) => !file.PlainValues.IsDefault
        && fields.Zip(file.PlainValues).All(pair => !pair.First.IsTime
            || pair.Second is { Kinds: CsvKinds.All } or { Kinds: CsvKinds.Timestamp, Shortest: TimeLength, Longest: TimeLength });

    // The server shows the row as it was sent; what stands in the file is read once more.
    private static string Cause(string message, CsvFile file, long row)
    {
        using var csv = CsvFields.Open(file);
        while (row-- > 0 && csv.Read())
        {
            // The rows before it.
        }

        var cause = CsvErrors.FailedColumn(message) is var (name, type) && file.Columns.IndexOf(name) is >= 0 and var column
            ? Misfit(name, type, csv.GetString(column))
            : CsvErrors.Cause(message);
        return $"Line {csv.LineNumber}: {cause}";
    }

    private static void Copy(Stream stream, string path, CancellationToken cancellation)
    {
        using var file = File.OpenHandle(path);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
        long position = 0;
        for (int count; (count = RandomAccess.Read(file, buffer, position)) > 0; position += count)
        {
            cancellation.ThrowIfCancellationRequested();
            stream.Write(buffer.AsSpan(0, count));
        }
    }

    private static long Write(Stream stream, CsvFile file, Field[] fields, CancellationToken cancellation)
    {
        using var csv = CsvFields.Open(file);
        var buffer = new ArrayBufferWriter<byte>(BufferSize * 2);
        long rows = 0;
        while (csv.Read())
        {
            CsvFields.Check(csv, fields.Length);
            rows++;
            if (file.Delimiter == ',' && IsPlain(csv, fields))
            {
                buffer.Write(csv.RawRecord);
            }
            else
            {
                Write(buffer, csv, fields);
            }

            CsvFields.Append(buffer, (byte)'\n');
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

    /// <summary>The server reads the line as it is in the file: nothing in it is in quotes, NULL, or written in another way than the server's.</summary>
    private static bool IsPlain(CsvReader csv, Field[] fields)
    {
        if (csv.FieldCount != fields.Length)
        {
            return false;
        }

        var length = fields.Length - 1;
        for (var i = 0; i < fields.Length; i++)
        {
            var field = csv.GetSpan(i);
            var rule = fields[i];
            if (field.IsEmpty || field[0] is (byte)' ' or (byte)'\t' || field[^1] is (byte)' ' or (byte)'\t' || CsvFields.IsNull(field)
                || (rule.Kind == FieldKind.WholeNumber
                    ? field.Length >= rule.SafeLength || field.ContainsAnyExcept(CsvFields.SignsAndDigits)
                    : field.ContainsAny(rule.Special)))
            {
                return false;
            }

            length += field.Length;
        }

        return csv.RawRecord.Length == length;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, CsvReader csv, Field[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                CsvFields.Append(buffer, (byte)',');
            }

            if (!TryWrite(buffer, i < csv.FieldCount ? csv.GetSpan(i) : default, fields[i]))
            {
                throw new WarehouseException(
                    DiagnosticCodes.StatementFailed, $"Line {csv.LineNumber}: {Misfit(fields[i].Name, fields[i].Type, csv.GetString(i))}");
            }
        }
    }

    private static bool TryWrite(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field, Field rule)
    {
        var trimmed = field.Trim(" \t"u8);
        if (CsvFields.IsNull(trimmed))
        {
            buffer.Write("\\N"u8);
        }
        else if (rule.Kind == FieldKind.WholeNumber && CsvFields.TryWriteWhole(buffer, trimmed, out var number))
        {
            return (Int128)number >= rule.Least && (Int128)number <= rule.Most;
        }
        else if (rule.Kind == FieldKind.WholeNumber && trimmed.Length >= rule.SafeLength
            && Int128.TryParse(trimmed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && (whole < rule.Least || whole > rule.Most))
        {
            // The server would keep its lowest bits without a word.
            return false;
        }
        else if (rule.Kind == FieldKind.Text)
        {
            Quoted(buffer, field);
        }
        else if (trimmed.ContainsAny(rule.Special))
        {
            Quoted(buffer, trimmed);
        }
        else
        {
            buffer.Write(trimmed);
        }

        return true;
    }

    private static void Quoted(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> field)
    {
        CsvFields.Append(buffer, (byte)'"');
        for (var quote = field.IndexOf((byte)'"'); quote >= 0; quote = field.IndexOf((byte)'"'))
        {
            buffer.Write(field[..(quote + 1)]);
            CsvFields.Append(buffer, (byte)'"');
            field = field[(quote + 1)..];
        }

        buffer.Write(field);
        CsvFields.Append(buffer, (byte)'"');
    }

    private static string Inner(string type) =>
        type.Replace("LowCardinality(", string.Empty, StringComparison.Ordinal).Replace("Nullable(", string.Empty, StringComparison.Ordinal).TrimEnd(')');

    private static Field Rule(string name, string type)
    {
        var inner = Inner(type);
        var kind = inner.StartsWith("String", StringComparison.Ordinal) || inner.StartsWith("FixedString", StringComparison.Ordinal) ? FieldKind.Text
            : inner.StartsWith("Int", StringComparison.Ordinal) || inner.StartsWith("UInt", StringComparison.Ordinal) ? FieldKind.WholeNumber
            : FieldKind.AsWritten;
        var special = kind is FieldKind.Text ? SpecialInText : inner.StartsWith("Date", StringComparison.Ordinal) ? SpecialInTime : Special;
        var (least, most) = inner switch
        {
            "Int8" => (sbyte.MinValue, sbyte.MaxValue),
            "Int16" => (short.MinValue, short.MaxValue),
            "Int32" => (int.MinValue, int.MaxValue),
            "Int64" => (long.MinValue, long.MaxValue),
            "UInt8" => (byte.MinValue, byte.MaxValue),
            "UInt16" => (ushort.MinValue, ushort.MaxValue),
            "UInt32" => (uint.MinValue, uint.MaxValue),
            "UInt64" => (ulong.MinValue, ulong.MaxValue),
            _ => (Int128.MinValue, Int128.MaxValue),
        };
        return new Field(name, type, kind, special, least, most);
    }

    private static string Misfit(string column, string type, string text) => $"The column '{column}' has the type {type}, which '{text}' is not.";

    /// <summary>What a column's fields are held to.</summary>
    /// <param name="Special">What the server would take for something else without quotes.</param>
    private sealed record Field(string Name, string Type, FieldKind Kind, SearchValues<byte> Special, Int128 Least, Int128 Most)
    {
        private readonly string inner = Inner(Type);

        /// <summary>A number with fewer digits and signs fits.</summary>
        public int SafeLength { get; } = Most.ToString(CultureInfo.InvariantCulture).Length;

        public bool IsTime => inner.StartsWith("DateTime", StringComparison.Ordinal);

        /// <summary>The server reads all of them for what they are to dbt.</summary>
        public bool Takes(CsvValues values) => inner is "String" || (!values.IsQuoted && (Kind == FieldKind.WholeNumber
            ? values.Kinds.HasFlag(CsvKinds.Integer) && !values.IsPointed && (values.Longest < SafeLength || Fits(values.Bits))
            : (values.Kinds & Kinds()) != CsvKinds.None));

        private bool Fits(int bits)
        {
            var most = Int128.MaxValue >> (128 - bits);
            return Least <= ~most && Most >= most;
        }

        private CsvKinds Kinds() => inner switch
        {
            "Bool" => CsvKinds.Boolean,
            "Date" or "Date32" => CsvKinds.Date,
            _ when IsTime => CsvKinds.Date | CsvKinds.Timestamp,
            _ when inner.StartsWith("Float", StringComparison.Ordinal) || inner.StartsWith("Decimal", StringComparison.Ordinal) => CsvKinds.Number,
            _ => CsvKinds.None,
        };
    }
}
