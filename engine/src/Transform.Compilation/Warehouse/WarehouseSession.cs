using System.Collections.Immutable;
using System.Diagnostics;
using Transform.Adapters;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>One worker's way to the warehouse. Connects on the first statement; used by one thread at a time.</summary>
/// <param name="adapter">Opens the connection.</param>
/// <param name="relations">What is known of the warehouse, shared by all workers.</param>
/// <param name="onStatement">Hears of every statement before it is sent.</param>
/// <param name="cancellation">Cancels whatever runs.</param>
public sealed class WarehouseSession(
    IAdapter adapter, RelationCache relations, Action<string, Node?>? onStatement, CancellationToken cancellation) : IDisposable
{
    private IWarehouseConnection? connection;
    private Node? node;
    private QueryAnnotation? annotation;
    private bool isAnnotated;
    private bool isUntouched;
    private Relation? claimed;
    private RelationClaim? claim;

    public IAdapter Adapter { get; } = adapter;

    public RelationCache Relations { get; } = relations;

    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>The node that statements belong to, for the log and their comment.</summary>
    public Node? Node
    {
        get => node;
        set
        {
            node = value;
            isAnnotated = false;
            isUntouched = value is not null;
        }
    }

    /// <summary>Says what comment the statements of a node carry.</summary>
    public QueryComments? Comments { get; init; }

    /// <summary>Hears what goes on beside the statements: that something is waited for, or tried again.</summary>
    public Action<LogLevel, string, Node?>? OnMessage { get; init; }

    /// <summary>A statement that asks for it opens a transaction: only while a user's own materialization runs, which
    /// commits by itself.</summary>
    public bool AutoBegin { get; set; }

    /// <summary>The time spent waiting for the warehouse, since the session began.</summary>
    public TimeSpan WarehouseTime { get; private set; }

    /// <summary>What the last query that was read to its end said of itself.</summary>
    public string? LastAnswer { get; private set; }

    public bool InTransaction => connection is { InTransaction: true };

    /// <summary>How many transactions, and statements outside of them that do more than read, have come to stay.</summary>
    public int Commits { get; private set; }

    private IWarehouseConnection Connection
    {
        get
        {
            // Within a transaction the next statement has to fail too: the ones before it are undone.
            if (connection is { IsLost: true, InTransaction: false })
            {
                GiveUp();
            }

            return connection ??= Timed(Connect);
        }
    }

    public void Begin() => Send(session =>
    {
        session.Begin(Cancellation);
        return true;
    });

    public void Commit()
    {
        Timed(() => Connection.Commit(Cancellation));
        Commits++;
    }

    /// <summary>Rolls back what is open; does nothing otherwise. Never throws: a connection that cannot even roll back is
    /// given up, and the next statement opens a new one.</summary>
    public void Rollback()
    {
        try
        {
            Timed(() => connection?.Rollback());
        }
        catch (WarehouseException)
        {
            // What failed before is what the user has to hear of; the warehouse undoes the transaction with the connection.
            GiveUp();
        }
    }

    public void Tell(LogLevel level, string text) => OnMessage?.Invoke(level, text, Node);

    /// <summary>Keeps other runs from building a relation until <see cref="EndClaim"/>, where the warehouse can; waits for one that does.
    /// What is known of the relation is true from then on.</summary>
    /// <returns>Another run had it until now.</returns>
    public bool Claim(Relation relation)
    {
        claimed = relation;
        return Send(session =>
        {
            TakeClaim(session);
            return claim is { Waited: true };
        });
    }

    public void EndClaim()
    {
        claimed = null;
        claim?.Dispose();
        claim = null;
    }

    public StatementResult Execute(string sql)
    {
        sql = Annotate(sql);
        var result = Send(session => session.Execute(sql, Cancellation));
        Count(result);
        return result;
    }

    /// <summary>Runs a query and reads its rows.</summary>
    /// <param name="limit">Read at most so many; negative for all.</param>
    public TableObject Query(string sql, int limit = -1) => ReadTable(sql, limit, forTemplate: false).Table;

    /// <summary>The same for templates: the values are those of dbt's tables rather than the warehouse's own.</summary>
    /// <returns>What the statement said of itself, and its rows.</returns>
    public (StatementResult Response, TableObject Table) Fetch(string sql, int limit) => ReadTable(sql, limit, forTemplate: true);

    private (StatementResult Response, TableObject Table) ReadTable(string sql, int limit, bool forTemplate)
    {
        sql = Annotate(sql);
        return Send(session =>
        {
            using var reader = session.Query(sql, Cancellation);
            var table = ReadAll(reader, limit, forTemplate);
            var response = reader.Response;
            LastAnswer = response.Message;
            Count(response);
            return (response, table);
        });
    }

    /// <summary>Runs a query and hands each row to the caller without keeping it.</summary>
    public void Read(string sql, Action<IResultReader> read)
    {
        sql = Annotate(sql);
        Send(session =>
        {
            using var reader = session.Query(sql, Cancellation);
            read(reader);
            LastAnswer = reader.Response.Message;
            return true;
        });
    }

    public ImmutableArray<Relation> ListRelations(string? database, string schema) =>
        Send(session => session.ListRelations(database, schema, Cancellation));

    public ImmutableArray<string> ListSchemas(string? database) =>
        Send(session => session.ListSchemas(database, Cancellation));

    public ImmutableArray<ColumnInfo> GetColumns(Relation relation) =>
        Send(session => session.GetColumns(relation, Cancellation));

    /// <summary>Calls a function that the adapter lends to templates.</summary>
    public object? Ask(SessionFunction function, IReadOnlyList<object?> arguments) =>
        Timed(() => function.Call(Connection, arguments, Cancellation));

    public long LoadCsv(Relation table, CsvFile file) => Send(session => session.LoadCsv(table, file, Cancellation));

    public void Dispose() => connection?.Dispose();

    /// <summary>The statement with its node's comment. The comment is made with the node's first statement.</summary>
    private string Annotate(string sql)
    {
        if (!isAnnotated)
        {
            // What the comment's own macros ask of the warehouse goes without.
            isAnnotated = true;
            annotation = null;
            annotation = Comments?.For(Node, this);
        }

        sql = annotation?.Around(sql) ?? sql;
        onStatement?.Invoke(sql, Node);
        return sql;
    }

    private static TableObject ReadAll(IResultReader reader, int limit, bool forTemplate)
    {
        var rows = new List<Value[]>();
        while ((limit < 0 || rows.Count < limit) && reader.Read())
        {
            var row = new Value[reader.Columns.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = forTemplate ? AgateValue.Of(reader.GetValue(i)) : Value.FromObject(reader.GetValue(i));
            }

            rows.Add(row);
        }

        return new TableObject([.. reader.Columns.Select(c => c.Name)], [.. reader.Columns.Select(c => c.DataType)], rows);
    }

    private void Count(StatementResult result)
    {
        if (!InTransaction && result.Message.Length > 0 && !result.Message.StartsWith("SELECT", StringComparison.Ordinal))
        {
            Commits++;
        }
    }

    private IWarehouseConnection Connect()
    {
        var fresh = Adapter.Connect(text => Tell(LogLevel.Warn, text), Cancellation);
        try
        {
            // A claim goes with its session.
            TakeClaim(fresh);
            return fresh;
        }
        catch
        {
            fresh.Dispose();
            throw;
        }
    }

    private void TakeClaim(IWarehouseConnection session)
    {
        if (claimed is null || claim is not null)
        {
            return;
        }

        claim = session.Claim(claimed, text => Tell(LogLevel.Info, text), Cancellation);
        if (claim is null)
        {
            return;
        }

        if (claim.Waited)
        {
            Relations.Forget(claimed.Database, claimed.Schema ?? string.Empty);
        }

        if (claim.Found is { } kind)
        {
            Relations.Add(claimed with { Kind = kind });
        }
        else
        {
            Relations.Remove(claimed);
        }
    }

    private void GiveUp()
    {
        claim = null;
        connection?.Dispose();
        connection = null;
    }

    /// <summary>Does something in the session, for the first time in a node perhaps: a session that ended while nobody used it is
    /// replaced by another one then.</summary>
    private T Send<T>(Func<IWarehouseConnection, T> work) => Timed(() =>
    {
        var isFirst = isUntouched && connection is { InTransaction: false };
        try
        {
            var result = work(Connection);
            isUntouched = false;
            return result;
        }
        catch (WarehouseException e) when (isFirst && e.SessionEnded && connection is { IsLost: true })
        {
            isUntouched = false;
            Tell(LogLevel.Warn, $"{e.Message} Connecting again.");
            GiveUp();
            return work(Connection);
        }
    });

    private T Timed<T>(Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            WarehouseTime += Stopwatch.GetElapsedTime(start);
        }
    }

    private void Timed(Action work) => Timed(() =>
    {
        work();
        return true;
    });
}
