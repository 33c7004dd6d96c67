using System.Collections.Immutable;

namespace Transform.Adapters;

/// <summary>As what the values of a CSV column can be read.</summary>
[Flags]
public enum CsvKinds
{
    None = 0,

    /// <summary>Digits, maybe with a sign, a point before zeros, or an exponent.</summary>
    Integer = 1,

    Number = 2,

    /// <summary><c>2026-11-22</c>.</summary>
    Date = 4,

    /// <summary><c>2026-11-22 10:00:00</c>, maybe with a T, a fraction or a zone.</summary>
    Timestamp = 8,

    /// <summary>The words true and false.</summary>
    Boolean = 16,

    All = Integer | Number | Date | Timestamp | Boolean,
}

/// <summary>What the fields of a CSV column are. Empty ones do not count.</summary>
/// <param name="Kinds">What every value is; all of them where there is none.</param>
/// <param name="Bits">Of the smallest signed integer that takes every whole number: 32, 64 or 128.</param>
/// <param name="IsPointed">A whole number has a point or an exponent.</param>
/// <param name="IsQuoted">A field is in quotes.</param>
/// <param name="Shortest">The bytes of the shortest value. Known, as the longest's, while <paramref name="Kinds"/> is not none.</param>
/// <param name="Longest">The bytes of the longest value.</param>
public readonly record struct CsvValues(CsvKinds Kinds, int Bits, bool IsPointed, bool IsQuoted, int Shortest, int Longest);

/// <summary>A CSV file with a header line.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Columns">The names in the header.</param>
/// <param name="Delimiter">One character.</param>
/// <param name="PlainValues">What the columns hold, where it is known that the file reads the same everywhere: UTF-8 without a mark, every line ends
/// with a line feed and has all fields, these are in quotes as a whole or not at all, and none has blanks around it, a backslash at its start, is empty
/// within quotes, or the word null. Otherwise the default.</param>
public sealed record CsvFile(string Path, ImmutableArray<string> Columns, char Delimiter = ',', ImmutableArray<CsvValues> PlainValues = default);
