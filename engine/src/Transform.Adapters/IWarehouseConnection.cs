using System.Collections.Immutable;
using System.Globalization;

namespace Transform.Adapters;

/// <summary>One session in the warehouse, used by one thread at a time. Every call may be cancelled, which also
/// cancels the statement in the warehouse, and then throws <see cref="OperationCanceledException"/>. A statement that
/// fails throws <see cref="WarehouseException"/>. Disposing returns it to the pool; an open transaction is rolled
/// back.</summary>
public interface IWarehouseConnection : IDisposable
{
    bool InTransaction { get; }

    /// <summary>The warehouse has ended the session: every further call fails.</summary>
    bool IsLost => false;

    /// <summary>Starts a transaction; does nothing where the warehouse has none.</summary>
    void Begin(CancellationToken cancellation);

    void Commit(CancellationToken cancellation);

    /// <summary>Rolls back; does nothing when no transaction is open.</summary>
    void Rollback();

    /// <summary>Runs one or more statements and forgets their rows.</summary>
    /// <returns>The rows that the last one changed, or null where the warehouse does not say.</returns>
    StatementResult Execute(string sql, CancellationToken cancellation);

    /// <summary>Runs one or more statements and reads the rows of the last one.</summary>
    IResultReader Query(string sql, CancellationToken cancellation);

    /// <summary>Takes a relation for this session: a session of another run that claims it, too, waits for the end of the claim. Outside
    /// of a transaction. Null where the warehouse has no such locks.</summary>
    /// <param name="onWait">Hears who has the relation, if somebody has, before this session waits.</param>
    RelationClaim? Claim(Relation relation, Action<string> onWait, CancellationToken cancellation) => null;

    /// <summary>Every relation of a schema; empty when the schema does not exist.</summary>
    ImmutableArray<Relation> ListRelations(string? database, string schema, CancellationToken cancellation);

    ImmutableArray<string> ListSchemas(string? database, CancellationToken cancellation);

    /// <summary>The columns in their order; empty when the relation does not exist.</summary>
    ImmutableArray<ColumnInfo> GetColumns(Relation relation, CancellationToken cancellation);

    /// <summary>Every relation of the schemas with its columns and comments, in one go.</summary>
    ImmutableArray<CatalogRelation> GetCatalog(string? database, IReadOnlyCollection<string> schemas, CancellationToken cancellation);

    /// <summary>Fills an existing table from a CSV file in the fastest way the warehouse has. Every column of the file
    /// is a column of the table, by name and in order. An empty unquoted field is NULL.</summary>
    /// <returns>The number of rows.</returns>
    long LoadCsv(Relation table, CsvFile file, CancellationToken cancellation);
}

/// <summary>What a statement without rows says of itself.</summary>
/// <param name="RowsAffected">Null where the warehouse does not say.</param>
/// <param name="Message">dbt's status text, such as <c>OK</c>, <c>CREATE VIEW</c> or <c>INSERT 0 5</c>.</param>
public readonly record struct StatementResult(long? RowsAffected, string Message)
{
    /// <summary>The kind of statement: the message without its numbers. Null where the message is no more than OK.</summary>
    public string? Code => Message is "OK" ? null
        : string.Join(' ', Message.Split(' ').Where(word => !long.TryParse(word, CultureInfo.InvariantCulture, out _)));
}
