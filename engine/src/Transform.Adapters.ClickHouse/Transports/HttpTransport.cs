using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Transform.Core;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>A server's HTTP interface.</summary>
internal sealed class HttpTransport : IClickHouseTransport
{
    // Progress comes as headers while a long statement runs, so that nothing on the way takes it for dead.
    // In kilobytes.
    private const int LargestHeaders = 4096;

    private readonly ClickHouseProfile profile;
    private readonly HttpClient client;

    /// <exception cref="WarehouseException">A certificate cannot be read.</exception>
    internal HttpTransport(ClickHouseProfile profile)
    {
        this.profile = profile;
        Address = new UriBuilder(profile.Secure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, profile.Host, profile.ServerPort, profile.HttpPath).Uri;
        client = new HttpClient(Handler(profile)) { Timeout = Timeout.InfiniteTimeSpan };
        Authenticate(client.DefaultRequestHeaders);
        client.DefaultRequestHeaders.ExpectContinue = false;
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("transform", typeof(HttpTransport).Assembly.GetName().Version?.ToString(3)));
        // The name that TLS asks for is that of this header.
        client.DefaultRequestHeaders.Host = profile.ServerHostName;
        client.DefaultRequestHeaders.ConnectionClose = profile.ReuseConnections ? null : true;
    }

    public string Place => $"ClickHouse at {profile.Host}:{profile.ServerPort}";

    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; set; } = [];

    public string? Database { get; set; }

    internal Uri Address { get; }

    internal ClickHouseProfile Profile => profile;

    public IClickHouseSession Open(Action<string> onRetry) => new HttpSession(this, onRetry);

    /// <summary>Sends a request and waits for the head of its response.</summary>
    internal HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellation) =>
        client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

    public void Dispose() => client.Dispose();

    private void Authenticate(HttpRequestHeaders headers)
    {
        if (profile.AccessToken is { } token)
        {
            headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
        else if (profile.HeaderAuthentication)
        {
            headers.TryAddWithoutValidation("X-ClickHouse-User", profile.User);
            headers.TryAddWithoutValidation("X-ClickHouse-Key", profile.Password);
        }
        else
        {
            headers.Authorization = new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{profile.User}:{profile.Password}")));
        }

        foreach (var (name, value) in profile.HttpHeaders)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }
    }

    private static SocketsHttpHandler Handler(ClickHouseProfile profile) => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(profile.ConnectTimeout),
#pragma warning disable CA2262 // It is in kilobytes.
        MaxResponseHeadersLength = LargestHeaders,
#pragma warning restore CA2262
        AllowAutoRedirect = false,
        RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = profile.ReuseConnections ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
        // The server closes what has been idle for 3 to 30 seconds; a connection that it is just closing is not to be used.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),
        ConnectCallback = (context, cancellation) => ValueTask.FromResult<Stream>(Connect(context, profile, cancellation)),
        SslOptions = Tls(profile),
        AutomaticDecompression = DecompressionMethods.None,
    };

    // Requests are sent synchronously, so this is, too.
    private static NetworkStream Connect(SocketsHttpConnectionContext context, ClickHouseProfile profile, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            KeepAlive(socket, profile.TcpKeepalive);
            socket.ReceiveTimeout = socket.SendTimeout = (int)TimeSpan.FromSeconds(profile.SendReceiveTimeout).TotalMilliseconds;
            using (cancellation.UnsafeRegister(static s => ((Socket)s!).Dispose(), socket))
            {
                socket.Connect(context.DnsEndPoint);
            }

            cancellation.ThrowIfCancellationRequested();
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (cancellation.IsCancellationRequested && e is SocketException or ObjectDisposedException)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void KeepAlive(Socket socket, object setting)
    {
        if (setting is false)
        {
            return;
        }

        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        if (setting is object[] times)
        {
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)(long)times[0]);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, (int)(long)times[1]);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, (int)(long)times[2]);
        }
    }

    private static SslClientAuthenticationOptions Tls(ClickHouseProfile profile)
    {
        var options = new SslClientAuthenticationOptions();
        if (!profile.Secure)
        {
            return options;
        }

        try
        {
            if (!profile.Verify)
            {
#pragma warning disable CA5359 // The profile says so: verify: false.
                options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            }
            else if (profile.CaCert is { } authority)
            {
                var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                trusted.CustomTrustStore.ImportFromPemFile(authority);
                options.CertificateChainPolicy = trusted;
            }

            if (profile.ClientCert is { } certificate)
            {
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, profile.ClientCertKey)];
            }

            return options;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new WarehouseException(DiagnosticCodes.ConnectionFailed, $"A certificate of the profile cannot be read: {e.Message}", inner: e)
            {
                Hint = "ca_cert, client_cert and client_cert_key name files in PEM format; the key may stand in client_cert's file.",
            };
        }
    }
}
