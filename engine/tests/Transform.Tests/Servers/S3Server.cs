using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Transform.Tests.Servers;

/// <summary>As much of S3 as ClickHouse's client asks for, on 127.0.0.1, with objects in memory: get (with ranges), head, put, delete, list.
/// It wants to see the access key; it checks no signature.</summary>
public sealed class S3Server : IDisposable
{
    public const string AccessKey = "AKLAKE";
    public const string SecretKey = "very-secret-lake-key";

    private readonly HttpListener listener = new();
    private readonly ManualResetEventSlim closed = new();

    public S3Server()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/lake/";
        }

        listener.Prefixes.Add(new Uri(Address).GetLeftPart(UriPartial.Authority) + "/");
        listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    /// <summary>Of the one bucket, with a slash at its end.</summary>
    public string Address { get; }

    /// <summary>By their keys.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>An object with such a key is put only after <see cref="Open"/>.</summary>
    public Func<string, bool>? Holds { get; set; }

    /// <summary>The key of an object that waits to be put; null as long as there is none.</summary>
    public string? Waiting { get; private set; }

    public void Open()
    {
        Holds = null;
        closed.Set();
    }

    public void Dispose()
    {
        Open();
        listener.Close();
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                var context = listener.GetContext();
                ThreadPool.QueueUserWorkItem(_ => Answer(context));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was closed.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var (request, response) = (context.Request, context.Response);
        try
        {
            var key = Uri.UnescapeDataString(request.Url!.AbsolutePath)["/lake".Length..].TrimStart('/');
            var (status, body) = request.Headers["Authorization"]?.Contains($"Credential={AccessKey}/", StringComparison.Ordinal) != true
                ? (403, Error("AccessDenied"))
                : request.HttpMethod switch
                {
                    "PUT" => Put(key, request),
                    "DELETE" => Delete(key),
                    "GET" when key.Length == 0 => (200, List(request.QueryString["prefix"] ?? string.Empty)),
                    _ => Get(key, request, response),
                };
            response.StatusCode = status;
            response.ContentLength64 = body.Length;
            if (request.HttpMethod != "HEAD")
            {
                response.OutputStream.Write(body);
            }

            response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // Whoever asked has gone.
        }
    }

    private (int Status, byte[] Body) Put(string key, HttpListenerRequest request)
    {
        using var body = new MemoryStream();
        request.InputStream.CopyTo(body);
        if (Holds?.Invoke(key) == true)
        {
            Waiting = key;
            closed.Wait();
        }

        if (request.Headers["If-None-Match"] is not "*")
        {
            Objects[key] = body.ToArray();
            return (200, []);
        }

        return Objects.TryAdd(key, body.ToArray()) ? (200, []) : (412, Error("PreconditionFailed"));
    }

    private (int Status, byte[] Body) Delete(string key)
    {
        Objects.TryRemove(key, out _);
        return (204, []);
    }

    private (int Status, byte[] Body) Get(string key, HttpListenerRequest request, HttpListenerResponse response)
    {
        if (!Objects.TryGetValue(key, out var bytes))
        {
            return (404, Error("NoSuchKey"));
        }

        response.Headers["ETag"] = Tag(bytes);
        response.Headers["Last-Modified"] = "Mon, 01 Jan 2024 00:00:00 GMT";
        if (request.Headers["Range"] is not { } range)
        {
            return (200, bytes);
        }

        var ends = range["bytes=".Length..].Split('-');
        var start = int.Parse(ends[0], CultureInfo.InvariantCulture);
        var end = ends[1].Length == 0 ? bytes.Length : Math.Min(bytes.Length, int.Parse(ends[1], CultureInfo.InvariantCulture) + 1);
        response.Headers["Content-Range"] = string.Create(CultureInfo.InvariantCulture, $"bytes {start}-{end - 1}/{bytes.Length}");
        return (206, bytes[start..end]);
    }

    private byte[] List(string prefix)
    {
        var found = Objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(o => o.Key, StringComparer.Ordinal).ToList();
        var contents = found.Select(o =>
            $"<Contents><Key>{WebUtility.HtmlEncode(o.Key)}</Key><LastModified>2024-01-01T00:00:00.000Z</LastModified><ETag>{Tag(o.Value)}</ETag><Size>{o.Value.Length}</Size><StorageClass>STANDARD</StorageClass></Contents>");
        return Encoding.UTF8.GetBytes(
            $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>lake</Name><Prefix>{WebUtility.HtmlEncode(prefix)}</Prefix><KeyCount>{found.Count}</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated>{string.Concat(contents)}</ListBucketResult>");
    }

#pragma warning disable CA5351 // That is what an ETag is.
    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(MD5.HashData(bytes))}\"";
#pragma warning restore CA5351

    private static byte[] Error(string code) => Encoding.UTF8.GetBytes($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>{code}</Message></Error>");
}
