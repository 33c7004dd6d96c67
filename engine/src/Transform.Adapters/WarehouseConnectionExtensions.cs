namespace Transform.Adapters;

/// <summary>Questions that every warehouse answers alike.</summary>
public static class WarehouseConnectionExtensions
{
    /// <summary>The first value of the last statement's rows; null where there is none. All of them are read: to leave a result before
    /// its end is to cancel the statement, which takes a connection of its own.</summary>
    public static object? QueryValue(this IWarehouseConnection connection, string sql, CancellationToken cancellation)
    {
        using var reader = connection.Query(sql, cancellation);
        var value = reader.Read() ? reader.GetValue(0) : null;
        while (reader.Read())
        {
            // Only the first is asked for.
        }

        return value;
    }
}
