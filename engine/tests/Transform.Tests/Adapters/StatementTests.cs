using System.Diagnostics;
using Shouldly;
using Transform.Adapters;
using Transform.Core;

namespace Transform.Tests.Adapters;

public sealed class StatementTests
{
    [Fact]
    public void runs_several_statements_and_reads_the_last_ones_rows()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();

        connection.Rows("create table t (a int); insert into t values (1), (2); select a from t order by a; -- done")
            .ShouldBe([[1L], [2L]]);
    }

    [Fact]
    public void reports_the_rows_that_the_last_statement_changed()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();

        connection.Execute("create table t as select * from range(7) r(a)", DuckDbFixture.Token).ShouldBe(new StatementResult(7, "OK"));
        connection.Execute("insert into t values (1), (2)", DuckDbFixture.Token).RowsAffected.ShouldBe(2);
        connection.Execute("update t set a = 0 where a < 3", DuckDbFixture.Token).RowsAffected.ShouldBe(5);
        connection.Execute("delete from t", DuckDbFixture.Token).RowsAffected.ShouldBe(9);
        connection.Execute("create view v as select 1 as x", DuckDbFixture.Token).RowsAffected.ShouldBeNull();
        connection.Execute("select 1", DuckDbFixture.Token).RowsAffected.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ;; ")]
    [InlineData("-- only a comment\n")]
    public void a_text_without_statements_does_nothing(string sql)
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();

        connection.Execute(sql, DuckDbFixture.Token).ShouldBe(new StatementResult(null, "OK"));
        connection.Rows(sql).ShouldBeEmpty();
    }

    [Fact]
    public void a_query_that_changes_data_is_done_before_it_is_read()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.Run("create table t (a int)");

        connection.Query("insert into t values (1), (2) returning a", DuckDbFixture.Token).Dispose();

        connection.Scalar("select count(*) from t").ShouldBe(2L);
    }

    [Fact]
    public void a_pivot_without_its_values_is_two_statements_inside_and_one_outside()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.Run("create table t as select * from (values ('a', 1), ('b', 2)) v(k, n)");

        using var reader = connection.Query("pivot t on k using sum(n)", DuckDbFixture.Token);

        reader.Columns.Select(c => c.Name).ShouldBe(["a", "b"]);
    }

    [Theory]
    [InlineData("select\n  nope from t", "nope")]
    [InlineData("select 1; select nope", "nope")]
    [InlineData("select 'üñ😀', nope from t", "nope")]
    [InlineData("selec 1", "selec")]
    [InlineData("select * from missing", "missing")]
    [InlineData("select 1;\nselec 1", "selec")]
    [InlineData("create table t2 as\nselect a, 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', nope, 1 from t", "nope")]
    [InlineData("select /* é */ 'x'::int + 1", "::int")]
    public void an_error_points_into_the_statement(string sql, string at)
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.Run("create table t (a int)");

        var error = Should.Throw<WarehouseException>(() => connection.Rows(sql));

        error.Code.ShouldBe(DiagnosticCodes.StatementFailed);
        error.Sql.ShouldBe(sql);
        error.Message.ShouldNotContain("LINE 1");
        error.Message.ShouldNotContain("{");
        error.Position.ShouldBe(sql.LastIndexOf(at, StringComparison.Ordinal));
        error.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public void an_error_is_told_in_duckdbs_words()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.Run("create table customers (a int)");

        Should.Throw<WarehouseException>(() => connection.Rows("select * from customer"))
            .Message.ShouldBe("Catalog Error: Table with name customer does not exist!\nDid you mean \"customers\"?");
        Should.Throw<WarehouseException>(() => connection.Rows("select error('my own ''words''')"))
            .Message.ShouldBe("Invalid Input Error: my own 'words'");
    }

    [Fact]
    public void an_error_in_the_middle_of_a_stream_is_thrown_by_the_reader()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();

        var error = Should.Throw<WarehouseException>(() => connection.Rows(
            "select case when i = 4000000 then error('late') else i end from range(5000000) r(i)"));

        error.Message.ShouldContain("late");
        connection.Scalar("select 1").ShouldBe(1L);
    }

    [Fact]
    public void half_a_statement_is_never_run_because_of_a_nul()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        connection.Run("create table t as select 1 as a");

        Should.Throw<WarehouseException>(() => connection.Run("delete from t \0 where false")).Position.ShouldBe(14);

        connection.Scalar("select count(*) from t").ShouldBe(1L);
    }

    [Fact]
    public void ten_million_rows_stream_in_little_memory()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        const long Count = 10_000_000;
        var before = Process.GetCurrentProcess().WorkingSet64;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (sum, seen) = (0L, 0L);

        using (var reader = connection.Query($"select i, i::varchar || '-some longer text' as t from range({Count}) r(i)", DuckDbFixture.Token))
        {
            while (reader.Read())
            {
                sum += reader.GetInt64(0);
                seen++;
            }
        }

        seen.ShouldBe(Count);
        sum.ShouldBe(Count * (Count - 1) / 2);
        (GC.GetAllocatedBytesForCurrentThread() - allocated).ShouldBeLessThan(1_000_000);
        (Process.GetCurrentProcess().WorkingSet64 - before).ShouldBeLessThan(200_000_000);
    }

    [Fact]
    public void a_reader_ends_when_the_session_runs_something_else()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        using var reader = connection.Query("select * from range(1000000)", DuckDbFixture.Token);
        reader.Read().ShouldBeTrue();

        connection.Scalar("select 2").ShouldBe(2L);

        Should.Throw<InvalidOperationException>(() => reader.Read());
    }

    [Fact]
    public void a_value_is_asked_for_by_its_own_type()
    {
        using var fixture = DuckDbFixture.InMemory();
        using var connection = fixture.Connect();
        using var reader = connection.Query("select 1 as i, 'x' as s, null::int as n, 18446744073709551615::ubigint as u", DuckDbFixture.Token);
        Should.Throw<InvalidOperationException>(() => reader.GetInt64(0));
        reader.Read().ShouldBeTrue();

        Should.Throw<InvalidCastException>(() => reader.GetString(0)).Message.ShouldContain("INTEGER");
        Should.Throw<InvalidCastException>(() => reader.GetDouble(1));
        Should.Throw<InvalidCastException>(() => reader.GetInt64(2));
        Should.Throw<OverflowException>(() => reader.GetInt64(3));
        reader.Read().ShouldBeFalse();
    }
}
