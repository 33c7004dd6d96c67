using System.Runtime.InteropServices;
using Transform.Adapters.ClickHouse.Transports;
using Transform.Core;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>A connection to the engine, which keeps settings and temporary tables by itself.</summary>
internal sealed unsafe class EmbeddedSession : IClickHouseSession
{
    private const string Format = "RowBinaryWithNamesAndTypes";

    private readonly string name = Guid.NewGuid().ToString();
    private readonly nint* connection;
    private bool isClosed;

    internal EmbeddedSession(EmbeddedTransport transport, string path)
    {
        connection = EmbeddedEngine.Connect(path, name);
        try
        {
            if (transport.Settings.Count > 0)
            {
                Run($"set {string.Join(", ", transport.Settings.Select(s => $"{s.Key} = {ClickHouseDialect.Instance.Literal(s.Value)}"))}");
            }

            if (transport.Database is { } database)
            {
                Run($"use {ClickHouseDialect.Instance.Quote(database)}");
            }

            Timezone = ReadTimezone();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal string Timezone { get; }

    internal nint Handle => *connection;

    public ClickHouseAnswer Send(ClickHouseRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var killing = new Killing(name, cancellation);
        if (request.Rows is not null)
        {
            return Insert(request, cancellation);
        }

        // Only queries come in parts.
        var streams = request is { ReadsRows: true, IsReadOnly: true } && Statements.IsSelect(request.Sql);
        var format = request.ReadsRows ? Format : "Null";
        var named = request.ReadsRows ? FormatOf(request.Sql) : null;
        var result = streams
            ? EmbeddedCall.Begin(Handle, request.Sql, format, request.Parameters, out var error)
            : EmbeddedCall.Run(Handle, request.Sql, format, request.Parameters, out error);
        if (error is not null)
        {
            throw Failed(error, request.Sql, cancellation);
        }

        return new EmbeddedAnswer(this, request, result, streams, named, cancellation);
    }

    public void Dispose()
    {
        if (!isClosed)
        {
            isClosed = true;
            EmbeddedEngine.Close(connection);
        }
    }

    /// <summary>What an error means: a statement that was cancelled is no failure.</summary>
    internal static Exception Failed(string error, string sql, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested ? new OperationCanceledException(cancellation) : ClickHouseErrors.Statement(error, sql);

    /// <summary>While it lives, cancelling the token ends the session's statement.</summary>
    internal Killing KillWhen(CancellationToken cancellation) => new(name, cancellation);

    private EmbeddedAnswer Insert(ClickHouseRequest request, CancellationToken cancellation)
    {
        var insert = EmbeddedCall.Insert(Handle, request.Sql, request.RowsFormat, out var error);
        if (error is not null)
        {
            throw Failed(error, request.Sql, cancellation);
        }

        try
        {
            // Never disposed: that would write what is left of rows that are given up.
            var stream = new BufferedStream(new InsertStream(insert, cancellation), 256 * 1024);
            try
            {
                request.Rows!(stream);
                stream.Flush();
            }
            catch (InsertFailedException)
            {
                // The end of the insert tells why.
            }
            catch
            {
                ChdbNative.CancelInsert(insert);
                throw;
            }

            var result = ChdbNative.EndInsert(insert);
            if (EmbeddedCall.Text(ChdbNative.Error(result)) is { } late)
            {
                ChdbNative.Destroy(result);
                throw Failed(late, request.Sql, cancellation);
            }

            return new EmbeddedAnswer(this, request, result, streams: false, format: null, cancellation);
        }
        finally
        {
            ChdbNative.DestroyInsert(insert);
        }
    }

    // The engine does not say in which format it answers.
    private string? FormatOf(string query)
    {
        if (Statements.Format(query) is not { } name)
        {
            return null;
        }

        var known = EmbeddedCall.Run(Handle, "select 1 from system.formats where lower(name) = lower({name:String})", "TSV", [new("name", name)], out _);
        var isKnown = known != 0 && ChdbNative.Length(known) > 0;
        ChdbNative.Destroy(known);
        return isKnown ? name : null;
    }

    private void Run(string sql)
    {
        ChdbNative.Destroy(EmbeddedCall.Run(Handle, sql, "Null", [], out var error));
        if (error is not null)
        {
            throw ClickHouseErrors.Statement(error, sql);
        }
    }

    private string ReadTimezone()
    {
        var result = EmbeddedCall.Run(Handle, "select timezone()", "TSVRaw", [], out _);
        var zone = result == 0 ? string.Empty : Marshal.PtrToStringUTF8((nint)ChdbNative.Buffer(result), (int)ChdbNative.Length(result)).Trim();
        ChdbNative.Destroy(result);
        return zone;
    }

    /// <summary>Asks again until whoever waits for the statement is done with it: it may not have begun yet.</summary>
    internal sealed class Killing : IDisposable
    {
        private const int Interval = 50;

        private readonly string name;
        private readonly Lock gate = new();
        private readonly CancellationTokenRegistration registration;
        private Timer? timer;
        private bool isDone;

        internal Killing(string name, CancellationToken cancellation)
        {
            this.name = name;
            registration = cancellation.UnsafeRegister(static k => ((Killing)k!).Begin(), this);
        }

        public void Dispose()
        {
            registration.Dispose();
            lock (gate)
            {
                isDone = true;
                timer?.Dispose();
            }
        }

        private void Begin()
        {
            lock (gate)
            {
                if (!isDone)
                {
                    timer = new Timer(_ => Kill(), null, 0, Interval);
                }
            }
        }

        private void Kill()
        {
            lock (gate)
            {
                if (!isDone)
                {
                    EmbeddedEngine.Kill(name);
                }
            }
        }
    }

    private sealed class InsertFailedException : IOException;

    // Hands what is written to the engine, which reads it on a thread of its own.
    private sealed class InsertStream(nint insert, CancellationToken cancellation) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            cancellation.ThrowIfCancellationRequested();
            fixed (byte* start = buffer)
            {
                if (buffer.Length > 0 && ChdbNative.Append(insert, start, (nuint)buffer.Length) != 0)
                {
                    throw new InsertFailedException();
                }
            }
        }
    }
}
