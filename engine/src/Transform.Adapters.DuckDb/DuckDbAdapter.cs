using System.Collections.Concurrent;
using Transform.Adapters.DuckDb.Native;
using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>One open database with a pool of sessions.</summary>
internal sealed class DuckDbAdapter : IAdapter
{
    private static readonly string[] Strategies = ["delete+insert", "append", "merge", "insert_overwrite", "microbatch"];

    private readonly DuckDbProfile profile;
    private readonly ConcurrentStack<DuckDbSession> idle = new();
    private readonly Lazy<FrozenKeywords> keywords;
    private readonly Lock gate = new();
    private nint database;
    private bool disposed;

    private DuckDbAdapter(DuckDbProfile profile, nint database)
    {
        this.profile = profile;
        this.database = database;
        keywords = new Lazy<FrozenKeywords>(ReadKeywords);
        Capabilities = new Capabilities
        {
            TransactionalDdl = !profile.DisableTransactions,
            ReplaceView = true,
            ReplaceTable = true,
            NamesIgnoreCase = true,
            ErrorName = "Runtime Error",
            ConcurrentBatches = true,
            IncrementalStrategies = Strategies,
        };
    }

    public string Type => DuckDbAdapterFactory.TypeName;

    public Capabilities Capabilities { get; }

    public IReadOnlyDictionary<string, SessionFunction> SessionFunctions => DuckDbSessionFunctions.All;

    public ISqlDialect Dialect => DuckDbDialect.Instance;

    internal bool HasTransactions => !profile.DisableTransactions;

    internal static DuckDbAdapter Open(DuckDbProfile profile)
    {
        var adapter = new DuckDbAdapter(profile, DatabaseOpener.Open(profile));
        try
        {
            var session = adapter.OpenSession(configure: false);
            try
            {
                DatabaseOpener.Prepare(session, profile);
                adapter.Configure(session);
            }
            catch
            {
                session.Dispose();
                throw;
            }

            adapter.idle.Push(session);
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    public IWarehouseConnection Connect(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(disposed, this);
        return new DuckDbConnection(this, Borrow());
    }

    /// <summary>A session for a moment's work; goes back by <see cref="Return"/>.</summary>
    internal DuckDbSession Borrow() => idle.TryPop(out var session) ? session : OpenSession(configure: true);

    public IReadOnlyList<KeyValuePair<string, string>> Describe() =>
    [
        new("engine", $"DuckDB {DatabaseOpener.EngineVersion()} (embedded)"),
        new("path", profile.Path),
        .. profile.Attachments.Select(a => KeyValuePair.Create("attached", a.Alias ?? DatabaseName.Of(a.Path))),
    ];

    /// <summary>Takes a session back from a connection.</summary>
    internal void Return(DuckDbSession session)
    {
        if (session.TryReset())
        {
            lock (gate)
            {
                if (!disposed)
                {
                    idle.Push(session);
                    return;
                }
            }
        }

        session.Dispose();
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            disposed = true;
        }

        while (idle.TryPop(out var session))
        {
            session.Dispose();
        }

        // DuckDB itself keeps the database open until the last session that is still in use is closed.
        DuckDbNative.Close(ref database);
    }

    private DuckDbSession OpenSession(bool configure)
    {
        nint handle;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (DuckDbNative.Connect(database, out handle) == DuckDbState.Error)
            {
                throw new WarehouseException(DiagnosticCodes.ConnectionFailed, $"DuckDB gave no connection to {profile.Path}");
            }
        }

        var session = new DuckDbSession(handle, () => keywords.Value);
        try
        {
            session.Execute("set errors_as_json = true", CancellationToken.None);
            session.ForgetStains();
            if (configure)
            {
                Configure(session);
            }

            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Settings come after extensions and attached databases, which may bring the settings.</summary>
    private void Configure(DuckDbSession session)
    {
        foreach (var (name, value) in profile.Settings)
        {
            session.Execute($"set {Sql.Quote(name)} = {Sql.Literal(value)}", CancellationToken.None);
        }

        session.ForgetStains();
    }

    private FrozenKeywords ReadKeywords()
    {
        // A session of its own: the one that asks may be in the middle of a result.
        using var session = OpenSession(configure: false);
        using var reader = session.Query("select keyword_name from duckdb_keywords()", [], CancellationToken.None);
        var words = new List<string>();
        while (reader.Read())
        {
            words.Add(reader.GetString(0));
        }

        return new FrozenKeywords(words);
    }
}
