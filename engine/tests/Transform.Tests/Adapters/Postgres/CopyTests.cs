using System.Text;
using Shouldly;
using Transform.Adapters;

namespace Transform.Tests.Adapters.Postgres;

/// <summary>Large files go in COPY's binary format; what they give is what the text format gives.</summary>
public sealed class CopyTests : IDisposable
{
    private const string Header = "s,i,b,d,t,v,n,m,day,at,yes\n";
    private const int Filling = 5000;

    private static readonly string[] Rows =
    [
        "1,2,3,1.5,text,v,12.34,0.0001,2024-02-29,2024-02-29 12:34:56.789,true",
        "-32768,-2147483648,-9223372036854775808,-1e300,\" kept \",ü,-0.05,10000,0001-01-01,1999-12-31T23:59:59.999999,F",
        "32767,2147483647,9223372036854775807,5e-324,\"a\\b\t\"\"c\"\"\n\",,  9999999.995 ,123456789012345678901234567890.000100,9999-12-31,2024-01-01,t",
        ",null,NULL,0.1,NuLL,\"\",0,-0,,,",
        " 7 ,+8, 9,-0,a,b,-00012.30,.5,2000-01-01,2000-01-01 00:00:00.1,False",
        "0,0,0,0,,x,1000000,99990000.00010000,1900-03-01,0001-01-01 00:00:00,f",
        "1",
    ];

    private readonly PostgresFixture fixture = PostgresFixture.New();
    private readonly string folder = Directory.CreateTempSubdirectory("transform-copy-").FullName;

    public void Dispose()
    {
        fixture.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void the_rows_are_the_same_in_both_formats()
    {
        using var connection = fixture.Connect();

        Load(connection, "in_binary", Filling, Rows).ShouldBe("binary");
        Load(connection, "in_text", 0, Rows).ShouldBe("text");

        // The rows of the filling are alike.
        connection.Rows("select * from in_binary except select * from in_text").ShouldBeEmpty();
        connection.Rows("select t::text from in_text as t except select t::text from in_binary as t").ShouldBeEmpty();
        connection.Scalar("select count(*) from in_binary").ShouldBe((long)(Filling + 1 + Rows.Length));
    }

    /// <summary>By then the server has refused the first rows, and says so when the rest is called off.</summary>
    [Fact]
    public void what_broke_off_a_file_is_told_whatever_the_server_says_to_that()
    {
        using var connection = fixture.Connect();
        connection.Run("create table t (a integer)");
        var path = Path.Combine(folder, "t.csv");
        File.WriteAllText(path, "a\nx\n" + string.Concat(Enumerable.Repeat("1234567\n", 12_000)) + "1,2\n");

        Should.Throw<WarehouseException>(() => connection.LoadCsv(new Relation(null, "public", "t"), new CsvFile(path, ["a"]), PostgresFixture.Token))
            .Message.ShouldBe("Line 12003: It has 2 fields, but the header has 1.");

        connection.Scalar("select count(*) from t").ShouldBe(0L);
    }

    /// <summary>The server reads these, too, or says what is wrong with them.</summary>
    [Theory]
    [InlineData("1.0,1,1,1,a,b,1,1,2024-01-01,2024-01-01,true")]
    [InlineData("1,1,1,inf,a,b,1,1,2024-01-01,2024-01-01,true")]
    [InlineData("1,1,1,1,a,b,1e3,NaN,2024-01-01,2024-01-01,true")]
    [InlineData("1,1,1,1,a,b,1,1,Jan 5 2024,2024-01-01,true")]
    [InlineData("1,1,1,1,a,b,1,1,2024-01-01,2024-01-01T10:00:00+02:00,true")]
    [InlineData("1,1,1,1,a,b,1,1,2024-01-01,2024-01-01 24:00:00,yes")]
    public void a_field_that_is_written_otherwise_makes_it_text(string row)
    {
        using var connection = fixture.Connect();
        connection.Begin(PostgresFixture.Token);

        Load(connection, "in_text", Filling, row).ShouldBe("text");
        connection.Commit(PostgresFixture.Token);

        connection.Scalar("select count(*) from in_text").ShouldBe((long)(Filling + 2));
    }

    [Theory]
    [InlineData("99999,1,1,1,a,b,1,1,2024-01-01,2024-01-01,true", "value \"99999\" is out of range for type smallint")]
    [InlineData("1,1,1,1,a,too long a text,1,1,2024-01-01,2024-01-01,true", "value too long for type character varying(5)")]
    [InlineData("1,1,1,1,a,b,12345678901,1,2024-01-01,2024-01-01,true", "numeric field overflow")]
    [InlineData("1,1,1,1,a,b,1,1,2023-02-29,2024-01-01,true", "date/time field value out of range: \"2023-02-29\"")]
    public void a_field_that_does_not_fit_is_told_by_its_line(string row, string message)
    {
        using var connection = fixture.Connect();

        var error = Should.Throw<WarehouseException>(() => Load(connection, "t", Filling, row));

        error.Message.ShouldBe($"Line {Filling + 3}: {message}");
        connection.Scalar("select count(*) from t").ShouldBe(0L);
    }

    [Fact]
    public void a_load_that_waits_is_cancelled_whenever_the_request_comes()
    {
        using var connection = fixture.Connect();
        using var holder = fixture.Connect();
        connection.Run("create table t (id integer); set lock_timeout = '5s'");
        holder.Begin(PostgresFixture.Token);
        holder.Run("lock table t");
        var file = Path.Combine(folder, "t.csv");
        File.WriteAllText(file, "id\n1\n");
        for (var i = 0; i < 40; i++)
        {
            using var source = new CancellationTokenSource();
            using var go = new ManualResetEventSlim();
            var delay = i * 20;
            var thread = new Thread(() =>
            {
                go.Wait();
                Thread.SpinWait(delay);
                source.Cancel();
            });
            thread.Start();
            go.Set();
            Should.Throw<OperationCanceledException>(() => connection.LoadCsv(new Relation(null, "public", "t"), new CsvFile(file, ["id"]), source.Token));
            thread.Join();
        }

        connection.Scalar("select 1").ShouldBe(1L);
    }

    /// <returns>The format that the rows came in: a trigger per statement sees the query.</returns>
    private string Load(IWarehouseConnection connection, string table, int filling, params string[] rows)
    {
        const string Row = "1,2,3,4.5,some text that takes its place,five,1.25,2.5,2024-01-01,2024-01-01 00:00:00,true\n";
        var text = new StringBuilder(Header);
        for (var i = 0; i <= filling; i++)
        {
            text.Append(Row);
        }

        text.AppendJoin('\n', rows).Append('\n');
        var file = Path.Combine(folder, table + ".csv");
        File.WriteAllText(file, text.ToString());
        connection.Run($"""
            create table {table} (s smallint, i integer, b bigint, d double precision, t text, v varchar(5), n numeric(10,2), m numeric, day date, at timestamp, yes boolean);
            create table if not exists formats (query text);
            create or replace function note() returns trigger language plpgsql as $$ begin insert into formats values (current_query()); return null; end $$;
            create trigger note before insert on {table} for each statement execute function note();
            """);
        connection.LoadCsv(new Relation(null, "public", table), new CsvFile(file, [.. Header.Trim().Split(',')]), PostgresFixture.Token)
            .ShouldBe(filling + 1 + rows.Length);
        return (string)connection.Scalar($"select case when query like '%format binary%' then 'binary' else 'text' end from formats where query like '%\"{table}\"%'")!;
    }
}
