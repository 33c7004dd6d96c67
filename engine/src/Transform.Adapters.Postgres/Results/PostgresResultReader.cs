using System.Collections.Immutable;
using System.Numerics;
using Npgsql;
using NpgsqlTypes;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>Reads a result row by row as it comes from the server.</summary>
internal sealed class PostgresResultReader : IResultReader
{
    private readonly PostgresConnection session;
    private readonly NpgsqlCommand command;
    private readonly NpgsqlDataReader reader;
    private readonly Cancelling cancelling;
    private readonly CancellationToken cancellation;
    private bool isAtEnd;

    /// <param name="session">That the command runs in.</param>
    /// <param name="command">The reader disposes it.</param>
    /// <param name="reader">Of the command's first result; it is moved on to the last statement's.</param>
    /// <param name="cancelling">The reader disposes it.</param>
    /// <param name="cancellation">That ends the command.</param>
    internal PostgresResultReader(
        PostgresConnection session, NpgsqlCommand command, NpgsqlDataReader reader, Cancelling cancelling, CancellationToken cancellation)
    {
        this.session = session;
        this.command = command;
        this.reader = reader;
        this.cancelling = cancelling;
        this.cancellation = cancellation;
        isAtEnd = !Batch.MoveToLast(command, reader);
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
            try
            {
                while (reader.NextResult())
                {
                    // The count of rows comes after the last of them.
                }
            }
            catch (Exception e) when (session.IsFailure(e))
            {
                isAtEnd = true;
                session.Fail(e, command, cancellation);
            }

            isAtEnd = true;
            return CommandTag.Of(command);
        }
    }

    public bool Read()
    {
        try
        {
            isAtEnd = isAtEnd || !reader.Read();
            return !isAtEnd;
        }
        catch (Exception e) when (session.IsFailure(e))
        {
            isAtEnd = true;
            session.Fail(e, command, cancellation);
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

        var type = Columns[column].DataType;
        try
        {
            return PlainValue.Of(Native(column, type), type);
        }
        catch (Exception e) when (
            e is OverflowException or InvalidCastException
            && type.StartsWith("numeric", StringComparison.Ordinal) && !type.EndsWith(']'))
        {
            return NumericText.Read(Bytes(column));
        }
        catch (ArgumentOutOfRangeException) when (type is ['t', 'i', 'm', 'e', ' ' or '(', ..] && !type.EndsWith(']'))
        {
            // The one time that the server knows beyond those of the clock.
            return "24:00:00";
        }
        catch (Exception e) when (e is InvalidCastException or OverflowException or NotSupportedException or ArgumentException or FormatException)
        {
            throw new WarehouseException(
                DiagnosticCodes.StatementFailed,
                $"The column '{Columns[column].Name}' has the type {type}, of which this value cannot be read: {e.Message}",
                command.CommandText,
                inner: e)
            {
                Hint = $"Cast it in the query: {PostgresDialect.Instance.Quote(Columns[column].Name)}::text.",
            };
        }
    }

    public void Dispose()
    {
        try
        {
            // What is left of a result that was not read to its end need not be sent. In a transaction that would be its end.
            if (!isAtEnd && !session.InTransaction)
            {
                command.Cancel();
            }

            reader.Dispose();
        }
        catch (Exception e) when (!isAtEnd && PostgresErrors.IsCancelled(e))
        {
            // By the request above, or by the token that whoever stops reading looks at.
        }
        catch (Exception e) when (session.IsFailure(e))
        {
            session.Fail(e, command, cancellation);
        }
        finally
        {
            cancelling.Dispose();
            command.Dispose();
        }
    }

    // A month has no fixed length, so that TimeSpan, which Npgsql takes for intervals by itself, is too little.
    private object Native(int column, string type) =>
        !type.StartsWith("interval", StringComparison.Ordinal) ? reader.GetValue(column)
        : type.EndsWith(']') ? reader.GetFieldValue<NpgsqlInterval?[]>(column)
        : reader.GetFieldValue<NpgsqlInterval>(column);

    private byte[] Bytes(int column)
    {
        var bytes = new byte[reader.GetBytes(column, 0, null, 0, 0)];
        reader.GetBytes(column, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    // Npgsql puts the schema before the names of types that are not the server's own.
    private static string TypeName(string name) => name.StartsWith("pg_catalog.", StringComparison.Ordinal) ? name["pg_catalog.".Length..] : name;
}
