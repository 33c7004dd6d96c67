using System.Collections.Immutable;
using System.Data;
using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>A session of the pool, lent to one user.</summary>
internal sealed class PostgresConnection(PostgresAdapter adapter, NpgsqlConnection connection) : IWarehouseConnection
{
    private NpgsqlTransaction? transaction;

    public bool InTransaction => transaction is not null;

    public bool IsLost => !connection.FullState.HasFlag(ConnectionState.Open);

    public void Begin(CancellationToken cancellation)
    {
        if (adapter.HasTransactions)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                // Sent together with the first statement.
                transaction = connection.BeginTransaction();
            }
            catch (Exception e) when (IsFailure(e))
            {
                PostgresErrors.Throw(e, "begin", cancellation);
            }
        }
    }

    public void Commit(CancellationToken cancellation)
    {
        if (transaction is null)
        {
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        try
        {
            transaction.Commit();
        }
        catch (InvalidOperationException) when (!IsLost)
        {
            // A statement of the user's has ended it, such as a hook with "commit": the server would only warn.
        }
        catch (Exception e) when (IsFailure(e))
        {
            PostgresErrors.Throw(e, "commit", cancellation);
        }
        finally
        {
            EndTransaction();
        }
    }

    public void Rollback()
    {
        try
        {
            transaction?.Rollback();
        }
        catch (InvalidOperationException) when (!IsLost)
        {
            // As for the commit.
        }
        catch (Exception e) when (IsFailure(e))
        {
            PostgresErrors.Throw(e, "rollback", CancellationToken.None);
        }
        finally
        {
            EndTransaction();
        }
    }

    public StatementResult Execute(string sql, CancellationToken cancellation)
    {
        using var command = Command(sql);
        using var cancelling = new Cancelling(adapter, connection, command, cancellation);
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.NextResult())
            {
                // Each statement's rows are forgotten.
            }

            return CommandTag.Of(command);
        }
        catch (Exception e) when (IsFailure(e))
        {
            Fail(e, command, cancellation);
            throw;
        }
    }

    public IResultReader Query(string sql, CancellationToken cancellation) => Query(sql, [], cancellation);

    public RelationClaim? Claim(Relation relation, Action<string> onWait, CancellationToken cancellation) => adapter.TakesLocks
        ? RelationLocks.Take(this, relation, onWait, cancellation)
        : null;

    public ImmutableArray<Relation> ListRelations(string? database, string schema, CancellationToken cancellation) =>
        Metadata.ListRelations(this, adapter.Database, schema, cancellation);

    public ImmutableArray<string> ListSchemas(string? database, CancellationToken cancellation) =>
        Metadata.ListSchemas(this, cancellation);

    public ImmutableArray<ColumnInfo> GetColumns(Relation relation, CancellationToken cancellation) =>
        Metadata.GetColumns(this, relation, cancellation);

    public ImmutableArray<CatalogRelation> GetCatalog(
        string? database, IReadOnlyCollection<string> schemas, CancellationToken cancellation) =>
        Metadata.GetCatalog(this, adapter.Database, schemas, cancellation);

    public long LoadCsv(Relation table, CsvFile file, CancellationToken cancellation) =>
        CsvLoading.Load(this, adapter, connection, table, file, cancellation);

    public void Dispose()
    {
        try
        {
            EndTransaction();
        }
        catch (Exception e) when (IsFailure(e))
        {
            // The server undoes what it has lost sight of.
        }

        connection.Dispose();
    }

    /// <summary>Runs statements with parameters <c>$1</c>, <c>$2</c>, ... and reads the rows of the last one.</summary>
    internal PostgresResultReader Query(string sql, ReadOnlySpan<object?> parameters, CancellationToken cancellation)
    {
        var command = Command(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter ?? DBNull.Value });
        }

        var cancelling = new Cancelling(adapter, connection, command, cancellation);
        NpgsqlDataReader? reader = null;
        try
        {
            reader = command.ExecuteReader();
            return new PostgresResultReader(this, command, reader, cancelling, cancellation);
        }
        catch (Exception e)
        {
            // One that failed has nothing left to read.
            reader?.Dispose();
            cancelling.Dispose();
            using (command)
            {
                if (IsFailure(e))
                {
                    Fail(e, command, cancellation);
                }
            }

            throw;
        }
    }

    /// <summary>Throws what a statement that failed means. A transaction that was lost with its connection has changed nothing.</summary>
    [DoesNotReturn]
    internal void Fail(Exception error, NpgsqlCommand command, CancellationToken cancellation) =>
        PostgresErrors.Throw(error, command.CommandText, cancellation, Batch.StartOfRunning(command), isUndone: InTransaction);

    /// <summary>Whether it is the server's or the connection's failure rather than a mistake of ours.</summary>
    internal bool IsFailure(Exception error) =>
        error is NpgsqlException or IOException or OperationCanceledException || (error is InvalidOperationException && IsLost);

    private NpgsqlCommand Command(string sql) => sql.Length > 0
        ? new(sql, connection)
        : throw new WarehouseException(DiagnosticCodes.StatementFailed, "can't execute an empty query", sql);

    private void EndTransaction()
    {
        transaction?.Dispose();
        transaction = null;
    }
}
