using System.Collections.Immutable;
using Npgsql;

namespace Transform.Adapters.Postgres;

/// <summary>A session of the pool, lent to one user.</summary>
internal sealed class PostgresConnection(PostgresAdapter adapter, NpgsqlConnection connection) : IWarehouseConnection
{
    private NpgsqlTransaction? transaction;

    public bool InTransaction => transaction is not null;

    public void Begin(CancellationToken cancellation)
    {
        if (adapter.HasTransactions)
        {
            cancellation.ThrowIfCancellationRequested();

            // Sent together with the first statement.
            transaction = connection.BeginTransaction();
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
        catch (Exception e) when (e is NpgsqlException or IOException)
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
        catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException)
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
        using var cancelling = Register(command, cancellation);
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.NextResult())
            {
                // Each statement's rows are forgotten.
            }

            return CommandTag.Of(command);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or OperationCanceledException)
        {
            PostgresErrors.Throw(e, sql, cancellation);
            throw;
        }
    }

    public IResultReader Query(string sql, CancellationToken cancellation) => Query(sql, [], cancellation);

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
        CsvLoading.Load(this, connection, table, file, cancellation);

    public void Dispose()
    {
        EndTransaction();
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

        var cancelling = Register(command, cancellation);
        try
        {
            return new PostgresResultReader(command, command.ExecuteReader(), cancelling, cancellation);
        }
        catch (Exception e)
        {
            cancelling.Dispose();
            command.Dispose();
            if (e is NpgsqlException or IOException or OperationCanceledException)
            {
                PostgresErrors.Throw(e, sql, cancellation);
            }

            throw;
        }
    }

    private static CancellationTokenRegistration Register(NpgsqlCommand command, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return cancellation.UnsafeRegister(static state => ((NpgsqlCommand)state!).Cancel(), command);
    }

    private NpgsqlCommand Command(string sql) => new(sql, connection, transaction);

    private void EndTransaction()
    {
        transaction?.Dispose();
        transaction = null;
    }
}
