using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Transform.Adapters;
using Transform.Tests.Servers;

[assembly: AssemblyFixture(typeof(ClickHouseServer))]

namespace Transform.Tests.Servers;

/// <summary>A ClickHouse server of this test run's own, started for the first test that needs it: a new data folder, free ports on
/// 127.0.0.1. It is a process of its own around the library that also runs ClickHouse in process; its users are in the file
/// <c>clickhouse-users.xml</c> of the program that it runs in.</summary>
public sealed class ClickHouseServer : IDisposable
{
    private static readonly Lazy<ClickHouseServer> Current = new(() => Start());
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(60) };

    private readonly string folder = string.Empty;
    private Process? process;
    private int databases;

    /// <summary>What ends the server with the test run.</summary>
    public ClickHouseServer()
    {
    }

    private ClickHouseServer(string folder)
    {
        this.folder = folder;
        (Port, TcpPort) = FreePorts();
        Run();
    }

    public static ClickHouseServer Instance => Current.Value;

    /// <summary>The engine's library, which runs in this process as well.</summary>
    /// <exception cref="InvalidOperationException">It was not fetched.</exception>
    public static string Library => Find(AppContext.BaseDirectory);

    /// <summary>The port that speaks HTTP.</summary>
    public int Port { get; }

    /// <summary>The port that speaks ClickHouse's own protocol.</summary>
    public int TcpPort { get; }

    /// <summary>One more server, for tests that stop it; whoever starts it disposes it.</summary>
    public static ClickHouseServer Start() => Start(Directory.CreateTempSubdirectory("transform-clickhouse-").FullName);

    /// <param name="folder">Where its data go. It is gone with the server.</param>
    public static ClickHouseServer Start(string folder) => new(folder);

    /// <summary>An output of a profile for a new, empty database.</summary>
    /// <param name="name">Its name, whatever has it now; a name of its own where none is given.</param>
    public ProfileOutput NewDatabase(string? name = null)
    {
        name ??= $"test_{Interlocked.Increment(ref databases)}";
        Execute($"drop database if exists `{name}` sync");
        Execute($"create database `{name}`");
        return new ProfileOutput(
            "dev",
            new Dictionary<string, object?>
            {
                ["type"] = "clickhouse",
                ["host"] = "127.0.0.1",
                ["port"] = (long)Port,
                ["user"] = "default",
                ["password"] = string.Empty,
                ["schema"] = name,
                ["threads"] = 4L,
            },
            folder,
            folder);
    }

    /// <summary>Sends a statement past the adapter, as its user <c>default</c>, and answers what comes back (tab-separated).</summary>
    public string Execute(string sql)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{Port}/?wait_end_of_query=1") { Content = new StringContent(sql) };
        using var response = Http.Send(request);
        using var reader = new StreamReader(response.Content.ReadAsStream());
        var text = reader.ReadToEnd();
        return response.IsSuccessStatusCode ? text : throw new InvalidOperationException(text);
    }

    /// <summary>Ends the server as a crash does.</summary>
    public void Crash()
    {
        process!.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    /// <summary>Starts it again after <see cref="Crash"/>, with its data and on its ports.</summary>
    public void Restart() => Run();

    public void Dispose()
    {
        if (folder.Length == 0)
        {
            if (Current.IsValueCreated)
            {
                Current.Value.Dispose();
            }

            return;
        }

        if (process is not null)
        {
            process.StandardInput.Close();
            if (process.WaitForExit(TimeSpan.FromSeconds(20)))
            {
                process.Dispose();
            }
            else
            {
                Crash();
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    internal static string Find(string program)
    {
        for (var above = new DirectoryInfo(program); above is not null; above = above.Parent)
        {
            var path = Path.Combine(above.FullName, "clickhouse", "libchdb.so");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException($"ClickHouse's library was not found above {program}. Fetch it: engine/clickhouse/fetch.");
    }

    private void Run()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in (string[])[
            "exec", Path.Combine(AppContext.BaseDirectory, "ClickHouseServer.dll"), Library, folder,
            Port.ToString(CultureInfo.InvariantCulture), TcpPort.ToString(CultureInfo.InvariantCulture)])
        {
            start.ArgumentList.Add(argument);
        }

        var errors = new List<string>();
        process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                errors.Add(line.Data ?? string.Empty);
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var attempt = 0; attempt < 600 && !process.HasExited; attempt++)
        {
            try
            {
                Execute("select 1");
                return;
            }
            catch (HttpRequestException)
            {
                Thread.Sleep(50);
            }
        }

        lock (errors)
        {
            throw new TimeoutException($"ClickHouse did not answer on port {Port}. {string.Join('\n', errors)}");
        }
    }

    private static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
