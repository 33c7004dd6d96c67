using System.Collections.Immutable;
using System.Numerics;
using Transform.Adapters.DuckDb.Native;

namespace Transform.Adapters.DuckDb;

/// <summary>Reads a result chunk by chunk, where it lies in DuckDB's memory.</summary>
internal sealed unsafe class DuckDbResultReader : IResultReader
{
    private readonly DuckDbSession session;
    private readonly string sql;
    private readonly Interruption interruption;
    private readonly CancellationToken cancellation;
    private readonly VectorReader[] vectors;
    private DuckDbResult result;
    private nint chunk;
    private int row = -1;
    private int rows;
    private State state;

    /// <summary>Reads a result; destroys it when it is disposed.</summary>
    internal DuckDbResultReader(
        DuckDbSession session, DuckDbResult result, string sql, Interruption interruption, CancellationToken cancellation)
    {
        this.session = session;
        this.result = result;
        this.sql = sql;
        this.interruption = interruption;
        this.cancellation = cancellation;

        // A statement that has nothing to say still has a column in DuckDB's result.
        var count = DuckDbNative.ResultReturnType(result) == ResultKind.Nothing
            ? 0
            : (int)DuckDbNative.ColumnCount(ref result);
        var columns = ImmutableArray.CreateBuilder<ColumnInfo>(count);
        vectors = new VectorReader[count];
        for (var i = 0; i < count; i++)
        {
            var type = ColumnType.Take(DuckDbNative.ColumnLogicalType(ref result, (ulong)i), session);
            columns.Add(new ColumnInfo(DuckDbNative.Text(DuckDbNative.ColumnName(ref result, (ulong)i))!, type.Text));
            vectors[i] = new VectorReader(type);
        }

        Columns = columns.MoveToImmutable();
        state = count == 0 ? State.Ended : State.Open;
    }

    /// <summary>The result of a text without statements.</summary>
    internal DuckDbResultReader(DuckDbSession session, Interruption interruption)
    {
        this.session = session;
        this.interruption = interruption;
        sql = string.Empty;
        vectors = [];
        Columns = [];
        state = State.Ended;
    }

    private enum State
    {
        Open,
        Ended,
        Invalid,
        Disposed,
    }

    public ImmutableArray<ColumnInfo> Columns { get; }

    public bool Read() => ++row < rows || NextChunk();

    public bool IsNull(int column) => vectors[column].IsNull(row);

    public bool GetBoolean(int column) => vectors[column].GetBoolean(row);

    public long GetInt64(int column) => vectors[column].GetInt64(row);

    public BigInteger GetBigInteger(int column) => vectors[column].GetBigInteger(row);

    public double GetDouble(int column) => vectors[column].GetDouble(row);

    public string GetString(int column) => vectors[column].GetString(row);

    public object? GetValue(int column) => vectors[column].GetValue(row);

    public void Dispose()
    {
        if (state == State.Disposed)
        {
            return;
        }

        state = State.Disposed;
        interruption.Dispose();
        FreeResult();
        session.Release(this);
    }

    /// <summary>The session runs another statement, which ends this result.</summary>
    internal void Invalidate()
    {
        if (state == State.Open)
        {
            state = State.Invalid;
            interruption.Dispose();
            FreeResult();
        }
    }

    private bool NextChunk()
    {
        ObjectDisposedException.ThrowIf(state == State.Disposed, this);
        if (state == State.Invalid)
        {
            throw new InvalidOperationException("The session has run another statement; read or dispose a result before that.");
        }

        (row, rows) = (-1, 0);
        while (state == State.Open)
        {
            cancellation.ThrowIfCancellationRequested();
            DuckDbNative.DestroyDataChunk(ref chunk);
            chunk = DuckDbNative.FetchChunk(result);
            if (chunk == 0)
            {
                state = State.Ended;
                if (DuckDbNative.Text(DuckDbNative.ResultError(ref result)) is { Length: > 0 } error)
                {
                    FreeResult();
                    session.FailStream(error, sql, cancellation);
                }

                break;
            }

            rows = (int)DuckDbNative.DataChunkGetSize(chunk);
            if (rows > 0)
            {
                for (var i = 0; i < vectors.Length; i++)
                {
                    vectors[i].Attach(DuckDbNative.DataChunkGetVector(chunk, (ulong)i), rows);
                }

                row = 0;
                return true;
            }
        }

        return false;
    }

    private void FreeResult()
    {
        (row, rows) = (-1, 0);
        foreach (var vector in vectors)
        {
            vector.Detach();
        }

        DuckDbNative.DestroyDataChunk(ref chunk);
        DuckDbNative.DestroyResult(ref result);
    }
}
