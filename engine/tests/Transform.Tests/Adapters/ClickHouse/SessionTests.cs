using System.Diagnostics;
using Shouldly;
using Transform.Adapters;
using Transform.Tests.Adapters;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.ClickHouse;

/// <summary>What holds for sessions of a server and of the embedded engine alike.</summary>
public abstract class SessionTests
{
    private const string Slow = "select count() from numbers(1000000000000) where not ignore(number)";

    private static CancellationToken Token => ClickHouseFixture.Token;

    [Fact]
    public void a_session_keeps_what_it_sets_and_its_temporary_tables()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        using var other = fixture.Connect();

        connection.Execute("create temporary table mine (a Int32); insert into mine values (7); set max_threads = 3", Token);

        Scalar(connection, "select a from mine").ShouldBe(7L);
        Scalar(connection, "select getSetting('max_threads')").ShouldBe(3L);
        Should.Throw<WarehouseException>(() => other.Execute("select * from mine", Token)).Message.ShouldContain("UNKNOWN_TABLE");
    }

    [Fact]
    public void an_error_points_at_its_place_in_the_whole_text()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        const string Sql = "select 'ü' as a;\n\nselect 'ü', 1 from x y z";

        var error = Should.Throw<WarehouseException>(() => connection.Execute(Sql, Token));

        error.Message.ShouldStartWith("Code: 62. DB::Exception: Syntax error");
        error.Message.ShouldEndWith("(SYNTAX_ERROR)");
        error.Position.ShouldBe(Sql.Length - 1);
        error.Sql.ShouldBe(Sql);
    }

    [Fact]
    public void a_cancelled_statement_ends_in_the_server_too()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var timer = new Timer(_ => source.Cancel(), null, 300, Timeout.Infinite);
        var watch = Stopwatch.StartNew();

        Should.Throw<OperationCanceledException>(() => connection.Execute($"create table t engine = Memory as {Slow}", source.Token));

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        Running(fixture).ShouldBe(0);
        Scalar(connection, "select 1").ShouldBe(1L);
    }

    [Fact]
    public void reading_is_cancelled_too()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var reader = connection.Query("select number from numbers(1000000000000)", source.Token);
        using var timer = new Timer(_ => source.Cancel(), null, 200, Timeout.Infinite);

        Should.Throw<OperationCanceledException>(() =>
        {
            while (reader.Read())
            {
                // Until it is cancelled.
            }
        });

        reader.Dispose();
        Running(fixture).ShouldBe(0);
    }

    [Fact]
    public void a_reader_that_is_left_early_ends_its_statement_and_the_session_goes_on()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        connection.Execute("create temporary table mine (a Int32)", Token);

        using (var reader = connection.Query("select number from numbers(1000000000000)", Token))
        {
            reader.Read().ShouldBeTrue();
        }

        Scalar(connection, "select count() from mine").ShouldBe(0L);
        Running(fixture).ShouldBe(0);
    }

    [Fact]
    public void the_rows_that_a_statement_writes_are_counted()
    {
        using var fixture = New();
        using var connection = fixture.Connect();

        connection.Execute("create table t engine = MergeTree order by tuple() as select number from numbers(10)", Token).RowsAffected.ShouldBe(10);
        connection.Execute("insert into t select number from numbers(1000)", Token).ShouldBe(new StatementResult(1000, "OK"));
    }

    [Fact]
    public void a_statement_that_fails_late_tells_why()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        const string Sql = "select number, throwIf(number = 300000, 'far enough') from numbers(400000) settings max_block_size = 10000";
        var rows = 0;

        var error = Should.Throw<WarehouseException>(() =>
        {
            using var reader = connection.Query(Sql, Token);
            while (reader.Read())
            {
                rows = rows == reader.GetInt64(0) ? rows + 1 : -1;
            }
        });

        rows.ShouldBeInRange(1, 300000);
        error.Message.ShouldStartWith("Code: 395. DB::Exception: far enough");
        error.Sql.ShouldBe(Sql);
    }

    [Fact]
    public void an_empty_result_has_its_columns()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        using var reader = connection.Query("select 1 as a, 'x' as b where 0", Token);

        reader.Columns.Select(c => $"{c.Name} {c.DataType}").ShouldBe(["a UInt8", "b String"]);
        reader.Read().ShouldBeFalse();
    }

    [Theory]
    [InlineData("exists table no_such_table")]
    [InlineData("explain select 1")]
    [InlineData("show databases")]
    [InlineData("describe (select 1 as a)")]
    [InlineData("(select 1) union all (select 2)")]
    [InlineData("with 1 as a select a")]
    public void whatever_gives_rows_is_read(string sql)
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        using var reader = connection.Query(sql, Token);

        reader.Columns.ShouldNotBeEmpty();
        reader.Read().ShouldBeTrue();
    }

    [Theory]
    [InlineData("select 1 format JSON", "JSON")]
    [InlineData("select 1 as a from numbers(3) limit 2\nFORMAT TSV settings max_threads = 1", "TSV")]
    [InlineData("show databases format vertical", "vertical")]
    [InlineData("select 1 format Null", "Null")]
    public void a_query_that_names_a_format_is_refused(string sql, string format)
    {
        using var fixture = New();
        using var connection = fixture.Connect();

        var error = Should.Throw<WarehouseException>(() => connection.Query(sql, Token));

        error.Message.ShouldBe($"The query asks for its rows in the format {format}", StringCompareShould.IgnoreCase);
        error.Hint.ShouldStartWith("Remove its FORMAT clause");
        Scalar(connection, "select 1").ShouldBe(1L);
    }

    [Theory]
    [InlineData("select 1 as format")]
    [InlineData("select format('{}', 1) as a")]
    [InlineData("select 'x' as format order by format desc")]
    [InlineData("select a from (select 1 as a) -- format JSON")]
    [InlineData("select 1 as a format RowBinaryWithNamesAndTypes")]
    public void what_only_looks_like_a_format_is_none(string sql)
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        using var reader = connection.Query(sql, Token);

        reader.Read().ShouldBeTrue();
    }

    [Fact]
    public void rows_of_many_blocks_are_all_read()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        using var reader = connection.Query("select number, toString(number) from numbers(1000000) order by number", Token);
        for (var i = 0; i < 1000000; i++)
        {
            reader.Read().ShouldBeTrue();
            reader.GetInt64(0).ShouldBe(i);
        }

        reader.Read().ShouldBeFalse();
        reader.Response.Message.ShouldBe("OK");
    }

    [Fact]
    public void many_sessions_work_at_once()
    {
        using var fixture = New();
        using (var connection = fixture.Connect())
        {
            connection.Execute("create table t (thread Int32, row UInt64) engine = MergeTree order by tuple()", Token);
        }

        Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 32 }, thread =>
        {
            using var connection = fixture.Connect();
            connection.Execute($"create temporary table mine (thread Int32, row UInt64); insert into mine select {thread}, number from numbers(100)", Token);
            connection.Execute("insert into t select * from mine", Token);
            connection.GetColumns(new Relation(null, fixture.Schema, "t"), Token).Length.ShouldBe(2);
        });

        using var last = fixture.Connect();
        last.Scalar("select concat(count(), ' ', uniqExact(thread)) from t").ShouldBe("3200 32");
    }

    internal abstract ClickHouseFixture New();

    private static object? Scalar(IWarehouseConnection connection, string sql) => connection.Scalar(sql);

    // What still runs in the fixture's database. An ended statement leaves the list a moment later.
    private static int Running(ClickHouseFixture fixture)
    {
        using var connection = fixture.Connect();
        for (var attempt = 0; ; attempt++)
        {
            var count = (int)(long)connection.Scalar(
                $"select count() from system.processes where current_database = '{fixture.Schema}' and query like '%1000000000000%' and query not like '%system.processes%'")!;
            if (count == 0 || attempt == 50)
            {
                return count;
            }

            Thread.Sleep(100);
        }
    }
}

public sealed class ServerSessionTests : SessionTests
{
    internal override ClickHouseFixture New() => ClickHouseFixture.New();
}

public sealed class EmbeddedSessionTests : SessionTests
{
    internal override ClickHouseFixture New() => ClickHouseFixture.On(EmbeddedClickHouse.NewDatabase());
}
