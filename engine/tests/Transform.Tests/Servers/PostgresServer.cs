using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Tests.Servers;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Transform.Tests.Servers;

/// <summary>A PostgreSQL server of this test run's own, started for the first test that needs it: a new data folder, a free port on
/// 127.0.0.1. The README's test command installs it.</summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> Current = new(() => new PostgresServer(Directory.CreateTempSubdirectory("transform-postgres-").FullName));

    private readonly string folder = string.Empty;
    private readonly string[] limits = [];
    private readonly ConcurrentBag<string> emptied = [];
    private Process? process;
    private int databases;

    /// <summary>What ends the server with the test run.</summary>
    public PostgresServer()
    {
    }

    private PostgresServer(string folder, params string[] limits)
    {
        this.folder = folder;
        this.limits = limits;
        Port = FreePort();
        if (Environment.IsPrivilegedProcess)
        {
            // The server refuses to run as root.
            Run("chown", "postgres", folder);
        }

        Run([.. AsServer("initdb"), "-D", Data, "-A", "trust", "-U", "transform", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        Launch();
    }

    /// <summary>A server that a test may stop and break.</summary>
    /// <param name="limits">The beginning of a command that runs the server, such as <c>prlimit --as=...</c>.</param>
    internal static PostgresServer New(params string[] limits) => new(Directory.CreateTempSubdirectory("transform-postgres-").FullName, limits);

    public static PostgresServer Instance => Current.Value;

    public int Port { get; }

    /// <summary>What the server can read and write.</summary>
    internal string Folder => folder;

    private string Data => Path.Combine(folder, "data");

    /// <summary>An output of a profile for an empty database.</summary>
    /// <param name="name">Its name, whatever has it now; a name of its own where none is given.</param>
    public ProfileOutput NewDatabase(string? name = null)
    {
        if (name is null && emptied.TryTake(out var known))
        {
            return Output(known);
        }

        name ??= $"test_{Interlocked.Increment(ref databases)}";
        Run(Output("postgres"), $"drop database if exists {name} with (force)", $"create database {name}");
        return Output(name);
    }

    /// <summary>Takes a database back that <see cref="NewDatabase"/> gave: it is emptied for the next test, which is quicker than a new one.</summary>
    public void Return(ProfileOutput output)
    {
        Run(
            output,
            "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
            """
            do $$ declare name text; begin
              for name in select nspname from pg_namespace where nspname <> 'information_schema' and nspname !~ '^pg_' loop
                execute format('drop schema %I cascade', name);
              end loop;
              create schema public;
            end $$
            """);
        emptied.Add((string)output.Values["dbname"]!);
    }

    private static void Run(ProfileOutput output, params string[] statements)
    {
        using var adapter = new PostgresAdapterFactory().Create(output);
        using var connection = adapter.Connect(CancellationToken.None);
        foreach (var statement in statements)
        {
            connection.Execute(statement, CancellationToken.None);
        }
    }

    internal ProfileOutput Output(string database) => new(
        "dev",
        new Dictionary<string, object?>
        {
            ["type"] = "postgres",
            ["host"] = "127.0.0.1",
            ["port"] = (long)Port,
            ["user"] = "transform",
            ["password"] = "unused",
            ["dbname"] = database,
            ["schema"] = "public",
            ["threads"] = 4L,
        },
        folder,
        folder);

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

        Stop("INT");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Ends the server. SIGINT is the fast shutdown: sessions are cut, data is written. SIGQUIT is the immediate one, as after a crash.</summary>
    internal void Stop(string signal)
    {
        if (process is null)
        {
            return;
        }

        Run("kill", $"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture));
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        process = null;
    }

    /// <summary>Starts the server on its data, and waits until it answers.</summary>
    internal void Launch()
    {
        process = Process.Start(Start([
            .. limits, .. AsServer("postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=200"]))!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        WaitUntilReady();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The path of one of PostgreSQL's own programs.</summary>
    internal static string Program(string name)
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
        return versions.OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            .Concat(Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator) ?? [])
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{name} is missing. Install PostgreSQL: apt-get install postgresql.");
    }

    private static string[] AsServer(string name) =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", Program(name)] : [Program(name)];

    private static ProcessStartInfo Start(string[] command) => new(command[0], command[1..])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = Path.GetTempPath(),
    };

    /// <exception cref="InvalidOperationException">The command failed, or there is no such program.</exception>
    internal static void Run(params string[] command)
    {
        try
        {
            using var process = Process.Start(Start(command))!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}:\n{output}{error.Result}");
            }
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{command[0]} cannot be started: {e.Message}.", e);
        }
    }

    private void WaitUntilReady()
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                using var adapter = new PostgresAdapterFactory().Create(Output("postgres"));
                return;
            }
            catch (WarehouseException) when (!process!.HasExited)
            {
                Thread.Sleep(100);
            }
        }

        throw new TimeoutException($"PostgreSQL did not answer on port {Port}.");
    }
}
