using System.Text;
using System.Text.Json;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>A response whose head said that all is well so far. A statement that fails while its rows are under way ends them with a
/// block that tells why, and cuts the connection; so the last bytes are held back until it is known that they are rows.</summary>
internal sealed class HttpAnswer : ClickHouseAnswer
{
    // More than the server's longest message of an error (16 KB) with what stands around it.
    private const int HeldBack = 20 * 1024;
    private const int BufferSize = 256 * 1024;

    private readonly HttpSession session;
    private readonly ClickHouseRequest request;
    private readonly CancellationToken cancellation;
    private readonly byte[] buffer = new byte[BufferSize];
    private string query;
    private HttpResponseMessage response;
    private Stream stream;
    private CancellationTokenRegistration cutting;
    private int retries;
    private int start;
    private int end;
    private bool isAtEnd;

    internal HttpAnswer(HttpSession session, ClickHouseRequest request, string query, HttpResponseMessage response, CancellationToken cancellation)
    {
        this.session = session;
        this.request = request;
        this.query = query;
        this.response = response;
        this.cancellation = cancellation;
        retries = request.IsReadOnly ? session.Retries : 0;
        stream = Open();
    }

    public override string Timezone => Header("X-ClickHouse-Timezone") ?? "UTC";

    public override string? Format => Header("X-ClickHouse-Format");

    public override long? WrittenRows => Header("X-ClickHouse-Summary") is { } summary ? Written(summary) : null;

    public override int Read(Span<byte> destination)
    {
        while (!isAtEnd && end - start <= HeldBack)
        {
            Fill();
        }

        var count = Math.Min(destination.Length, isAtEnd ? end - start : end - start - HeldBack);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        retries = 0;
        return count;
    }

    public override void Dispose()
    {
        cutting.Dispose();
        response.Dispose();
        if (!isAtEnd)
        {
            isAtEnd = true;
            session.Kill(query);
        }
    }

    private void Fill()
    {
        if (end == buffer.Length)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        try
        {
            var count = stream.Read(buffer, end, buffer.Length - end);
            end += count;
            if (count > 0)
            {
                return;
            }
        }
        catch (Exception e) when (
            e is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException or InvalidDataException
            || cancellation.IsCancellationRequested)
        {
            // Disposed to cancel it, the response may be in the middle of anything.
            cancellation.ThrowIfCancellationRequested();
            if (LateError() is { } told)
            {
                isAtEnd = true;
                throw told;
            }

            if (retries > 0)
            {
                Again();
                return;
            }

            throw HttpErrors.Lost(e, request, session.Place, isSent: true);
        }

        // A response that was disposed to cancel its statement just ends.
        cancellation.ThrowIfCancellationRequested();
        isAtEnd = true;
        if (LateError() is { } error)
        {
            throw error;
        }
    }

    private Stream Open()
    {
        cutting = cancellation.UnsafeRegister(static r => ((HttpResponseMessage)r!).Dispose(), response);
        try
        {
            return HttpCompression.Decompress(response.Content.ReadAsStream(cancellation), response.Content.Headers.ContentEncoding.LastOrDefault());
        }
        catch
        {
            // Cancelled just now, the response is gone, and nobody else knows of the statement.
            Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    // Nobody has seen anything of the rows so far, and the statement only reads.
    private void Again()
    {
        retries--;
        cutting.Dispose();
        response.Dispose();
        session.Kill(query);
        (query, response) = session.Begin(request, cancellation);
        start = end = 0;
        stream = Open();
    }

    private WarehouseException? LateError() =>
        LateException.Find(
            buffer.AsSpan(start, end - start),
            Header("X-ClickHouse-Exception-Tag"),
            mayBeBare: response.Content.Headers.ContentEncoding.Count > 0) is { } message
            ? ClickHouseErrors.Statement(message, request.Sql)
            : null;

    private string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? values.Last() : null;

    private static long? Written(string summary)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(summary));
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("written_rows"u8) && reader.Read())
            {
                return reader.TokenType == JsonTokenType.Number ? reader.GetInt64() : long.Parse(reader.GetString()!, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return null;
    }
}
