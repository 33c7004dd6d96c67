using System.Diagnostics;
using System.Globalization;
using Shouldly;
using Transform.Adapters.ClickHouse.Transports;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.ClickHouse;

/// <summary>Statements that go on in a server when a target is opened.</summary>
public sealed class LeftBehindTests
{
    [Fact]
    public async Task those_of_processes_that_are_gone_are_ended_and_no_others()
    {
        using var ended = Process.Start("true");
        ended.WaitForExit();
        (string Name, bool IsLeft)[] statements =
        [
            (StatementOwner.Of(ended.Id, "1") + "a", true),

            // The number of a process that runs, and another start.
            (StatementOwner.Of(Environment.ProcessId, "1") + "b", true),
            (StatementOwner.NewName(), false),
            (StatementOwner.NewName().Replace(StatementOwner.Machine, "transform-elsewhere-", StringComparison.Ordinal), false),
            ($"somebody-{Guid.NewGuid()}", false),
        ];
        var running = statements.Select(s => Task.Run(() => Send(s.Name))).ToArray();
        while (statements.Where((s, i) => !Runs(s.Name) && !running[i].IsCompleted).Any())
        {
            // Another test that opens a target may end one before.
            Thread.Sleep(10);
        }

        ClickHouseFixture.New().Dispose();

        var left = statements.Where(s => !Runs(s.Name)).Select(s => s.Name);
        left.ShouldBe(statements.Where(s => s.IsLeft).Select(s => s.Name));
        ClickHouseServer.Instance.Execute($"kill query where query_id in ({string.Join(", ", statements.Select(s => $"'{s.Name}'"))}) sync");
        await Task.WhenAll(running);
    }

    private static bool Runs(string name) =>
        int.Parse(ClickHouseServer.Instance.Execute($"select count() from system.processes where query_id = '{name}'"), CultureInfo.InvariantCulture) > 0;

    private static void Send(string name)
    {
        using var client = new HttpClient();
        using var content = new StringContent("select count() from numbers(1000000000000) where not ignore(sleepEachRow(0.1)) settings max_block_size = 1 format Null");
        using var response = client.PostAsync(new Uri($"http://127.0.0.1:{ClickHouseServer.Instance.Port}/?query_id={name}"), content).GetAwaiter().GetResult();
    }
}
