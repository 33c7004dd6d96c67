using System.Collections.Immutable;
using System.Numerics;
using Npgsql;
using NpgsqlTypes;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>Reads a result row by row as it comes from the server.</summary>
internal sealed class PostgresResultReader : IResultReader
{
    private readonly NpgsqlCommand command;
    private readonly NpgsqlDataReader reader;
    private readonly CancellationTokenRegistration cancelling;
    private readonly CancellationToken cancellation;

    internal PostgresResultReader(
        NpgsqlCommand command, NpgsqlDataReader reader, CancellationTokenRegistration cancelling, CancellationToken cancellation)
    {
        this.command = command;
        this.reader = reader;
        this.cancelling = cancelling;
        this.cancellation = cancellation;
        var columns = ImmutableArray.CreateBuilder<ColumnInfo>(reader.FieldCount);
        for (var i = 0; i < reader.FieldCount; i++)
        {
            columns.Add(new ColumnInfo(reader.GetName(i), TypeName(reader.GetDataTypeName(i))));
        }

        Columns = columns.MoveToImmutable();
    }

    public ImmutableArray<ColumnInfo> Columns { get; }

    public StatementResult Response
    {
        get
        {
            while (reader.NextResult())
            {
                // The count of rows comes after the last of them.
            }

            return CommandTag.Of(command);
        }
    }

    public bool Read()
    {
        try
        {
            return reader.Read();
        }
        catch (Exception e) when (e is NpgsqlException or IOException or OperationCanceledException)
        {
            PostgresErrors.Throw(e, command.CommandText, cancellation);
            throw;
        }
    }

    public bool IsNull(int column) => reader.IsDBNull(column);

    public bool GetBoolean(int column) => reader.GetBoolean(column);

    public long GetInt64(int column) => reader.GetInt64(column);

    public BigInteger GetBigInteger(int column) => reader.GetFieldValue<BigInteger>(column);

    public double GetDouble(int column) => reader.GetDouble(column);

    public string GetString(int column) => reader.GetString(column);

    public object? GetValue(int column)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        try
        {
            return PlainValue.Of(Columns[column].DataType is "interval" ? reader.GetFieldValue<NpgsqlInterval>(column) : reader.GetValue(column), Columns[column].DataType);
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or NotSupportedException)
        {
            throw new WarehouseException(
                DiagnosticCodes.StatementFailed,
                $"The column '{Columns[column].Name}' has the type {Columns[column].DataType}, of which this value cannot be read: {e.Message}",
                command.CommandText,
                inner: e)
            {
                Hint = $"Cast it in the query: {PostgresDialect.Instance.Quote(Columns[column].Name)}::text.",
            };
        }
    }

    public void Dispose()
    {
        // What is left of a result that was not read to its end need not be sent.
        cancelling.Dispose();
        reader.Dispose();
        command.Dispose();
    }

    // Npgsql puts the schema before the names of types that are not the server's own.
    private static string TypeName(string name) => name.StartsWith("pg_catalog.", StringComparison.Ordinal) ? name["pg_catalog.".Length..] : name;
}
