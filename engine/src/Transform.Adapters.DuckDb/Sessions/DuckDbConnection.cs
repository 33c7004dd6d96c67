using System.Collections.Immutable;

namespace Transform.Adapters.DuckDb;

/// <summary>A session lent to one user; useless once it is given back.</summary>
internal sealed class DuckDbConnection(DuckDbAdapter adapter, DuckDbSession session) : IWarehouseConnection
{
    private DuckDbSession? lent = session;

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
    }

    public void Rollback() => Session.Rollback();

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

    /// <summary>The file is looked at in a session of its own: an error there would abort this one's transaction.</summary>
    public long LoadCsv(Relation table, CsvFile file, CancellationToken cancellation)
    {
        var own = Session;
        var probe = adapter.Borrow();
        try
        {
            return CsvReading.Load(own, probe, table, file, cancellation);
        }
        finally
        {
            adapter.Return(probe);
        }
    }

    public ImmutableArray<ColumnInfo> InferCsv(CsvFile file, CancellationToken cancellation) =>
        CsvReading.Infer(Session, file, cancellation);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref lent, null) is { } returned)
        {
            adapter.Return(returned);
        }
    }
}
