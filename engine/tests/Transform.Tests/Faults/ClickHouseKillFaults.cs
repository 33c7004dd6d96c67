using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Faults;

/// <summary>Nodes read from an address of the test's, which answers when it wants to. Without transactions, what a killed run was building
/// lies about until the next one.</summary>
public abstract class ClickHouseKillFaults : KillFaults
{
    private protected abstract class AddressGate : Gate
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> waiting = [];
        private readonly HashSet<string> arrived = [];
        private bool isClosed;

        protected AddressGate()
        {
            listener.Start();
            _ = ServeAsync();
        }

        public override FaultProject NewProject()
        {
            var read = $"(select count() from url('http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{{{{ model.name }}}}', 'LineAsString', 'line String')) >= 0";
            return NewProject("select " + read, read.Replace("{{ model.name }}", "\" ~ name ~ \"", StringComparison.Ordinal));
        }

        public override void Close(IReadOnlyList<string> nodes) => isClosed = true;

        public override void WaitFor(IReadOnlyList<string> nodes, Process program)
        {
            for (var clock = Stopwatch.StartNew(); !Arrived().IsSupersetOf(nodes); Thread.Sleep(50))
            {
                if (clock.Elapsed > Patience || program.HasExited)
                {
                    Fail(program);
                }
            }
        }

        public override void Open()
        {
            isClosed = false;
            lock (waiting)
            {
                waiting.ForEach(client => client.Dispose());
            }
        }

        public override int[] After(FaultProject project, Process program, bool isCommitted)
        {
            int[] versions = isCommitted ? [1, 2] : [1];
            project.Found().Where(text => !text.EndsWith(": left behind", StringComparison.Ordinal)).ShouldBe(project.Expected(versions));
            return versions;
        }

        protected abstract FaultProject NewProject(string hook, string condition);

        public override void Dispose()
        {
            listener.Dispose();
            lock (waiting)
            {
                waiting.ForEach(client => client.Dispose());
            }
        }

        private HashSet<string> Arrived()
        {
            lock (waiting)
            {
                return [.. arrived];
            }
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    var client = await listener.AcceptTcpClientAsync();
                    var buffer = new byte[4096];
                    var count = await client.GetStream().ReadAsync(buffer);
                    var path = Encoding.ASCII.GetString(buffer, 0, count).Split(' ').ElementAtOrDefault(1)?.Trim('/') ?? string.Empty;
                    if (isClosed)
                    {
                        lock (waiting)
                        {
                            waiting.Add(client);
                            arrived.Add(path);
                        }

                        continue;
                    }

                    await client.GetStream().WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                    client.Dispose();
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // The test has ended.
            }
        }
    }
}

/// <summary>The server goes on with the statements of the program until the next run finds that it is gone.</summary>
public sealed class ClickHouseServerKillFaults : ClickHouseKillFaults
{
    private protected override Gate NewGate() => new ServerGate();

    private sealed class ServerGate : AddressGate
    {
        private FaultProject? project;

        public override void Open()
        {
            var running = $"select count() from system.processes where current_database = '{project!.Project.Schema}'";
            ClickHouseServer.Instance.Execute(running).Trim().ShouldNotBe("0");
            var next = Task.Run(() => project.Project.Ask(_ => true));
            Until($"{running} and not is_cancelled");
            base.Open();
            next.Wait(Patience).ShouldBeTrue();
            Until(running);
        }

        protected override FaultProject NewProject(string hook, string condition) => project = new(ClickHouseWarehouse.Http, hook, condition);

        private static void Until(string nothing)
        {
            for (var clock = Stopwatch.StartNew(); ClickHouseServer.Instance.Execute(nothing).Trim() != "0"; Thread.Sleep(20))
            {
                clock.Elapsed.ShouldBeLessThan(Patience, nothing);
            }
        }
    }
}

/// <summary>The engine dies with the program.</summary>
public sealed class EmbeddedClickHouseKillFaults : ClickHouseKillFaults
{
    private protected override Gate NewGate() => new EmbeddedGate();

    private sealed class EmbeddedGate : AddressGate
    {
        protected override FaultProject NewProject(string hook, string condition) => new EmbeddedFaultProject(hook, condition);
    }
}
