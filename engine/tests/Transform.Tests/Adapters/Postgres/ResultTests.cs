using System.Diagnostics;
using Shouldly;
using Transform.Adapters;
using Transform.Compilation;

namespace Transform.Tests.Adapters.Postgres;

public sealed class ResultTests
{
    /// <summary>As psycopg2, which keeps the answer to the last statement.</summary>
    [Theory]
    [InlineData("select 1 as a; select 2 as b", "b", 2L)]
    [InlineData("select 1 as a; create temp table t (x int); select 3 as c; -- done;", "c", 3L)]
    [InlineData("create temp table t (x int); select 4 as d; /* done */ ;", "d", 4L)]
    [InlineData("select 1 as a;;", "a", 1L)]
    [InlineData("select 1 as a; insert into kept values (1) returning n as e", "e", 1L)]
    [InlineData("select 1 as a; (select 5 as f)", "f", 5L)]
    [InlineData("select 1 as a; select 2 as b; create temp table t (x int)", null, null)]
    [InlineData("create temp table t (x int)", null, null)]
    [InlineData("-- nothing", null, null)]
    public void the_rows_are_the_last_statements(string sql, string? column, long? value)
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        connection.Run("create table kept (n int)");

        using var reader = connection.Query(sql, PostgresFixture.Token);

        reader.Columns.Select(c => c.Name).ShouldBe(column is null ? [] : [column]);
        reader.Read().ShouldBe(column is not null);
        if (value is not null)
        {
            reader.GetInt64(0).ShouldBe(value.Value);
            reader.Read().ShouldBeFalse();
        }
    }

    [Fact]
    public void an_empty_text_is_refused()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();

        Should.Throw<WarehouseException>(() => connection.Run(string.Empty)).Message.ShouldBe("can't execute an empty query");
    }

    [Fact]
    public void a_statement_that_fails_after_the_first_is_the_warehouses_failure()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();

        var error = Should.Throw<WarehouseException>(() => connection.Rows("select 1 as a; select 1 / 0"));

        error.Message.ShouldBe("division by zero");
        connection.Scalar("select 1").ShouldBe(1L);
    }

    [Fact]
    public void a_failure_in_rows_that_nobody_reads_is_told_by_the_answer()
    {
        using var fixture = PostgresFixture.New();
        using var session = new WarehouseSession(fixture.Adapter, new RelationCache(), null, PostgresFixture.Token);

        Should.Throw<WarehouseException>(() => session.Query("select 1 / (200000 - n) from generate_series(1, 200000) as n", limit: 1))
            .Message.ShouldBe("division by zero");

        session.Query("select 1").Rows.Count.ShouldBe(1);
    }

    [Fact]
    public void what_nobody_reads_is_not_waited_for()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        var clock = Stopwatch.StartNew();

        using (var reader = connection.Query("select n, pg_sleep(0.001) from (select generate_series(1, 2000000000) as n) as s", PostgresFixture.Token))
        {
            reader.Read().ShouldBeTrue();
        }

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        connection.Scalar("select 1").ShouldBe(1L);
    }

    /// <summary>A request to the server would end the transaction, so what is left is taken in.</summary>
    [Fact]
    public void in_a_transaction_what_nobody_reads_does_not_end_it()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        connection.Begin(PostgresFixture.Token);
        connection.Run("create table t as select 1 as a");
        using (var reader = connection.Query("select n from generate_series(1, 200000) as n", PostgresFixture.Token))
        {
            reader.Read().ShouldBeTrue();
        }

        connection.Commit(PostgresFixture.Token);
        connection.Scalar("select a from t").ShouldBe(1L);
    }

    [Fact]
    public void taking_in_what_is_left_can_be_cancelled()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        using var source = new CancellationTokenSource();
        connection.Begin(PostgresFixture.Token);
        var clock = Stopwatch.StartNew();
        var reader = connection.Query("select n, pg_sleep(0.001) from (select generate_series(1, 2000000000) as n) as s", source.Token);
        reader.Read().ShouldBeTrue();
        source.CancelAfter(300);

        reader.Dispose();

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        connection.Rollback();
        connection.Scalar("select 1").ShouldBe(1L);
        fixture.Running("generate_series(1, 2000000000)").ShouldBe(0);
    }

    [Fact]
    public void foreign_tables_are_left_alone_and_rows_that_nobody_counted_are_unknown()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        connection.Run("""
            create foreign data wrapper nothing;
            create server elsewhere foreign data wrapper nothing;
            create foreign table away (a int) server elsewhere;
            create table counted as select n from generate_series(1, 5) as n;
            create table uncounted (a int);
            analyze counted
            """);

        connection.ListRelations(null, "public", PostgresFixture.Token).Select(r => r.Identifier).ShouldBe(["counted", "uncounted"]);
        var catalog = connection.GetCatalog(null, ["public"], PostgresFixture.Token);
        catalog.Single(r => r.Relation.Identifier == "counted").EstimatedRows.ShouldBe(5);
        catalog.Single(r => r.Relation.Identifier == "uncounted").EstimatedRows.ShouldBeNull();
    }
}
