using CsvHelper;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Execution.Nodes;
using Transform.Tests.Adapters;
using Transform.Tests.Execution;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.ClickHouse;

/// <summary>What holds for loads into a server and into the embedded engine alike.</summary>
public abstract class LoadTests
{
    private static CancellationToken Token => ClickHouseFixture.Token;

    [Fact]
    public void fields_are_read_as_dbt_means_them()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        connection.Execute(
            "create table t (i Int32, j Nullable(Int64), s String, n Nullable(String), d Date, t DateTime, b Bool, f Float64, a Array(String)) "
            + "engine = MergeTree order by i", Token);
        using var file = new TemporaryFile(
            """
            i,j,s,n,d,t,b,f,a
            1.0,1e3,"a ""b"", c",null,2024-01-02,2024-01-02 03:04:05,true,0.5,"['x','y,z']"
            -2,,\N,"",2024-01-02,2024-01-02T03:04:05,False,1e300,[]
            3,NULL," x ",a\tb'c,1970-01-01,2024-01-02 03:04:05.5,TRUE,-1,"['it\'s']"
            ,,,,,,,,
            """);

        Load(fixture, connection, file, "i,j,s,n,d,t,b,f,a").ShouldBe(4);

        connection.Rows("select i, j, s, n, toString(d), toString(t), toString(b), f, a from t order by i").Select(r => string.Join('|', r.Select(Show))).ShouldBe(
        [
            "-2|-|\\N|-|2024-01-02|2024-01-02 03:04:05|false|1E+300|[]",
            "0|-||-|1970-01-01|1970-01-01 00:00:00|false|0|[]",
            "1|1000|a \"b\", c|-|2024-01-02|2024-01-02 03:04:05|true|0.5|[x; y,z]",
            "3|-| x |a\\tb'c|1970-01-01|2024-01-02 03:04:05|true|-1|[it's]",
        ]);
    }

    [Fact]
    public void another_delimiter_and_breaks_in_fields_are_read()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        connection.Execute("create table t (a String, b String) engine = MergeTree order by a", Token);
        using var file = new TemporaryFile("a\tb\n1,2\t\"x\r\ny\"\n2\tz\n");

        Load(fixture, connection, file, "a,b", '\t').ShouldBe(2);

        connection.Rows("select * from t order by a").Select(r => string.Join('|', r)).ShouldBe(["1,2|x\r\ny", "2|z"]);
    }

    [Theory]
    [InlineData("a,b\n1,x\nzz,y\n", "Line 3: The column 'a' has the type Int32, which 'zz' is not.")]
    [InlineData("a,b\n1,\"two\nlines\"\nzz,y\n", "Line 4: The column 'a' has the type Int32, which 'zz' is not.")]
    [InlineData("a,b\n1,x\n12345678901,y\n", "Line 3: The column 'a' has the type Int32, which '12345678901' is not.")]
    [InlineData("a,b\n1,x\n2,y,z\n", "Line 3: It has 3 fields, but the header has 2.")]
    [InlineData("a,b\n1,x,y\n", "Line 2: It has 3 fields, but the header has 2.")]
    public void a_field_that_does_not_fit_is_named_by_its_line(string text, string expected)
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        connection.Execute("create table t (a Int32, b String) engine = MergeTree order by a", Token);
        using var file = new TemporaryFile(text);

        Should.Throw<WarehouseException>(() => Load(fixture, connection, file, "a,b")).Message.ShouldBe(expected);

        connection.Scalar("select 1").ShouldBe(1L);
    }

    [Fact]
    public void a_plain_file_is_sent_as_it_is_and_reads_the_same()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        var plain = 0;
        Prop.ForAll(RandomCsv.Files, Gen.Choose(0, 999).Three().ToArbitrary(), (text, picks) =>
        {
            using var file = new TemporaryFile(text);
            SeedTypeInference[] found = [new(), new(), new()];
            using var csv = CsvReader.FromFile(file.Path, new CsvReaderOptions { FieldCountMismatch = CsvFieldCountHandling.Allow, TrackLineNumbers = true });
            csv.ReadHeader();
            if (text.Contains(",x\n", StringComparison.Ordinal) || text.Contains("open", StringComparison.Ordinal)
                || SeedScan.Read(csv, file.Path, found, isNeeded: false, Token) is var values && values.IsDefault)
            {
                return;
            }

            string[] columns = [$"a {GivenType(found[0], picks.Item1)}", $"b {GivenType(found[1], picks.Item2)}", $"c {GivenType(found[2], picks.Item3)}"];
            connection.Execute($"create or replace table t ({string.Join(", ", columns)}) engine = Memory", Token);
            var expected = Outcome(() => Load(fixture, connection, file, "a,b,c"));
            var rows = connection.Rows("select * from t").Select(r => string.Join('|', r.Select(Show))).Order(StringComparer.Ordinal).ToList();
            connection.Execute("truncate table t", Token);

            plain += expected.StartsWith("Line", StringComparison.Ordinal) ? 0 : 1;
            Outcome(() => connection.LoadCsv(new Relation(null, fixture.Schema, "t"), new CsvFile(file.Path, ["a", "b", "c"], PlainValues: values), Token))
                .ShouldBe(expected);
            connection.Rows("select * from t").Select(r => string.Join('|', r.Select(Show))).Order(StringComparer.Ordinal).ShouldBe(rows);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
        plain.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void a_plain_file_that_does_not_fit_is_named_by_its_line_too()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        connection.Execute("create table t (a Date, b String) engine = MergeTree order by a", Token);
        using var file = new TemporaryFile("a,b\n2024-01-01,\"two\nlines\"\nzz,y\n");
        var wrong = new CsvValues(CsvKinds.Date, 32, IsPointed: false, IsQuoted: false, 10, 10);

        Should.Throw<WarehouseException>(() => connection.LoadCsv(
            new Relation(null, fixture.Schema, "t"), new CsvFile(file.Path, ["a", "b"], PlainValues: [wrong, default]), Token))
            .Message.ShouldBe("Line 4: The column 'a' has the type Date, which 'zz' is not.");
    }

    [Fact]
    public void a_large_file_that_fails_early_still_says_why()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        connection.Execute("create table t (a Int32, b String) engine = MergeTree order by a", Token);
        using var file = new TemporaryFile("a,b\nzz,x\n" + string.Concat(Enumerable.Range(0, 300000).Select(i => $"{i},a field of some length that fills the buffers on the way\n")));

        Should.Throw<WarehouseException>(() => Load(fixture, connection, file, "a,b")).Message.ShouldStartWith("Line 2: The column 'a' has the type Int32");
    }

    [Fact]
    public void a_load_can_be_cancelled()
    {
        using var fixture = New();
        using var connection = fixture.Connect();
        connection.Execute("create table t (a Int32, b String) engine = MergeTree order by a", Token);
        using var file = new TemporaryFile("a,b\n" + string.Concat(Enumerable.Range(0, 500000).Select(i => $"{i},a field of some length that fills the buffers on the way\n")));
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var canceller = new Thread(() =>
        {
            Thread.Sleep(2);
            source.Cancel();
        });
        canceller.Start();

        Should.Throw<OperationCanceledException>(() => connection.LoadCsv(
            new Relation(null, fixture.Schema, "t"), new CsvFile(file.Path, ["a", "b"]), source.Token));

        canceller.Join();
        connection.Scalar("select 1").ShouldBe(1L);
    }

    internal abstract ClickHouseFixture New();

    private static long Load(ClickHouseFixture fixture, IWarehouseConnection connection, TemporaryFile file, string columns, char delimiter = ',') =>
        connection.LoadCsv(new Relation(null, fixture.Schema, "t"), new CsvFile(file.Path, [.. columns.Split(',')], delimiter), Token);

    // One that takes the values, for the most part.
    private static string GivenType(SeedTypeInference found, int pick)
    {
        string[] texts = ["String", "LowCardinality(String)", "LowCardinality(Nullable(String))", "FixedString(12)"];
        string[] numbers = ["Float64", "Float32", "Decimal(38, 4)"];
        var all = (pick % 5) switch
        {
            0 => [ClickHouseDialect.Instance.SeedType(found.Type, found.HasNulls)],
            1 => ["UUID", "Array(String)", "Int8", "Date", "DateTime", "Bool", .. texts, .. numbers],
            _ => found.Type switch
            {
                "integer" or "bigint" => ["Int8", "UInt8", "Int16", "UInt16", "Int32", "UInt32", "Int64", "UInt64", "Int128", .. numbers],
                "float8" => numbers,
                "date" => ["Date", "Date32", "DateTime('UTC')", "DateTime64(3)"],
                "timestamp without time zone" => ["DateTime('UTC')", "DateTime64(3)"],
                "boolean" => ["Bool"],
                _ => texts,
            },
        };
        var type = all[pick % all.Length];
        return pick > 500 || type.Contains("String)", StringComparison.Ordinal) || type.StartsWith("Array", StringComparison.Ordinal)
            || type.StartsWith("Nullable", StringComparison.Ordinal) ? type : $"Nullable({type})";
    }

    private static string Outcome(Func<long> load)
    {
        try
        {
            return $"{load()} rows";
        }
        catch (WarehouseException e)
        {
            return e.Message;
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "-",
        object?[] items => $"[{string.Join("; ", items)}]",
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}

public sealed class ServerLoadTests : LoadTests
{
    internal override ClickHouseFixture New() => ClickHouseFixture.New();
}

public sealed class EmbeddedLoadTests : LoadTests
{
    internal override ClickHouseFixture New() => ClickHouseFixture.On(EmbeddedClickHouse.NewDatabase());
}
