using System.Net;
using Transform.Core;

namespace Transform.Documentation.Publishing;

/// <summary>Shows the files of one folder to browsers, and nothing else.</summary>
public sealed class SiteServer : IDisposable
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
    };

    private readonly HttpListener listener = new();
    private readonly string root;

    /// <summary>Begins to listen.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="host">The address or name of this machine that is listened on; <c>*</c> for all.</param>
    /// <param name="port">The port.</param>
    /// <exception cref="TransformException">Nothing can listen there (TF9002).</exception>
    public SiteServer(string folder, string host, int port)
    {
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        var name = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host is "0.0.0.0" or "::" ? "*" : host;
        Address = $"http://{(name == "*" ? "localhost" : name)}:{port}/";
        try
        {
            listener.Prefixes.Add($"http://{name}:{port}/");
            if (name == "127.0.0.1")
            {
                listener.Prefixes.Add($"http://localhost:{port}/");
            }

            listener.Start();
        }
        catch (Exception e) when (e is HttpListenerException or ArgumentException)
        {
            listener.Close();
            throw TransformException.Error(
                DiagnosticCodes.Usage, $"Nothing can listen on {host}, port {port}: {e.Message.TrimEnd('.')}.",
                hint: "Another program may listen there already: choose another port with --port, or another address of this machine with --host.");
        }
    }

    /// <summary>Where it is shown.</summary>
    public string Address { get; }

    /// <summary>Answers until it is cancelled.</summary>
    public void Run(CancellationToken cancellation)
    {
        using var stop = cancellation.Register(listener.Stop);
        while (!cancellation.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = listener.GetContext();
            }
            catch (Exception e) when (e is HttpListenerException or InvalidOperationException && cancellation.IsCancellationRequested)
            {
                return;
            }

            ThreadPool.QueueUserWorkItem(Answer, context, preferLocal: false);
        }
    }

    public void Dispose() => listener.Close();

    private void Answer(HttpListenerContext context)
    {
        try
        {
            using var response = context.Response;
            response.Headers["X-Content-Type-Options"] = "nosniff";
            response.Headers["Cache-Control"] = "no-cache";
            if (context.Request.HttpMethod is not ("GET" or "HEAD"))
            {
                response.StatusCode = (int)HttpStatusCode.MethodNotAllowed;
                response.Headers["Allow"] = "GET, HEAD";
            }
            else
            {
                Show(context, response);
            }
        }
        catch (Exception e) when (e is IOException or HttpListenerException or ObjectDisposedException)
        {
            // Who asked has gone.
        }
    }

    private void Show(HttpListenerContext context, HttpListenerResponse response)
    {
        if (Find(context.Request.Url!) is not { } path || TryOpen(path) is not { } file)
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        using (file)
        {
            response.ContentType = Types.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
            response.ContentLength64 = file.Length;
            if (context.Request.HttpMethod == "GET")
            {
                file.CopyTo(response.OutputStream);
            }
        }
    }

    // The site may be made anew at this moment, and a file of it be gone or forbidden.
    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The file that an address names, below the folder.
    private string? Find(Uri address)
    {
        var asked = Uri.UnescapeDataString(address.AbsolutePath).TrimStart('/');
        if (asked.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(root, asked.Length == 0 ? "index.html" : asked));
        return path.StartsWith(root, StringComparison.Ordinal) && File.Exists(path) ? path : null;
    }
}
