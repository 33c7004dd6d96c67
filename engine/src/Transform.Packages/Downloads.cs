using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Transform.Core;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>Fetches files over http, or from a folder. It tries again when it may help, with growing waits. Proxies are those of
/// the environment (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>).</summary>
internal sealed class Downloads(InstallOptions options, CancellationToken cancellation) : IDisposable
{
    private const int Retries = 5;

    // When nobody is there, more tries seldom help.
    private const int RetriesUnreachable = 2;

    private const int MostRedirects = 10;

    private const long LargestDownload = 1L << 30;

    private readonly HttpClient client = MakeClient();

    /// <summary>The content of an address.</summary>
    /// <exception cref="DownloadException">It cannot be had.</exception>
    public byte[] Get(Uri address)
    {
        using var buffer = new MemoryStream();
        Try(address, () =>
        {
            buffer.SetLength(0);
            Copy(address, buffer);
        });
        return buffer.ToArray();
    }

    /// <summary>Downloads to a file, whole or not at all.</summary>
    /// <exception cref="DownloadException">It cannot be had.</exception>
    public void Get(Uri address, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Guid.NewGuid():N}.part";
        try
        {
            Try(address, () =>
            {
                using var file = File.Create(part);
                Copy(address, file);
            });
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>The name of an address in the cache.</summary>
    public static string CacheName(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..32];

    public void Dispose() => client.Dispose();

    /// <summary>Whether a redirect is followed.</summary>
    internal static bool MayLead(Uri from, Uri to) => to.Scheme == Uri.UriSchemeHttps || (to.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);

    private static HttpClient MakeClient()
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,

            // They are followed here, as passwords may not go along to everyone.
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        });
        client.DefaultRequestHeaders.UserAgent.ParseAdd("transform");
        client.Timeout = System.Threading.Timeout.InfiniteTimeSpan;
        return client;
    }

    private void Try(Uri address, Action fetch)
    {
        for (var attempt = 0; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                fetch();
                return;
            }
            catch (DownloadException exception) when (attempt < exception.Retries)
            {
                options.Log(LogLevel.Debug, $"{Credentials.Hide(address.AbsoluteUri)}: {exception.Message}; trying again");
                if (cancellation.WaitHandle.WaitOne(options.RetryDelay * (1 << attempt)))
                {
                    cancellation.ThrowIfCancellationRequested();
                }
            }
        }
    }

    private void Copy(Uri address, Stream output)
    {
        if (address.IsFile)
        {
            CopyFile(address.LocalPath, output);
            return;
        }

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.Timeout);
        try
        {
            using var response = Send(address, timeout.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw new DownloadException(
                    $"the answer is {(int)response.StatusCode} {response.ReasonPhrase}".TrimEnd(), response.StatusCode,
                    (int)response.StatusCode >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout ? Retries : 0);
            }

            using var content = response.Content.ReadAsStream(timeout.Token);
            CopyContent(content, output, timeout);
            if (response.Content.Headers.ContentLength is { } length && output.Length < length)
            {
                throw new DownloadException("the connection ended early", null, Retries);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new DownloadException($"there was no answer within {options.Timeout.TotalSeconds:0} seconds", null, RetriesUnreachable);
        }
        catch (HttpRequestException exception)
        {
            throw new DownloadException(Reason(exception), null, exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError ? RetriesUnreachable : Retries);
        }
        catch (IOException exception) when (exception is not FileNotFoundException)
        {
            throw new DownloadException(exception.Message.TrimEnd('.'), null, Retries);
        }
    }

    private HttpResponseMessage Send(Uri address, CancellationToken token)
    {
        var credentials = Credentials.Of(address);
        for (var hop = 0; ; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = credentials;
            var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, token);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
            {
                return response;
            }

            response.Dispose();
            var next = new Uri(address, location);
            if (hop == MostRedirects)
            {
                throw new DownloadException($"it is redirected more than {MostRedirects} times", null, 0);
            }

            if (!MayLead(address, next))
            {
                throw new DownloadException($"it is redirected to {Credentials.Hide(next.AbsoluteUri)}, and {address.Scheme} may only lead to https", null, 0);
            }

            credentials = Credentials.Of(next) ?? (IsSameHost(address, next) ? credentials : null);
            address = next;
        }
    }

    // A host that answers http with its own https is still the same.
    private static bool IsSameHost(Uri from, Uri to) =>
        from.IdnHost == to.IdnHost && ((from.Scheme == to.Scheme && from.Port == to.Port) || (from.IsDefaultPort && to.IsDefaultPort && to.Scheme == Uri.UriSchemeHttps));

    // The time limit is for silence, not for the whole of a large file.
    private void CopyContent(Stream content, Stream output, CancellationTokenSource timeout)
    {
        var buffer = new byte[81920];
        using var registration = timeout.Token.Register(content.Dispose);
        long total = 0;
        try
        {
            for (var read = content.Read(buffer); read > 0; read = content.Read(buffer))
            {
                total += read;
                if (total > LargestDownload)
                {
                    throw new DownloadException("it is larger than a gigabyte", null, 0);
                }

                output.Write(buffer, 0, read);
                timeout.CancelAfter(options.Timeout);
            }
        }
        catch (Exception exception) when (exception is ObjectDisposedException or IOException && timeout.IsCancellationRequested)
        {
            timeout.Token.ThrowIfCancellationRequested();
        }
    }

    private static void CopyFile(string path, Stream output)
    {
        try
        {
            using var input = File.OpenRead(path);
            input.CopyTo(output);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DownloadException("there is no such file", HttpStatusCode.NotFound, 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DownloadException(exception.Message.TrimEnd('.'), null, 0);
        }
    }

    private static string Reason(HttpRequestException exception) => exception.InnerException is SocketException socket
        ? socket.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "nobody answers there (connection refused)",
            SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData => "its name cannot be resolved (is there a network?)",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => "there is no network to it",
            _ => socket.Message,
        }
        : (exception.InnerException?.Message ?? exception.Message).TrimEnd('.');
}
