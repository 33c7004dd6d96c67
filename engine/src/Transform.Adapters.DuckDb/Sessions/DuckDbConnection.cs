using System.Collections.Immutable;

namespace Transform.Adapters.DuckDb;

/// <summary>A session lent to one user; useless once it is given back.</summary>
internal sealed class DuckDbConnection(DuckDbAdapter adapter, DuckDbSession session) : IWarehouseConnection
{
    private DuckDbSession? lent = session;

    /// <summary>What the open transaction has written outside of the database.</summary>
    internal ExternalFiles Files { get; } = new();

    public bool InTransaction => Session.InTransaction;

    private DuckDbSession Session
    {
        get
        {
            ObjectDisposedException.ThrowIf(lent is null, this);
            return lent;
        }
    }

    public void Begin(CancellationToken cancellation)
    {
        if (adapter.HasTransactions)
        {
            Session.Execute("begin transaction", cancellation);
        }
    }

    public void Commit(CancellationToken cancellation)
    {
        if (adapter.HasTransactions)
        {
            Session.Execute("commit", cancellation);
        }

        Files.Keep();
    }

    public void Rollback()
    {
        try
        {
            Session.Rollback();
        }
        finally
        {
            Files.Undo();
        }
    }

    public StatementResult Execute(string sql, CancellationToken cancellation) => Session.Execute(sql, cancellation);

    public IResultReader Query(string sql, CancellationToken cancellation) => Session.Query(sql, [], cancellation);

    public ImmutableArray<Relation> ListRelations(string? database, string schema, CancellationToken cancellation) =>
        Metadata.ListRelations(Session, database, schema, cancellation);

    public ImmutableArray<string> ListSchemas(string? database, CancellationToken cancellation) =>
        Metadata.ListSchemas(Session, database, cancellation);

    public ImmutableArray<ColumnInfo> GetColumns(Relation relation, CancellationToken cancellation) =>
        Metadata.GetColumns(Session, relation, cancellation);

    public ImmutableArray<CatalogRelation> GetCatalog(
        string? database, IReadOnlyCollection<string> schemas, CancellationToken cancellation) =>
        Metadata.GetCatalog(Session, database, schemas, cancellation);

    public long LoadCsv(Relation table, CsvFile file, CancellationToken cancellation)
    {
        var own = Session;
        return ReadCsv(probe => CsvReading.Load(own, probe, table, file, cancellation));
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref lent, null) is { } returned)
        {
            adapter.Return(returned);
            try
            {
                Files.Undo();
            }
            catch (WarehouseException)
            {
                // Whoever leaves in the middle of a transaction has an error of their own to tell; the next run puts back what it finds.
            }
        }
    }

    /// <summary>Lends a second session, where a file can be looked at without aborting this one's transaction.</summary>
    private T ReadCsv<T>(Func<DuckDbSession, T> work)
    {
        ObjectDisposedException.ThrowIf(lent is null, this);
        var other = adapter.Borrow();
        try
        {
            return work(other);
        }
        catch (WarehouseException e) when (CsvErrors.NamesLine(e))
        {
            throw CsvErrors.Explain(e);
        }
        finally
        {
            adapter.Return(other);
        }
    }
}
