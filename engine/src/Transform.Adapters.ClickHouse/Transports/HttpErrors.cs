using System.Net;
using System.Net.Sockets;
using System.Text;
using Transform.Core;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>Says what went wrong on the way to a server or back.</summary>
internal static class HttpErrors
{
    private const string ConnectionHint =
        "Check host, port, secure, user and password of the profile, and that the server runs: curl http://HOST:PORT/ping answers Ok.";

    private const string LostHint =
        "The statement was to end with its connection, but it may have come to its end before: what it changes may be changed. Run again: "
        + "what a model was building is taken away first.";

    /// <summary>A response whose status is not that of success.</summary>
    internal static WarehouseException Refused(HttpResponseMessage response, string sql, string place)
    {
        // Rows that were ready before it failed may come first.
        using var body = new MemoryStream();
        HttpCompression.Decompress(response.Content.ReadAsStream(), response.Content.Headers.ContentEncoding.LastOrDefault()).CopyTo(body);
        var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
        var text = LateException.Find(bytes, tag: null, mayBeBare: true) ?? Encoding.UTF8.GetString(bytes).Trim();
        if (response.Headers.Contains("X-ClickHouse-Exception-Code") || text.StartsWith("Code: ", StringComparison.Ordinal))
        {
            return ClickHouseErrors.Statement(text, sql);
        }

        var status = $"{(int)response.StatusCode} {response.ReasonPhrase}";
        return new WarehouseException(
            DiagnosticCodes.ConnectionFailed,
            $"{place} answered {status}{(text.Length is > 0 and < 1000 ? ": " + text : string.Empty)}",
            sql)
        {
            Hint = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? "Check user and password of the profile, or its access_token."
                : ConnectionHint,
            IsTransient = response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout
                or HttpStatusCode.TooManyRequests,
        };
    }

    /// <summary>No response, or not all of it.</summary>
    /// <param name="error">What the client has thrown.</param>
    /// <param name="request">The statement that was under way.</param>
    /// <param name="place">The server.</param>
    /// <param name="isSent">The statement may have reached the server: what it changes may be changed.</param>
    internal static WarehouseException Lost(Exception error, ClickHouseRequest request, string place, bool isSent)
    {
        var cause = Cause(error, isSent);
        return isSent
            ? new WarehouseException(
                DiagnosticCodes.StatementFailed, $"The connection to {place} was lost: {cause}", request.Sql, inner: error)
            {
                Hint = request.IsReadOnly ? null : LostHint,
                IsTransient = request.IsReadOnly,
            }
            : new WarehouseException(
                DiagnosticCodes.ConnectionFailed, $"{place} gave no connection: {cause}", request.Sql, inner: error)
            {
                Hint = ConnectionHint,
                IsTransient = error.InnerException is not System.Security.Authentication.AuthenticationException,
            };
    }

    private static string Cause(Exception error, bool isSent)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.WouldBlock }:
                    // Before there is a connection it is the system that has given up, whatever the profile says.
                    return isSent ? "it did not answer in time (send_receive_timeout)" : "it did not answer in time";
                case SocketException socket:
                    // Without the address, which comes in different spellings.
                    return new SocketException((int)socket.SocketErrorCode).Message;
                case System.Security.Authentication.AuthenticationException authentication:
                    return authentication.Message;
                case OperationCanceledException or TimeoutException:
                    return "it did not answer in time (connect_timeout)";
            }
        }

        return error.GetBaseException().Message;
    }
}
