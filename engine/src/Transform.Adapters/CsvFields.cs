using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using CsvHelper;
using Transform.Core;

namespace Transform.Adapters;

/// <summary>What fields of CSV files mean to dbt, for whoever reads them one by one.</summary>
internal static class CsvFields
{
    /// <summary>What a whole number is usually written with.</summary>
    internal static readonly SearchValues<byte> SignsAndDigits = SearchValues.Create("+-0123456789"u8);

    /// <summary>Opens a file for its rows. A line may have fewer fields than the header; <see cref="Check"/> finds one that has more.</summary>
    internal static CsvReader Open(CsvFile file)
    {
        var csv = CsvReader.FromFile(file.Path, new CsvReaderOptions
        {
            Separator = file.Delimiter,
            TrackLineNumbers = true,
            FieldCountMismatch = CsvFieldCountHandling.Allow,
        });
        csv.ReadHeader();
        return csv;
    }

    /// <exception cref="WarehouseException">The line has more fields than the header.</exception>
    internal static void Check(CsvReader csv, int columns)
    {
        if (csv.FieldCount > columns)
        {
            throw new WarehouseException(
                DiagnosticCodes.StatementFailed, $"Line {csv.LineNumber}: It has {csv.FieldCount} fields, but the header has {columns}.");
        }
    }

    /// <summary>An empty field and the word null are NULL in every column.</summary>
    /// <param name="trimmed">The field without the blanks around it.</param>
    internal static bool IsNull(ReadOnlySpan<byte> trimmed) => trimmed.IsEmpty || (trimmed.Length == 4 && Ascii.EqualsIgnoreCase(trimmed, "null"u8));

    /// <summary>Writes a whole number that is not written as one, such as <c>1.0</c>.</summary>
    /// <returns>False where it is written as one or is none: then nothing has been written.</returns>
    internal static bool TryWriteWhole(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> trimmed, out decimal number)
    {
        number = default;
        if (!trimmed.ContainsAnyExcept(SignsAndDigits)
            || !decimal.TryParse(trimmed, NumberStyles.Float, CultureInfo.InvariantCulture, out number) || decimal.Truncate(number) != number)
        {
            return false;
        }

        Utf8Formatter.TryFormat(decimal.Truncate(number), buffer.GetSpan(64), out var written, new StandardFormat('F', 0));
        buffer.Advance(written);
        return true;
    }

    internal static void Append(ArrayBufferWriter<byte> buffer, byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    /// <summary>What is wrong with a file's form.</summary>
    internal static WarehouseException Failure(CsvFormatException error, string sql) => new(
        DiagnosticCodes.StatementFailed, error.LineNumber > 0 ? $"Line {error.LineNumber}: {error.Message}" : error.Message, sql, inner: error);
}
