using System.Diagnostics.CodeAnalysis;
using System.Text;
using Transform.Adapters.DuckDb.Native;
using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>One native connection: runs statements, one at a time, on the thread that holds it.</summary>
internal sealed unsafe class DuckDbSession : IDisposable
{
    private readonly Func<FrozenKeywords> keywords;
    private nint handle;
    private DuckDbResultReader? openReader;
    private string? failureInTransaction;

    /// <param name="handle">A connection; the session closes it.</param>
    /// <param name="keywords">DuckDB's keywords, asked for only when a type's text needs them.</param>
    internal DuckDbSession(nint handle, Func<FrozenKeywords> keywords)
    {
        this.handle = handle;
        this.keywords = keywords;
    }

    internal nint Handle => handle;

    internal bool InTransaction { get; private set; }

    /// <summary>True once a statement may have left something behind in the session (a setting, a temporary table, a
    /// prepared statement), so that it is closed rather than handed to somebody else.</summary>
    internal bool IsStained { get; private set; }

    internal FrozenKeywords Keywords => keywords();

    /// <summary>What ran so far belongs to every session.</summary>
    internal void ForgetStains() => IsStained = false;

    internal StatementResult Execute(string sql, CancellationToken cancellation) => Execute(sql, [], cancellation);

    internal StatementResult Execute(string sql, ReadOnlySpan<string?> parameters, CancellationToken cancellation)
    {
        using var interruption = new Interruption(this, cancellation);
        if (!Run(sql, parameters, wantRows: false, cancellation, out var result))
        {
            return new StatementResult(null, "OK");
        }

        var changed = DuckDbNative.ResultReturnType(result) switch
        {
            ResultKind.ChangedRows => (long)DuckDbNative.RowsChanged(ref result),
            ResultKind.Nothing => CreatedRows(result),
            _ => (long?)null,
        };
        DuckDbNative.DestroyResult(ref result);
        return new StatementResult(changed, "OK");
    }

    internal DuckDbResultReader Query(string sql, ReadOnlySpan<string?> parameters, CancellationToken cancellation)
    {
        var interruption = new Interruption(this, cancellation);
        try
        {
            var reader = Run(sql, parameters, wantRows: true, cancellation, out var result)
                ? new DuckDbResultReader(this, result, sql, interruption, cancellation)
                : new DuckDbResultReader(this, interruption);
            openReader = reader;
            return reader;
        }
        catch
        {
            interruption.Dispose();
            throw;
        }
    }

    /// <summary>The reader no longer needs the session.</summary>
    internal void Release(DuckDbResultReader reader)
    {
        if (ReferenceEquals(openReader, reader))
        {
            openReader = null;
        }
    }

    internal void Rollback()
    {
        if (InTransaction)
        {
            Execute("rollback", CancellationToken.None);
        }
    }

    /// <summary>Makes the session ready for its next user.</summary>
    /// <returns>False when it has to be closed instead.</returns>
    internal bool TryReset()
    {
        openReader?.Dispose();
        try
        {
            Rollback();
        }
        catch (WarehouseException)
        {
            return false;
        }

        return !IsStained;
    }

    public void Dispose()
    {
        openReader?.Dispose();
        if (handle != 0)
        {
            DuckDbNative.Disconnect(ref handle);
        }
    }

    /// <summary>What failed, as the caller should see it: a cancelled statement is no failure of the warehouse.</summary>
    [DoesNotReturn]
    internal static void Fail(string? message, string sql, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested && DuckDbErrors.IsInterrupt(message))
        {
            throw new OperationCanceledException(cancellation);
        }

        throw DuckDbErrors.Statement(message, sql);
    }

    /// <summary>What failed while rows were read. DuckDB interrupts its other threads when one of them fails, and now and then says that
    /// instead of the failure: then the query, which is a SELECT, is run once more to hear of it.</summary>
    [DoesNotReturn]
    internal void FailStream(string message, string sql, CancellationToken cancellation)
    {
        if (DuckDbErrors.IsInterrupt(message) && !cancellation.IsCancellationRequested && !InTransaction)
        {
            Execute(sql, cancellation);
        }

        Fail(message, sql, cancellation);
    }

    /// <summary>Runs all statements of a text and keeps the last one's result.</summary>
    /// <returns>False when there is no statement in it.</returns>
    private bool Run(
        string sql, ReadOnlySpan<string?> parameters, bool wantRows, CancellationToken cancellation, out DuckDbResult result)
    {
        ObjectDisposedException.ThrowIf(handle == 0, this);
        openReader?.Invalidate();
        openReader = null;
        cancellation.ThrowIfCancellationRequested();
        RejectNul(sql);

        result = default;
        var count = DuckDbNative.ExtractStatements(handle, sql, out var extracted);
        try
        {
            if (count == 0)
            {
                if (DuckDbNative.Text(DuckDbNative.ExtractStatementsError(extracted)) is { Length: > 0 } error)
                {
                    Fail(error, sql, cancellation);
                }

                return false;
            }

            for (var i = 0UL; i < count; i++)
            {
                var last = i == count - 1;
                result = RunOne(extracted, i, sql, parameters, wantRows && last, cancellation);
                if (!last)
                {
                    DuckDbNative.DestroyResult(ref result);
                }
            }

            return true;
        }
        finally
        {
            DuckDbNative.DestroyExtracted(ref extracted);
        }
    }

    private DuckDbResult RunOne(
        nint extracted, ulong index, string sql, ReadOnlySpan<string?> parameters, bool wantRows, CancellationToken cancellation)
    {
        nint pending = 0;
        var state = DuckDbNative.PrepareExtractedStatement(handle, extracted, index, out var prepared);
        try
        {
            if (state == DuckDbState.Error)
            {
                FailStatement(DuckDbNative.Text(DuckDbNative.PrepareError(prepared)), sql, cancellation);
            }

            var kind = DuckDbNative.PreparedStatementType(prepared);
            IsStained |= LeavesState(kind, sql);
            var lost = kind == StatementKind.Transaction && IsCommit(sql) ? LostTransaction() : null;
            Bind(prepared, parameters);

            // Only a SELECT is streamed: what changes data has to be done when this returns, read or not.
            state = wantRows && kind == StatementKind.Select
                ? DuckDbNative.PendingPreparedStreaming(prepared, out pending)
                : DuckDbNative.PendingPrepared(prepared, out pending);
            if (state == DuckDbState.Error)
            {
                FailStatement(DuckDbNative.Text(DuckDbNative.PendingError(pending)), sql, cancellation);
            }

            // DuckDB forgets an interrupt when a statement starts, which it just did: one that came before is seen
            // here, one that comes from now on is seen by DuckDB.
            cancellation.ThrowIfCancellationRequested();
            state = DuckDbNative.ExecutePending(pending, out var result);
            if (state == DuckDbState.Error)
            {
                var message = DuckDbNative.Text(DuckDbNative.ResultError(ref result));
                DuckDbNative.DestroyResult(ref result);
                NoteTransaction(kind, message);
                FailStatement(message, sql, cancellation);
            }

            NoteTransaction(kind, failure: null);
            if (lost is not null)
            {
                DuckDbNative.DestroyResult(ref result);
                throw new WarehouseException(
                    DiagnosticCodes.StatementFailed, $"Nothing was committed, because a statement of the transaction had failed: {lost}", sql);
            }

            return result;
        }
        finally
        {
            DuckDbNative.DestroyPending(ref pending);
            DuckDbNative.DestroyPrepare(ref prepared);
        }
    }

    /// <summary>CREATE TABLE AS says that it returns nothing, and returns the count of its rows.</summary>
    private static long? CreatedRows(DuckDbResult result)
    {
        if (DuckDbNative.ColumnCount(ref result) != 1 || DuckDbNative.ColumnType(ref result, 0) != DuckDbType.BigInt)
        {
            return null;
        }

        var chunk = DuckDbNative.FetchChunk(result);
        if (chunk == 0)
        {
            return null;
        }

        var count = DuckDbNative.DataChunkGetSize(chunk) == 1
            ? *(long*)DuckDbNative.VectorGetData(DuckDbNative.DataChunkGetVector(chunk, 0))
            : (long?)null;
        DuckDbNative.DestroyDataChunk(ref chunk);
        return count;
    }

    private static void Bind(nint prepared, ReadOnlySpan<string?> parameters)
    {
        for (var i = 0; i < parameters.Length; i++)
        {
            if (parameters[i] is not { } value)
            {
                DuckDbNative.BindNull(prepared, (ulong)i + 1);
                continue;
            }

            // Not an empty array: its address would be null.
            var bytes = Encoding.UTF8.GetBytes(value + '\0');
            fixed (byte* start = bytes)
            {
                DuckDbNative.BindVarchar(prepared, (ulong)i + 1, start, (ulong)bytes.Length - 1);
            }
        }
    }

    /// <summary>Follows the transaction without asking: BEGIN succeeds only outside one, COMMIT and ROLLBACK only
    /// inside. A COMMIT that fails ends it too; a BEGIN that fails inside one does not.</summary>
    private void NoteTransaction(StatementKind kind, string? failure)
    {
        if (kind != StatementKind.Transaction)
        {
            return;
        }

        InTransaction = failure is null
            ? !InTransaction
            : InTransaction && failure.Contains("within a transaction", StringComparison.Ordinal);
        if (!InTransaction)
        {
            failureInTransaction = null;
        }
    }

    [DoesNotReturn]
    private void FailStatement(string? message, string sql, CancellationToken cancellation)
    {
        if (InTransaction)
        {
            failureInTransaction ??= DuckDbErrors.Parse(message).Message;
        }

        Fail(message, sql, cancellation);
    }

    /// <summary>DuckDB takes a COMMIT of an aborted transaction for a ROLLBACK, and calls that a success. Most errors
    /// abort the transaction, some (a missing name, a syntax error) do not; DuckDB does not say, so it is tried.</summary>
    /// <returns>The error that aborted it, or null when it is fine.</returns>
    private string? LostTransaction()
    {
        if (!InTransaction || failureInTransaction is not { } failure)
        {
            return null;
        }

        try
        {
            Execute("select 1", CancellationToken.None);
            return null;
        }
        catch (WarehouseException)
        {
            return failure;
        }
    }

    private static bool IsCommit(string sql) =>
        sql.Contains("commit", StringComparison.OrdinalIgnoreCase) || sql.Contains("end", StringComparison.OrdinalIgnoreCase);

    private static bool LeavesState(StatementKind kind, string sql) => kind switch
    {
        StatementKind.Prepare or StatementKind.VariableSet or StatementKind.Set or StatementKind.Pragma => true,
        StatementKind.Create => sql.Contains("temp", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    /// <summary>The C API takes a text up to its first NUL, and would run half a statement.</summary>
    private static void RejectNul(string sql)
    {
        var position = sql.IndexOf('\0', StringComparison.Ordinal);
        if (position >= 0)
        {
            throw new WarehouseException(
                DiagnosticCodes.StatementFailed, "The SQL contains a NUL character, which DuckDB does not read", sql, position)
            {
                Hint = "Write chr(0) where a text needs one.",
            };
        }
    }
}
