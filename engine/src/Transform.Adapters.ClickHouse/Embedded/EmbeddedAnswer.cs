using Transform.Adapters.ClickHouse.Results;
using Transform.Adapters.ClickHouse.Transports;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>What the engine has answered: all of it, or a query whose rows come in parts, each with the names and types of its columns
/// before it.</summary>
/// <param name="session">That the statement runs in.</param>
/// <param name="request">The statement.</param>
/// <param name="result">The answer destroys it.</param>
/// <param name="streams">The result is a query's that gives parts.</param>
/// <param name="format">What the statement itself says that its rows are sent in.</param>
/// <param name="cancellation">That ends the statement.</param>
internal sealed unsafe class EmbeddedAnswer(
    EmbeddedSession session, ClickHouseRequest request, nint result, bool streams, string? format, CancellationToken cancellation) : ClickHouseAnswer
{
    private nint part = streams ? 0 : result;
    private nint stream = streams ? result : 0;
    private nuint start;
    private bool hasHead;
    private bool isAtEnd = !streams;

    public override string Timezone => session.Timezone;

    public override string? Format => format;

    public override long? WrittenRows => streams ? null : (long)ChdbNative.RowsWritten(result);

    public override int Read(Span<byte> destination)
    {
        while (part == 0 || start == ChdbNative.Length(part))
        {
            if (isAtEnd)
            {
                return 0;
            }

            Fetch();
        }

        var count = (int)Math.Min((nuint)destination.Length, ChdbNative.Length(part) - start);
        new ReadOnlySpan<byte>(ChdbNative.Buffer(part) + start, count).CopyTo(destination);
        start += (nuint)count;
        return count;
    }

    public override void Dispose()
    {
        if (stream != 0)
        {
            if (!isAtEnd)
            {
                ChdbNative.CancelStream(session.Handle, stream);
            }

            ChdbNative.Destroy(stream);
            stream = 0;
            if (!isAtEnd)
            {
                // A statement that did not come to its end is held on to until the connection's next one.
                ChdbNative.Destroy(EmbeddedCall.Run(session.Handle, "select 1", "Null", [], out _));
            }
        }

        Release();
    }

    private void Fetch()
    {
        cancellation.ThrowIfCancellationRequested();
        Release();
        using (session.KillWhen(cancellation))
        {
            part = ChdbNative.Fetch(session.Handle, stream);
        }

        if (EmbeddedCall.Text(ChdbNative.Error(part)) is { } error)
        {
            throw EmbeddedSession.Failed(error, request.Sql, cancellation);
        }

        var length = ChdbNative.Length(part);
        isAtEnd = length == 0;
        start = hasHead && length > 0 ? Head(new ReadOnlySpan<byte>(ChdbNative.Buffer(part), (int)length)) : 0;
        hasHead = true;
    }

    // How long the names and types are: how many there are, then twice as many texts.
    private static nuint Head(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        RowLayout.TryLength(bytes, ref at, out var columns);
        for (var texts = 2 * columns; texts > 0; texts--)
        {
            RowLayout.TryLength(bytes, ref at, out var length);
            at += length;
        }

        return (nuint)at;
    }

    private void Release()
    {
        if (part != 0)
        {
            ChdbNative.Destroy(part);
            part = 0;
            start = 0;
        }
    }
}
