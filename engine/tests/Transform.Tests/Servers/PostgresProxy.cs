using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Transform.Tests.Servers;

/// <summary>Stands between clients and a PostgreSQL server, reads what they say, and lets connections break.</summary>
internal sealed class PostgresProxy : IDisposable
{
    private const int CancelRequest = 80877102;
    private const int SslRequest = 80877103;

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock gate = new();
    private readonly List<Session> sessions = [];
    private readonly int server;
    private long lastTraffic = Environment.TickCount64;

    public PostgresProxy(int server)
    {
        this.server = server;
        listener.Start();
        Start(Accept);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>New connections end at once.</summary>
    public bool IsDown { get; set; }

    /// <summary>Hears of every statement, or part of one text, before the server does. True keeps it, and what comes after it, from the server.</summary>
    public Func<Session, string, bool> OnStatement { get; set; } = static (_, _) => false;

    /// <summary>Since when nobody has said anything.</summary>
    public TimeSpan Silence => TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref lastTraffic));

    /// <summary>Cuts every connection, as a broken network does: neither side hears a word.</summary>
    public void Cut()
    {
        lock (gate)
        {
            foreach (var session in sessions)
            {
                session.Cut();
            }

            sessions.Clear();
        }
    }

    public void Dispose()
    {
        listener.Stop();
        Cut();
    }

    private static void Start(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or EndOfStreamException)
        {
            // One side has gone.
        }
    }) { IsBackground = true }.Start();

    private void Accept()
    {
        while (true)
        {
            var client = listener.AcceptTcpClient();
            if (IsDown)
            {
                client.Dispose();
                continue;
            }

            var upstream = new TcpClient("127.0.0.1", server) { NoDelay = true };
            client.NoDelay = true;
            var session = new Session(client, upstream);
            lock (gate)
            {
                sessions.Add(session);
            }

            Start(() => Run(session, () => ReadClient(session)));
            Start(() => Run(session, () => ReadServer(session)));
        }
    }

    private static void Run(Session session, Action work)
    {
        try
        {
            work();
        }
        finally
        {
            session.Cut();
        }
    }

    private void ReadServer(Session session)
    {
        var buffer = new byte[16 * 1024];
        for (var read = session.Server.Read(buffer); read > 0; read = session.Server.Read(buffer))
        {
            Interlocked.Exchange(ref lastTraffic, Environment.TickCount64);
            session.Client.Write(buffer.AsSpan(0, read));
        }
    }

    private void ReadClient(Session session)
    {
        var isStarting = true;
        while (true)
        {
            // The first messages have no type.
            var head = new byte[isStarting ? 4 : 5];
            session.Client.ReadExactly(head);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4)) - 4];
            session.Client.ReadExactly(body);
            Interlocked.Exchange(ref lastTraffic, Environment.TickCount64);
            if (isStarting)
            {
                isStarting = BinaryPrimitives.ReadInt32BigEndian(body) is SslRequest or CancelRequest;
            }
            else if (Statement(head[0], body) is { } sql && OnStatement(session, sql))
            {
                session.IsHeld = true;
                Thread.Sleep(Timeout.Infinite);
            }

            session.Server.Write([.. head, .. body]);
        }
    }

    private static string? Statement(byte type, byte[] body) => type switch
    {
        (byte)'Q' => Encoding.UTF8.GetString(body, 0, body.Length - 1),
        (byte)'P' when Array.IndexOf(body, (byte)0) is var name && Array.IndexOf(body, (byte)0, name + 1) is var end => Encoding.UTF8.GetString(body, name + 1, end - name - 1),
        _ => null,
    };

    /// <summary>One client's connection.</summary>
    internal sealed class Session(TcpClient client, TcpClient server)
    {
        public NetworkStream Client { get; } = client.GetStream();

        public NetworkStream Server { get; } = server.GetStream();

        public volatile bool IsHeld;

        /// <summary>What the observer wants to remember of it.</summary>
        public string? Label { get; set; }

        public void Cut()
        {
            foreach (var side in (TcpClient[])[client, server])
            {
                try
                {
                    side.Client?.Close(0);
                    side.Dispose();
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // It has gone already.
                }
            }
        }
    }
}
