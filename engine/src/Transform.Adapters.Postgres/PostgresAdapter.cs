using System.Globalization;
using System.Net.Sockets;
using Npgsql;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>One database of a PostgreSQL server with a pool of sessions.</summary>
internal sealed class PostgresAdapter : IAdapter
{
    private static readonly string[] Strategies = ["append", "delete+insert", "merge", "microbatch", "upsert"];

    // A pool that is too small would make workers wait for one another; the server's own limit is what counts.
    private const int LargestPool = 1000;

    private const int FirstToLook = 14;

    private readonly PostgresProfile profile;
    private readonly NpgsqlDataSource source;

    private PostgresAdapter(PostgresProfile profile)
    {
        this.profile = profile;
        source = NpgsqlDataSource.Create(Settings(profile));
    }

    public string Type => PostgresAdapterFactory.TypeName;

    public Capabilities Capabilities { get; } = new()
    {
        TransactionalDdl = true,
        DropsDependents = true,
        FillsShortLines = true,
        IncrementalStrategies = Strategies,
    };

    public ISqlDialect Dialect => PostgresDialect.Instance;

    internal bool HasTransactions => !profile.Autocommit;

    /// <summary>Relations are claimed with advisory locks, which last as long as a session.</summary>
    internal bool TakesLocks => profile.AdvisoryLocks;

    /// <summary>The database that every relation is in: one session sees no other.</summary>
    internal string Database => profile.Database;

    internal static PostgresAdapter Open(PostgresProfile profile, Action<string> onRetry, CancellationToken cancellation)
    {
        var adapter = new PostgresAdapter(profile);
        try
        {
            adapter.Connect(onRetry, cancellation).Dispose();
            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    public IWarehouseConnection Connect(CancellationToken cancellation) => Connect(static _ => { }, cancellation);

    public IWarehouseConnection Connect(Action<string> onRetry, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return new PostgresConnection(this, Prepared(Open(cancellation)));
            }
            catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException)
            {
                var error = PostgresErrors.Connection(e, profile);
                if (attempt > profile.Retries || e is PostgresException { IsTransient: false })
                {
                    throw error;
                }

                var pause = TimeSpan.FromSeconds(attempt * attempt);
                onRetry($"{error.Message.TrimEnd('.')}. Trying again in {pause.TotalSeconds:0} s ({attempt} of {profile.Retries}).");
                cancellation.WaitHandle.WaitOne(pause);
            }
        }
    }

    /// <summary>Cancels what a session runs by asking in another one. Does nothing where that is not possible.</summary>
    internal void CancelBackend(int process)
    {
        try
        {
            using var connection = source.OpenConnection();
            using var command = new NpgsqlCommand(
                """
                select pg_catalog.pg_cancel_backend(pid) from pg_catalog.pg_stat_activity
                where pid = $1 and state = 'active' and datname = current_database() and usename = session_user
                """,
                connection);
            command.Parameters.Add(new NpgsqlParameter { Value = process });
            command.ExecuteNonQuery();
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or TimeoutException or InvalidOperationException)
        {
            // It is asked again as long as the statement runs.
        }
    }

    public IReadOnlyList<KeyValuePair<string, string>> Describe()
    {
        using var connection = source.OpenConnection();
        return
        [
            new("engine", $"PostgreSQL {connection.ServerVersion}"),
            new("host", profile.Host),
            new("port", profile.Port.ToString(CultureInfo.InvariantCulture)),
            new("user", profile.User),
            new("database", profile.Database),
            new("schema", profile.Schema),
        ];
    }

    public void Dispose() => source.Dispose();

    // Only this way can it be called off while the server does not answer. Workers have threads of their own to wait with.
    private NpgsqlConnection Open(CancellationToken cancellation)
    {
        var opening = source.OpenConnectionAsync(cancellation);
        if (opening.IsCompletedSuccessfully)
        {
            return opening.Result;
        }

        // A cancellation between two of its steps may be missed: then it is left to itself, and what it opens in the end is closed.
        var task = opening.AsTask();
        if (WaitHandle.WaitAny([((IAsyncResult)task).AsyncWaitHandle, cancellation.WaitHandle]) == 1 && !task.IsCompleted)
        {
            _ = task.ContinueWith(Close, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw new OperationCanceledException(cancellation);
        }

        return task.GetAwaiter().GetResult();
    }

    private static void Close(Task<NpgsqlConnection> late)
    {
        if (late.Exception is null)
        {
            late.Result.Dispose();
        }
    }

    // A server that is busy with a statement does not look whether somebody is still there: what a killed run began would go on to its end,
    // and keep its claim of the relation as long. Since PostgreSQL 14 it can be told to look, where its system lets it.
    private static NpgsqlConnection Prepared(NpgsqlConnection connection)
    {
        if (connection.PostgreSqlVersion.Major < FirstToLook)
        {
            return connection;
        }

        try
        {
            using var command = new NpgsqlCommand("set client_connection_check_interval = '1s'", connection);
            command.ExecuteNonQuery();
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidParameterValue)
        {
            // Its system does not.
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        return connection;
    }

    private static string Settings(PostgresProfile profile)
    {
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = profile.Host,
            Port = profile.Port,
            Username = profile.User,
            Password = profile.Password,
            Database = profile.Database,
            Timeout = profile.ConnectTimeout,
            CommandTimeout = 0,
            ApplicationName = profile.ApplicationName,
            SearchPath = profile.SearchPath,
            MaxPoolSize = LargestPool,
            IncludeErrorDetail = true,
            ArrayNullabilityMode = ArrayNullabilityMode.Always,
        };
        if (profile.Role is { } role)
        {
            settings.Options = $"-c role={Escape(Folded(role))}";
        }

        if (profile.KeepalivesIdle > 0)
        {
            settings.TcpKeepAlive = true;
            settings.TcpKeepAliveTime = profile.KeepalivesIdle;
        }

        if (profile.SslMode is { } mode)
        {
            settings.SslMode = Enum.Parse<SslMode>(mode.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true);
            if (settings.SslMode == SslMode.Require && profile.SslRootCert is not null)
            {
                // As in libpq: who names an authority wants it to be asked.
                settings.SslMode = SslMode.VerifyCA;
            }
        }

        if (profile.SslCert is { } certificate)
        {
            settings.SslCertificate = certificate;
        }

        if (profile.SslKey is { } key)
        {
            settings.SslKey = key;
        }

        if (profile.SslRootCert is { } root)
        {
            settings.RootCertificate = root;
        }

        return settings.ConnectionString;
    }

    // An option is taken as it is; in dbt the role stands in SQL.
    private static string Folded(string name) =>
        name.Length > 1 && name[0] is '"' or '\'' && name[^1] == name[0]
            ? name[1..^1].Replace(new string(name[0], 2), name[..1], StringComparison.Ordinal)
            : string.Concat(name.Select(static c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));

    // The server takes a space for the end of an option unless a backslash stands before it.
    private static string Escape(string option) =>
        option.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);
}
