using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Transform.Tests.Servers;

/// <summary>A server on 127.0.0.1 that answers HTTP requests with what a test says, one request to a connection.</summary>
internal sealed class CannedServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, string> answer;

    /// <param name="answer">Takes a request, head and body, and gives the bytes of the response, one to a character.</param>
    public CannedServer(Func<string, string> answer)
    {
        this.answer = answer;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The requests so far.</summary>
    public List<string> Requests { get; } = [];

    public static string Response(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n{headers}\r\n{body}";

    public void Dispose() => listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var request = await ReadAsync(stream);
                lock (Requests)
                {
                    Requests.Add(request);
                }

                await stream.WriteAsync(Encoding.Latin1.GetBytes(answer(request)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // The test has ended.
        }
    }

    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        var text = string.Empty;
        var buffer = new byte[4096];
        while (true)
        {
            var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head >= 0 && text.Length - head - 4 >= Length(text[..head]))
            {
                return text;
            }

            var count = await stream.ReadAsync(buffer);
            if (count == 0)
            {
                return text;
            }

            text += Encoding.Latin1.GetString(buffer, 0, count);
        }
    }

    private static int Length(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line.AsSpan("Content-Length:".Length), System.Globalization.CultureInfo.InvariantCulture))
        .FirstOrDefault();
}
