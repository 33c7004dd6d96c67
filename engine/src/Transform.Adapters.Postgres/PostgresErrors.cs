using System.Diagnostics.CodeAnalysis;
using System.Text;
using Npgsql;
using Transform.Core;

namespace Transform.Adapters.Postgres;

/// <summary>Turns what Npgsql throws into the engine's own exceptions, in the server's words.</summary>
internal static class PostgresErrors
{
    internal static WarehouseException Connection(Exception error, PostgresProfile profile) => new(
        DiagnosticCodes.ConnectionFailed,
        $"PostgreSQL at {profile.Host}:{profile.Port} gave no connection: {Cause(error)}",
        inner: error)
    {
        Hint = "Check host, port, user, password, dbname, role and sslmode of the profile, and that the server runs: pg_isready tells.",
        IsTransient = error is NpgsqlException { IsTransient: true },
    };

    /// <summary>Throws what a statement that failed means.</summary>
    /// <param name="error">From Npgsql.</param>
    /// <param name="sql">The whole text that was sent.</param>
    /// <param name="cancellation">A statement that was cancelled is no failure of the warehouse.</param>
    /// <param name="start">Where in the text the statement begins that failed.</param>
    /// <param name="isUndone">What was lost with the connection is a transaction that was not to be committed yet.</param>
    [DoesNotReturn]
    internal static void Throw(Exception error, string sql, CancellationToken cancellation, int start = 0, bool isUndone = false)
    {
        if (IsCancelled(error) && (cancellation.IsCancellationRequested || error is OperationCanceledException))
        {
            throw new OperationCanceledException(cancellation);
        }

        throw error is PostgresException server && !EndsSession(server) ? Statement(server, sql, start) : Lost(error, sql, isUndone);
    }

    /// <summary>Whether a statement ended because it was asked to. A server that does not answer to that in time is given up.</summary>
    internal static bool IsCancelled(Exception error) => error
        is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled }
        or NpgsqlException { InnerException: TimeoutException }
        or OperationCanceledException;

    private static WarehouseException Statement(PostgresException error, string sql, int start) =>
        new(DiagnosticCodes.StatementFailed, Message(error), sql, Position(error, sql, start), error)
        {
            IsTransient = IsConflict(error),
            Hint = Hint(error),
        };

    // What to do about what is no mistake in the statement, and where the server's words are about one that the engine wrote.
    private static string? Hint(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.CardinalityViolation when error.MessageText.Contains("second time", StringComparison.Ordinal) =>
            "Two rows of the model's query have the same unique_key: let it give one of them, or add what tells them apart to the unique_key.",
        PostgresErrorCodes.InvalidColumnReference when error.MessageText.Contains("ON CONFLICT", StringComparison.Ordinal) =>
            "The strategy upsert needs a unique index on the columns of unique_key: add indexes=[{'columns': [...], 'unique': true}] "
            + "to the model's config, and run it once with --full-refresh.",
        PostgresErrorCodes.CheckViolation when error.MessageText.StartsWith("no partition of relation", StringComparison.Ordinal) =>
            "Add a partition for this row to the model's partition_by, or one with default: true, and run it once with --full-refresh.",
        PostgresErrorCodes.QueryCanceled =>
            "The server ended the statement, by statement_timeout or because somebody asked for it: raise statement_timeout of the role or the database, "
            + "or in a hook, if the work takes that long.",
        PostgresErrorCodes.LockNotAvailable =>
            "Another session has what the statement needs: pg_blocking_pids() tells which one. Raise lock_timeout to wait longer.",
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure =>
            "Another session stood in the way until the attempts ran out: look for who else writes to these tables at this time.",
        PostgresErrorCodes.DiskFull =>
            "The server's disk, or the tablespace, is full: make room there and run again. Nothing of the statement is left.",
        PostgresErrorCodes.OutOfMemory =>
            "The server has no memory for the statement: lower work_mem or the number of threads, or give the server more.",
        PostgresErrorCodes.ProgramLimitExceeded or PostgresErrorCodes.InternalError
            when error.MessageText.Contains("too large", StringComparison.Ordinal) || error.MessageText.Contains("memory alloc", StringComparison.Ordinal) =>
            "A single value is larger than PostgreSQL can hold, which is 1 GB: look for what builds long texts or arrays.",
        PostgresErrorCodes.ConfigurationLimitExceeded =>
            "The statement needs more temporary files than temp_file_limit allows: give it more work_mem, or raise the limit.",
        _ => null,
    };

    private static WarehouseException Lost(Exception error, string sql, bool isUndone) =>
        new(DiagnosticCodes.StatementFailed, $"The connection to PostgreSQL was lost: {Cause(error)}", sql, inner: error)
        {
            IsTransient = isUndone,
            SessionEnded = error is PostgresException,
            Hint = (isUndone ? "What was begun is undone. " : string.Empty)
                + "The server's log says whether it ended the session; `transform retry` runs again what did not succeed.",
        };

    // FATAL ends the session, PANIC all of them. The untranslated word is the one to look at.
    private static bool EndsSession(PostgresException error) => error.InvariantSeverity is "FATAL" or "PANIC";

    private static string Message(PostgresException error)
    {
        var text = new StringBuilder(error.MessageText);
        Append("DETAIL", error.Detail);
        Append("HINT", error.Hint);
        Append("CONTEXT", error.Where);
        return text.ToString();

        void Append(string label, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                text.Append('\n').Append(label).Append(":  ").Append(value);
            }
        }
    }

    /// <summary>The server counts characters of one statement from 1.</summary>
    private static int? Position(PostgresException error, string sql, int start)
    {
        if (error.Position <= 0)
        {
            return null;
        }

        var index = start;
        for (var characters = error.Position - 1; characters > 0 && index < sql.Length; characters--)
        {
            index += char.IsHighSurrogate(sql[index]) && index + 1 < sql.Length ? 2 : 1;
        }

        return index;
    }

    // Two transactions stood in each other's way: the one that lost may be tried again. In the catalog, too: the array type that belongs to
    // a table has the first letters of its name, which two long names may share, and grants on one object write the same row.
    private static bool IsConflict(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => true,
        PostgresErrorCodes.UniqueViolation => error.SchemaName is "pg_catalog",
        PostgresErrorCodes.InternalError => error.MessageText.StartsWith("tuple concurrently ", StringComparison.Ordinal),
        _ => false,
    };

    private static string Cause(Exception error) =>
        error is PostgresException server ? Message(server) : (error.InnerException ?? error).Message;
}
