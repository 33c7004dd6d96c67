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
    private readonly string query;
    private readonly HttpResponseMessage response;
    private readonly Stream stream;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenRegistration cutting;
    private readonly byte[] buffer = new byte[BufferSize];
    private readonly string? tag;
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
        tag = Header("X-ClickHouse-Exception-Tag");
        stream = response.Content.ReadAsStream(cancellation);
        cutting = cancellation.UnsafeRegister(static r => ((HttpResponseMessage)r!).Dispose(), response);
    }

    public override string Timezone => Header("X-ClickHouse-Timezone") ?? "UTC";

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
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException or InvalidDataException)
        {
            cancellation.ThrowIfCancellationRequested();
            isAtEnd = true;
            throw LateError() ?? HttpErrors.Lost(e, request, session.Place, isSent: true);
        }

        isAtEnd = true;
        if (LateError() is { } error)
        {
            throw error;
        }
    }

    private WarehouseException? LateError() =>
        LateException.Find(buffer.AsSpan(start, end - start), tag) is { } message ? ClickHouseErrors.Statement(message, request.Sql) : null;

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
