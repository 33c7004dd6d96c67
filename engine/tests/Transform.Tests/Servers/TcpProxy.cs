using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Transform.Tests.Servers;

/// <summary>Stands between a client and a server on 127.0.0.1, to cut connections, or to put TLS before a server that has none.</summary>
internal sealed class TcpProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> open = [];
    private readonly int target;
    private int connections;

    public TcpProxy(int target)
    {
        this.target = target;
        listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>How many connections there were so far.</summary>
    public int Connections => connections;

    /// <summary>How the proxy speaks TLS with clients; null for not at all.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>A connection is cut once the server has sent so many bytes on it; asked for each connection by its number from 1.</summary>
    public Func<int, long> CutAfter { get; set; } = static _ => long.MaxValue;

    /// <summary>Cuts all connections, as a broken line does.</summary>
    public void Cut()
    {
        lock (open)
        {
            foreach (var socket in open)
            {
                // Without the usual farewell: a reset.
                socket.Close(0);
            }

            open.Clear();
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        Cut();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                _ = ServeAsync(client, Interlocked.Increment(ref connections));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The proxy has ended.
        }
    }

    private async Task ServeAsync(Socket client, int number)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        lock (open)
        {
            open.Add(client);
            open.Add(server);
        }

        try
        {
            await server.ConnectAsync(IPAddress.Loopback, target);
            Stream near = new NetworkStream(client, ownsSocket: true);
            if (Tls is not null)
            {
                var secure = new SslStream(near);
                await secure.AuthenticateAsServerAsync(Tls);
                near = secure;
            }

            await using var far = new NetworkStream(server, ownsSocket: true);
            await using (near)
            {
                await Task.WhenAny(PassAsync(near, far, long.MaxValue), PassAsync(far, near, CutAfter(number)));
            }
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or AuthenticationException)
        {
            // One of the two has gone.
        }
        finally
        {
            client.Dispose();
            server.Dispose();
        }
    }

    private static async Task PassAsync(Stream from, Stream to, long limit)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            for (int count; limit > 0 && (count = await from.ReadAsync(buffer)) > 0; limit -= count)
            {
                await to.WriteAsync(buffer.AsMemory(0, (int)Math.Min(count, limit)));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }
}
