using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Transform.Tests.Packages;

/// <summary>An index of packages on a free port of this machine: files by path, and how often each was asked for.</summary>
internal sealed class IndexServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly ConcurrentDictionary<string, int> asked = new(StringComparer.Ordinal);

    public IndexServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        listener.Prefixes.Add(Address);
        listener.Start();
        new Thread(Serve) { IsBackground = true }.Start();
    }

    public string Address { get; }

    public ConcurrentDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers before the file is looked up: a status to give instead, or null.</summary>
    public Func<string, int, int?> Refuse { get; set; } = (_, _) => null;

    /// <summary>Where a path leads instead.</summary>
    public Dictionary<string, string> Redirects { get; } = new(StringComparer.Ordinal);

    /// <summary>The user and password that came with the last request for a path; null for none.</summary>
    public ConcurrentDictionary<string, string?> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>A path whose content never ends.</summary>
    public string? Endless { get; set; }

    public int Asked(string path) => asked.GetValueOrDefault(path);

    public void Dispose() => listener.Close();

    private void Serve()
    {
        while (true)
        {
            try
            {
                var context = listener.GetContext();
                ThreadPool.QueueUserWorkItem(_ => Answer(context));
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var path = context.Request.Url!.AbsolutePath;
        var times = asked.AddOrUpdate(path, 1, (_, n) => n + 1);
        Users[path] = context.Request.Headers["Authorization"] is ['B', 'a', 's', 'i', 'c', ' ', .. var sent] ? Encoding.UTF8.GetString(Convert.FromBase64String(sent)) : null;
        using var response = context.Response;
        try
        {
            if (Redirects.TryGetValue(path, out var target))
            {
                response.StatusCode = 302;
                response.Headers["Location"] = target;
                return;
            }

            if (Refuse(path, times) is { } status)
            {
                response.StatusCode = status;
            }
            else if (path == Endless)
            {
                response.ContentLength64 = 1 << 30;
                response.OutputStream.Write(new byte[1000]);
                response.OutputStream.Flush();
                Thread.Sleep(TimeSpan.FromSeconds(30));
            }
            else if (Files.TryGetValue(path, out var content))
            {
                response.OutputStream.Write(content);
            }
            else
            {
                response.StatusCode = 404;
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or InvalidOperationException)
        {
        }
    }
}
