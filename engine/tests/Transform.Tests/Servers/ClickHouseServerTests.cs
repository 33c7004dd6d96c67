using Shouldly;

namespace Transform.Tests.Servers;

public sealed class ClickHouseServerTests
{
    [Fact]
    public void a_missing_library_names_the_command() =>
        Should.Throw<InvalidOperationException>(() => ClickHouseServer.Find("/nowhere/at/all")).Message
            .ShouldBe("ClickHouse's library was not found above /nowhere/at/all. Fetch it: engine/clickhouse/fetch.");

    [Fact]
    public void a_crash_loses_nothing_that_was_answered()
    {
        using var server = ClickHouseServer.Start();
        server.Execute("create table t (a Int32) engine = MergeTree order by a");
        server.Execute("insert into t values (1), (2)");

        server.Crash();
        server.Restart();

        server.Execute("select sum(a) from t").ShouldBe("3\n");
    }
}
