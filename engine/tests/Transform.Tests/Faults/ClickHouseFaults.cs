using System.Globalization;
using Shouldly;
using Transform.Adapters.ClickHouse;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Faults;

/// <summary>What can go wrong on the way to the server and in it, while every materialization's query runs.</summary>
public sealed class ClickHouseFaults() : QueryFaults("clickhouse"), IDisposable
{
    private const string Sleep = "(select sum(s) from (select sleepEachRow(0.1) as s from numbers(600) settings max_block_size = 1)) >= 0";

    private readonly Lazy<ClickHouseServer> own = new(() => ClickHouseServer.Start());

    public void Dispose()
    {
        if (own.IsValueCreated)
        {
            own.Value.Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_statement_timeout(bool isEmbedded) => Breaks("statement timeout", Project(Sleep, isEmbedded, ("max_execution_time", 2L)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void a_query_that_needs_more_memory_than_it_may(bool isEmbedded) => Breaks(
        "memory", Project("(select max(length(a)) from (select groupArray(repeat('x', 1000)) as a from numbers(1000000))) > 0", isEmbedded, ("max_memory_usage", 50_000_000L)));

    [Fact]
    public void a_connection_that_is_cut_in_a_statement()
    {
        using var proxy = new TcpProxy(ClickHouseServer.Instance.Port);
        var project = Project(Sleep, values: [("port", (long)proxy.Port), ("retries", 0L)]);
        Breaks("connection cut", project, before: () => Once(project, ClickHouseServer.Instance, proxy.Cut));
    }

    [Fact]
    public void a_server_that_crashes_during_a_run()
    {
        var project = Project(Sleep, own.Value);
        Breaks("crash of the server", project, before: () => Once(project, own.Value, own.Value.Crash), after: own.Value.Restart, leaves: true);
    }

    [Fact]
    public void a_disk_that_is_full_of_the_new_table()
    {
        var folder = Directory.CreateTempSubdirectory("transform-disk-");
        try
        {
            using var disk = new SmallDisk(folder.FullName, megabytes: 64);
            using var server = ClickHouseServer.Start(disk.Path);
            using var project = new Execution.TestProject(On(server), ("models/a_table.sql", "{{ config(materialized='table') }} select 1 as id"));
            project.Run().Failed.ShouldBeFalse();
            project.Write("models/a_table.sql", "{{ config(materialized='table') }} select number as id, randomString(1000) as t from numbers(100000)");

            var failed = project.Run().Results.Single();

            Check("disk full of the table", [failed]);
            project.Rows("select id from a_table").ShouldBe(["1"]);
            project.Write("models/a_table.sql", "{{ config(materialized='table') }} select 3 as id");
            project.Run().Failed.ShouldBeFalse();
            project.Rows("select id from a_table").ShouldBe(["3"]);
            project.Relations().ShouldBe(["a_table Table"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Does something as soon as all queries run.</summary>
    private static void Once(FaultProject project, ClickHouseServer server, Action work)
    {
        var sql = $"select count() from system.processes where current_database = '{project.Project.Schema}' and query like '%sleepEachRow%' and query not like '%system.processes%'";
        new Thread(() =>
        {
            while (int.Parse(server.Execute(sql), CultureInfo.InvariantCulture) < project.Reaching("query").Count)
            {
                Thread.Sleep(50);
            }

            work();
        }).Start();
    }

    private static TestWarehouse On(ClickHouseServer server, params (string Key, object? Value)[] values) =>
        With(new TestWarehouse(new ClickHouseAdapterFactory(), _ => server.NewDatabase()), values);

    private static TestWarehouse With(TestWarehouse warehouse, params (string Key, object? Value)[] values) => warehouse with { NewDatabase = folder =>
    {
        var output = warehouse.NewDatabase(folder);
        var all = new Dictionary<string, object?>(output.Values);
        foreach (var (key, value) in values)
        {
            all[key] = value;
        }

        return output with { Values = all };
    } };

    private static FaultProject Project(string condition, bool isEmbedded, params (string Key, object? Value)[] settings) => new(
        With(isEmbedded ? ClickHouseWarehouse.Embedded : ClickHouseWarehouse.Http, ("custom_settings", settings.ToDictionary(s => s.Key, s => s.Value))), "select 1", condition);

    private static FaultProject Project(string condition, ClickHouseServer? server = null, (string Key, object? Value)[]? values = null) =>
        new(On(server ?? ClickHouseServer.Instance, values ?? []), "select 1", condition);
}
