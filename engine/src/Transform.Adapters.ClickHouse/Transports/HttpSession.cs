using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Transform.Core;

namespace Transform.Adapters.ClickHouse.Transports;

/// <summary>A session of a server: its id goes with each request.</summary>
internal sealed class HttpSession(HttpTransport transport, Action<string> onRetry) : IClickHouseSession
{
    // Longer than a node takes between two statements.
    private const int SessionTimeout = 3600;
    private const string Locked = "Code: 373.";

    private static readonly TimeSpan[] KillPauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(250)];

    // A statement that was ended leaves its session a moment later.
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);

    private readonly string id = $"transform::{Guid.NewGuid()}";
    private bool isUsed;

    public ClickHouseAnswer Send(ClickHouseRequest request, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return SendOnce(request, cancellation);
            }
            catch (WarehouseException e) when (e.IsTransient && (IsLocked(e) ? Stopwatch.GetElapsedTime(started) < LockPatience : attempt <= transport.Profile.Retries))
            {
                var pause = IsLocked(e) ? LockPause : TimeSpan.FromSeconds(attempt * attempt);
                if (!IsLocked(e))
                {
                    onRetry($"{e.Message.TrimEnd('.')}. Trying again in {pause.TotalSeconds:0} s ({attempt} of {transport.Profile.Retries}).");
                }

                cancellation.WaitHandle.WaitOne(pause);
            }
        }
    }

    public void Dispose()
    {
        if (!isUsed)
        {
            return;
        }

        try
        {
            // A session that nobody ends keeps its temporary tables until it times out.
            using var answer = Quietly("select 1", $"session_id={id}&close_session=1");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The server ends it by itself.
        }
    }

    internal string Place => transport.Place;

    internal int Retries => transport.Profile.Retries;

    /// <summary>Ends a statement of this session in the server, and waits until it has ended.</summary>
    internal void Kill(string query)
    {
        foreach (var pause in KillPauses)
        {
            try
            {
                Thread.Sleep(pause);
                using var response = Quietly($"kill query where query_id = '{query}' sync format TSV", string.Empty);
                using var text = new StreamReader(response.Content.ReadAsStream());
                if (text.ReadToEnd().Length > 0)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
            {
                return;
            }
        }
    }

    private HttpResponseMessage Quietly(string sql, string parameters)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(transport.Profile.SyncRequestTimeout));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(transport.Address, "?" + parameters)) { Content = new StringContent(sql) };
        return transport.Send(request, patience.Token);
    }

    private static bool IsLocked(WarehouseException error) => error.Message.StartsWith(Locked, StringComparison.Ordinal);

    private HttpAnswer SendOnce(ClickHouseRequest request, CancellationToken cancellation)
    {
        var (query, response) = Begin(request, cancellation);
        return new HttpAnswer(this, request, query, response, cancellation);
    }

    /// <summary>Sends a statement and waits until the server begins to answer.</summary>
    /// <returns>The statement's id in the server, and a response of success.</returns>
    internal (string Query, HttpResponseMessage Response) Begin(ClickHouseRequest request, CancellationToken cancellation)
    {
        var query = StatementOwner.NewName();
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(transport.Address, Parameters(request, query)));
        var content = new StatementContent(request.Rows is null ? request.Sql : $"{request.Sql} format {request.RowsFormat}", request.Rows, transport.Profile.Compression);
        message.Content = content;
        if (request.ReadsRows && transport.Profile.Compression.Length > 0)
        {
            message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(transport.Profile.Compression));
        }

        HttpResponseMessage? response = null;
        try
        {
            response = transport.Send(message, cancellation);
            isUsed |= response.StatusCode == HttpStatusCode.OK;
            return response.StatusCode == HttpStatusCode.OK ? (query, response) : throw HttpErrors.Refused(response, request.Sql, transport.Place);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            response?.Dispose();
            if (content.IsBegun)
            {
                // What nobody waits for any more is not to go on.
                Kill(query);
            }

            cancellation.ThrowIfCancellationRequested();
            throw content.Failure ?? HttpErrors.Lost(e, request, transport.Place, content.IsBegun);
        }
        catch
        {
            response?.Dispose();
            throw;
        }
    }

    private string Parameters(ClickHouseRequest request, string query)
    {
        var address = new StringBuilder("?query_id=").Append(query).Append("&session_id=").Append(id)
            .Append(CultureInfo.InvariantCulture, $"&session_timeout={SessionTimeout}");
        Append("default_format", request.ReadsRows ? "RowBinaryWithNamesAndTypes" : "Null");
        if (!request.ReadsRows)
        {
            Append("wait_end_of_query", "1");
        }

        if (transport.Database is { } database)
        {
            Append("database", database);
        }

        foreach (var (name, value) in transport.Settings)
        {
            Append(name, value);
        }

        foreach (var (name, value) in request.Parameters)
        {
            Append("param_" + name, value);
        }

        return address.ToString();

        void Append(string name, string value) =>
            address.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
    }
}
