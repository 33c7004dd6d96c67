using Transform.Core;

namespace Transform.Adapters.ClickHouse.Results;

/// <summary>Says what is wrong with rows that a server has sent.</summary>
internal static class AnswerErrors
{
    /// <summary>The answer ends too early.</summary>
    internal static WarehouseException Cut(string what, string sql) => new(DiagnosticCodes.StatementFailed, $"ClickHouse's answer is not whole. {what}", sql);

    /// <summary>Rows that were asked for in a format of the query's own.</summary>
    internal static WarehouseException OtherFormat(string format, string sql) =>
        new(DiagnosticCodes.StatementFailed, $"The query asks for its rows in the format {format}", sql)
        {
            Hint = "Remove its FORMAT clause: how rows are sent is between Transform and ClickHouse.",
        };

    /// <summary>No value of the type can be read.</summary>
    internal static WarehouseException UnreadableType(string name, string type, Exception cause, string sql) =>
        new(DiagnosticCodes.StatementFailed, $"The column '{name}' has the type {type}, whose values cannot be read", sql, inner: cause)
        {
            Hint = type.Contains("AggregateFunction(", StringComparison.Ordinal)
                ? $"It holds the states of an aggregation: read finalizeAggregation({name}), or aggregate them with the function's -Merge form."
                : Cast(name),
        };

    /// <summary>A value that is beyond what its type is read as, or that brings a type of its own with it.</summary>
    internal static WarehouseException UnreadableValue(ColumnInfo column, Exception cause, string sql) =>
        new(
            DiagnosticCodes.StatementFailed,
            $"The column '{column.Name}' has the type {column.DataType}, of which this value cannot be read: {cause.Message}",
            sql,
            inner: cause)
        {
            Hint = Cast(column.Name),
        };

    private static string Cast(string name) => $"Cast it in the query: toString({name}).";
}
