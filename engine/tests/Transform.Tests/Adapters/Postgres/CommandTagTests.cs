using Shouldly;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.Postgres;

/// <summary>What statements say of themselves: the words that psql shows for them.</summary>
public sealed class CommandTagTests
{
    [Theory]
    [InlineData("create table t (a int)", "CREATE TABLE", -1)]
    [InlineData("create temporary table t as select 1 as a union all select 2", "SELECT 2", 2)]
    [InlineData("create or replace temp view v as select 1 as a", "CREATE VIEW", -1)]
    [InlineData("/* c */ -- d\ncreate materialized view m as select 1 as a; refresh materialized view m", "REFRESH MATERIALIZED VIEW", -1)]
    [InlineData("create table t (a int); insert into t values (1), (2); -- done", "INSERT 0 2", 2)]
    [InlineData("create table t as select 1 as a; update t set a = 2; delete from t", "DELETE 1", 1)]
    [InlineData("create table t (a int); create unique index i on t (a)", "CREATE INDEX", -1)]
    [InlineData("create table t (a int); comment on table t is 'x'", "COMMENT", -1)]
    [InlineData("create table t (a int); truncate t", "TRUNCATE TABLE", -1)]
    public void are_told_by_the_last_of_them(string sql, string message, long rows)
    {
        using var adapter = new PostgresAdapterFactory().Create(PostgresServer.Instance.NewDatabase());
        using var connection = adapter.Connect(TestContext.Current.CancellationToken);

        connection.Execute(sql, TestContext.Current.CancellationToken).ShouldBe(new StatementResult(rows, message));
    }

    [Fact]
    public void a_load_that_waits_for_a_lock_is_cancelled()
    {
        using var adapter = new PostgresAdapterFactory().Create(PostgresServer.Instance.NewDatabase());
        using var holder = adapter.Connect(TestContext.Current.CancellationToken);
        holder.Execute("create table t (a int)", TestContext.Current.CancellationToken);
        holder.Begin(TestContext.Current.CancellationToken);
        holder.Execute("lock table t in access exclusive mode", TestContext.Current.CancellationToken);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "a\n1\n");
        using var connection = adapter.Connect(TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        Should.Throw<OperationCanceledException>(() => connection.LoadCsv(new Relation(null, "public", "t"), new CsvFile(file, ["a"]), source.Token));

        File.Delete(file);
    }
}
