using System.Collections.Immutable;
using System.Numerics;

namespace Transform.Adapters;

/// <summary>Reads a result forward, row by row. Typed getters read the native value without boxing it;
/// asking a column for a type that it does not have throws <see cref="InvalidCastException"/>. Disposing it before its end
/// may cancel the statement: to have all done and only some read, ask for <see cref="Response"/>.</summary>
public interface IResultReader : IDisposable
{
    ImmutableArray<ColumnInfo> Columns { get; }

    /// <summary>What the statement says of itself. Asking for it ends the reading.</summary>
    StatementResult Response => new(null, "OK");

    /// <summary>Moves to the next row; false at the end.</summary>
    bool Read();

    bool IsNull(int column);

    bool GetBoolean(int column);

    /// <summary>Any integer column whose value fits.</summary>
    long GetInt64(int column);

    /// <summary>Any integer column.</summary>
    BigInteger GetBigInteger(int column);

    double GetDouble(int column);

    /// <summary>A text column; other types are not converted.</summary>
    string GetString(int column);

    /// <summary>The value as the nearest CLR type: null, bool, long, BigInteger, double, decimal, string, DateOnly,
    /// TimeOnly, DateTime (no zone), DateTimeOffset (instant, UTC), TimeSpan, Guid, byte[], Interval, and for nested
    /// types <c>object?[]</c> (list, array) and <c>KeyValuePair&lt;object, object?&gt;[]</c> (struct, map) in order.
    /// A decimal beyond System.Decimal is a string in plain notation.</summary>
    object? GetValue(int column);
}

/// <summary>A calendar interval, which no CLR type holds.</summary>
public readonly record struct Interval(int Months, int Days, long Microseconds);
