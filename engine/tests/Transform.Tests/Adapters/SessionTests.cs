using System.Diagnostics;
using Shouldly;
using Transform.Adapters;

namespace Transform.Tests.Adapters;

public sealed class SessionTests
{
    [Fact]
    public void a_transaction_is_followed_however_it_is_written()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.InTransaction.ShouldBeFalse();

        connection.Begin(DuckDbFixture.Token);
        connection.InTransaction.ShouldBeTrue();
        connection.Run("create table t (a int)");
        Should.Throw<WarehouseException>(() => connection.Run("select * from missing"));
        connection.InTransaction.ShouldBeTrue();
        connection.Commit(DuckDbFixture.Token);
        connection.InTransaction.ShouldBeFalse();

        connection.Run("begin; insert into t values (1)");
        connection.InTransaction.ShouldBeTrue();
        connection.Rollback();
        connection.InTransaction.ShouldBeFalse();
        connection.Rollback();
        Should.Throw<WarehouseException>(() => connection.Run("commit"));
        connection.InTransaction.ShouldBeFalse();
        connection.Scalar("select count(*) from t").ShouldBe(0L);
    }

    [Fact]
    public void ddl_takes_part_in_a_transaction()
    {
        using var fixture = DuckDbFixture.InMemory();
        fixture.Adapter.Capabilities.TransactionalDdl.ShouldBeTrue();
        using var connection = fixture.Connect();
        connection.Run("create table t as select 1 as a");
        connection.Begin(DuckDbFixture.Token);
        connection.Run("alter table t rename to old; create table t as select 2 as a; drop table old");
        connection.Rollback();

        connection.Scalar("select a from t").ShouldBe(1L);
    }

    [Fact]
    public void a_connection_that_is_given_back_rolls_back_and_leaves_nothing_behind()
    {
        using var fixture = DuckDbFixture.InMemory();
        using (var connection = fixture.Connect())
        {
            connection.Run("create table t (a int); create temp table mine (a int); set search_path = 'main,pg_catalog'");
            connection.Begin(DuckDbFixture.Token);
            connection.Run("insert into t values (1)");
        }

        using var next = fixture.Connect();
        next.InTransaction.ShouldBeFalse();
        next.Scalar("select count(*) from t").ShouldBe(0L);
        next.Scalar("select count(*) from duckdb_tables() where table_name = 'mine'").ShouldBe(0L);
        next.Scalar("select current_setting('search_path')").ShouldNotBe("main,pg_catalog");
    }

    [Fact]
    public void a_connection_is_useless_once_it_is_given_back()
    {
        using var fixture = DuckDbFixture.InMemory();
        var connection = fixture.Connect();
        connection.Dispose();
        connection.Dispose();

        Should.Throw<ObjectDisposedException>(() => connection.Run("select 1"));
    }

    [Fact]
    public void a_failed_commit_ends_the_transaction()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var one = fixture.Connect();
        using var two = fixture.Connect();
        one.Run("create table t (a int primary key)");
        one.Begin(DuckDbFixture.Token);
        two.Begin(DuckDbFixture.Token);
        one.Run("insert into t values (1)");
        two.Run("insert into t values (1)");
        one.Commit(DuckDbFixture.Token);

        Should.Throw<WarehouseException>(() => two.Commit(DuckDbFixture.Token));

        two.InTransaction.ShouldBeFalse();
        two.Scalar("select count(*) from t").ShouldBe(1L);
    }

    /// <summary>DuckDB rolls back here, and says nothing.</summary>
    [Theory]
    [InlineData("begin")]
    [InlineData("select error('first')")]
    [InlineData("insert into k values (1)")]
    public void a_commit_after_a_statement_that_aborted_the_transaction_is_an_error(string failing)
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.Run("create table k (a int primary key); insert into k values (1)");
        foreach (var commit in (Action[])[() => connection.Commit(DuckDbFixture.Token), () => connection.Run("COMMIT"), () => connection.Run("/* */ end")])
        {
            connection.Begin(DuckDbFixture.Token);
            connection.Run("insert into k values (2)");
            var cause = Should.Throw<WarehouseException>(() => connection.Run(failing)).Message;
            connection.InTransaction.ShouldBeTrue();

            Should.Throw<WarehouseException>(commit).Message.ShouldContain(cause);

            connection.InTransaction.ShouldBeFalse();
            connection.Scalar("select count(*) from k").ShouldBe(1L);
        }
    }

    [Fact]
    public void changing_the_same_row_twice_at_once_is_transient()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var one = fixture.Connect();
        using var two = fixture.Connect();
        one.Run("create table t as select 1 as a");
        one.Begin(DuckDbFixture.Token);
        two.Begin(DuckDbFixture.Token);
        one.Run("update t set a = 2");

        Should.Throw<WarehouseException>(() => two.Run("update t set a = 3")).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public void a_long_query_is_cancelled_in_the_engine()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();

        Should.Throw<OperationCanceledException>(() => connection.Execute(
            "select count(*) from range(1000000) a(x), range(1000000) b(y) where (x * y) % 7 = 3", source.Token));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        connection.Scalar("select 1").ShouldBe(1L);
    }

    [Fact]
    public void a_result_is_cancelled_while_it_is_read()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        using var source = new CancellationTokenSource();
        using (var reader = connection.Query("select * from range(100000000000)", source.Token))
        {
            reader.Read().ShouldBeTrue();
            source.Cancel();
            Should.Throw<OperationCanceledException>(() =>
            {
                while (reader.Read())
                {
                }
            });
        }

        connection.Scalar("select 1").ShouldBe(1L);
    }

    [Fact]
    public void a_cancelled_token_runs_nothing()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        using var source = new CancellationTokenSource();
        source.Cancel();

        Should.Throw<OperationCanceledException>(() => connection.Execute("create table t (a int)", source.Token));

        connection.Scalar("select count(*) from duckdb_tables()").ShouldBe(0L);
    }

    /// <summary>Whenever the token is cancelled, the statement either is done or is cancelled, and what runs next on the
    /// session is left alone.</summary>
    [Fact]
    public void cancelling_at_any_moment_never_hits_the_next_user()
    {
        using var fixture = DuckDbFixture.InMemory();
        for (var i = 0; i < 300; i++)
        {
            using var source = new CancellationTokenSource();
            using (var connection = fixture.Connect())
            {
                source.CancelAfter(TimeSpan.FromMicroseconds(i * 10));
                try
                {
                    connection.Execute("select sum(x) from range(50000) a(x)", source.Token);
                }
                catch (OperationCanceledException)
                {
                }
            }

            using var next = fixture.Connect();
            next.Scalar("select sum(x)::bigint from range(1000) a(x)").ShouldBe(499500L);
        }
    }

    /// <summary>DDL from many threads on one database: what fails is marked as worth another try, and one helps.</summary>
    [Fact]
    public void many_threads_replace_views_and_tables()
    {
        using var fixture = DuckDbFixture.OnFile();
        using (var setup = fixture.Connect())
        {
            setup.Run("create table shared as select * from range(100) r(a)");
        }

        const int Threads = 8;
        const int Rounds = 50;
        var failures = new System.Collections.Concurrent.ConcurrentBag<Exception>();
        var threads = Enumerable.Range(0, Threads).Select(t => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < Rounds; i++)
                {
                    using var connection = fixture.Connect();
                    Retry(connection, $"create or replace view v{t} as select a + {i} as a from shared");
                    Retry(connection, $"create or replace table t{t} as select * from v{t}");
                    Retry(connection, $"create or replace table contested as select {t} as t, {i} as i");
                    connection.Scalar($"select min(a) from t{t}").ShouldBe((long)i);
                }
            }
            catch (Exception e)
            {
                failures.Add(e);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        failures.ShouldBeEmpty();
        using var check = fixture.Connect();
        check.ListRelations(null, "main", DuckDbFixture.Token).Length.ShouldBe((2 * Threads) + 2);
    }

    private static void Retry(IWarehouseConnection connection, string sql)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                connection.Run(sql);
                return;
            }
            catch (WarehouseException e) when (e.IsTransient && attempt < 1000)
            {
                Thread.Yield();
            }
        }
    }
}
