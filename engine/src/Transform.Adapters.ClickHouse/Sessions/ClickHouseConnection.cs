using System.Collections.Immutable;
using Transform.Adapters.ClickHouse.Results;
using Transform.Adapters.ClickHouse.Transports;
using Transform.Core;

namespace Transform.Adapters.ClickHouse;

/// <summary>A session. ClickHouse has no transactions: each statement is done when it has ended.</summary>
internal sealed class ClickHouseConnection(IClickHouseSession session) : IWarehouseConnection
{
    public bool InTransaction => false;

    public void Begin(CancellationToken cancellation)
    {
        // There are none.
    }

    public void Commit(CancellationToken cancellation)
    {
        // There are none.
    }

    public void Rollback()
    {
        // There are none.
    }

    public StatementResult Execute(string sql, CancellationToken cancellation)
    {
        StatementResult? result = null;
        foreach (var statement in Statements.Split(sql))
        {
            using var answer = Send(new ClickHouseRequest(statement.Text), sql, statement.Start, cancellation);
            Forget(answer);
            result = new StatementResult(answer.WrittenRows, "OK");
        }

        return result ?? throw Empty(sql);
    }

    public IResultReader Query(string sql, CancellationToken cancellation) => Query(sql, [], cancellation);

    public ImmutableArray<Relation> ListRelations(string? database, string schema, CancellationToken cancellation) =>
        Metadata.ListRelations(this, database, schema, cancellation);

    public ImmutableArray<string> ListSchemas(string? database, CancellationToken cancellation) => Metadata.ListSchemas(this, cancellation);

    public ImmutableArray<ColumnInfo> GetColumns(Relation relation, CancellationToken cancellation) =>
        Metadata.GetColumns(this, relation, cancellation);

    public ImmutableArray<CatalogRelation> GetCatalog(string? database, IReadOnlyCollection<string> schemas, CancellationToken cancellation) =>
        Metadata.GetCatalog(this, database, schemas, cancellation);

    public long LoadCsv(Relation table, CsvFile file, CancellationToken cancellation) => CsvLoading.Load(this, table, file, cancellation);

    public void Dispose() => session.Dispose();

    /// <summary>Runs statements with parameters (<c>{name:String}</c>) and reads the rows of the last one.</summary>
    internal RowReader Query(string sql, IReadOnlyList<KeyValuePair<string, string>> parameters, CancellationToken cancellation)
    {
        var statements = Statements.Split(sql);
        if (statements.Count == 0)
        {
            throw Empty(sql);
        }

        for (var i = 0; i < statements.Count - 1; i++)
        {
            using var answer = Send(new ClickHouseRequest(statements[i].Text), sql, statements[i].Start, cancellation);
            Forget(answer);
        }

        var last = statements[^1];
        var request = new ClickHouseRequest(last.Text) { Parameters = parameters, ReadsRows = true, IsReadOnly = Statements.IsQuery(last.Text) };
        return new RowReader(Send(request, sql, last.Start, cancellation), last.Text);
    }

    /// <summary>Runs an insert whose rows are written as they are made.</summary>
    internal long? Insert(string sql, string format, Action<Stream> rows, CancellationToken cancellation)
    {
        using var answer = Send(new ClickHouseRequest(sql) { Rows = rows, RowsFormat = format }, sql, 0, cancellation);
        Forget(answer);
        return answer.WrittenRows;
    }

    private ClickHouseAnswer Send(ClickHouseRequest request, string sql, int start, CancellationToken cancellation)
    {
        try
        {
            return session.Send(request, cancellation);
        }
        catch (WarehouseException e) when (e.Sql is not null && e.Sql.Length != sql.Length)
        {
            // What is shown is the whole text.
            throw new WarehouseException(e.Code, e.Message, sql, e.Position + start, e.InnerException) { Hint = e.Hint, IsTransient = e.IsTransient };
        }
    }

    private static void Forget(ClickHouseAnswer answer)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (answer.Read(buffer) > 0)
        {
            // Rows of a statement that was not asked for them.
        }
    }

    private static WarehouseException Empty(string sql) => new(DiagnosticCodes.StatementFailed, "The statement is empty", sql);
}
