using Shouldly;
using Transform.Adapters;
using Transform.Core;

namespace Transform.Tests.Adapters;

public sealed class CsvTests : IDisposable
{
    private readonly DuckDbFixture fixture = DuckDbFixture.InMemory();
    private readonly IWarehouseConnection connection;

    public CsvTests() => connection = fixture.Connect();

    public void Dispose()
    {
        connection.Dispose();
        fixture.Dispose();
    }

    [Fact]
    public void an_empty_field_is_null()
    {
        Load("id int, t varchar", "id,t\n1,\n2,\"\"\n3,x\n").ShouldBe(3);

        Rows().ShouldBe([[1L, null], [2L, null], [3L, "x"]]);
    }

    [Theory]
    [InlineData("\uFEFFid,naïve name\r\n1,ü\r\n2,\"a\r\nb\"\r\n", "a\r\nb")]
    [InlineData("id,naïve name\n1,ü\n2,\"say \"\"hi\"\", you\"", "say \"hi\", you")]
    [InlineData("id,naïve name\n1,ü\n2,\"漢字😀\"\n", "漢字😀")]
    [InlineData("id,naïve name\n1,ü\n2,it's\n", "it's")]
    [InlineData("id,naïve name\n1,ü\n2, spaced \n", " spaced ")]
    [InlineData("id,naïve name\n1,ü\n2,#no comment\n", "#no comment")]
    [InlineData("id,naïve name\n1,ü\n2,NULL\n", "NULL")]
    public void text_comes_as_it_is_written(string content, string expected)
    {
        Load("id int, \"naïve name\" varchar", content, "id", "naïve name").ShouldBe(2);

        Rows().ShouldBe([[1L, "ü"], [2L, expected]]);
    }

    [Fact]
    public void the_tables_types_decide()
    {
        Load(
            "a varchar, b decimal(10,2), c date, d boolean, e timestamp",
            "a,b,c,d,e\n007,1.5,2024-02-29,true,2024-01-01 10:00:00\n1e3,2,2024-03-01,f,2024-01-02\n", "a", "b", "c", "d", "e");

        Rows().ShouldBe(
        [
            ["007", 1.50m, new DateOnly(2024, 2, 29), true, new DateTime(2024, 1, 1, 10, 0, 0)],
            ["1e3", 2.00m, new DateOnly(2024, 3, 1), false, new DateTime(2024, 1, 2)],
        ]);
    }

    [Fact]
    public void columns_go_by_name()
    {
        Load("t varchar, id int, more int default 7", "id,t\n1,x\n").ShouldBe(1);

        Rows().ShouldBe([["x", 1L, 7L]]);
    }

    [Fact]
    public void a_table_of_the_open_transaction_is_filled()
    {
        connection.Begin(DuckDbFixture.Token);
        Load("id int, t varchar", "id,t\n1,x\n").ShouldBe(1);
        connection.Commit(DuckDbFixture.Token);

        Rows().ShouldBe([[1L, "x"]]);
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void the_delimiter_is_the_callers(char delimiter)
    {
        connection.Run("create table t (id int, t varchar)");
        var path = fixture.Write("x.csv", $"id{delimiter}t\n1{delimiter}\"a{delimiter}b, c\"\n");

        connection.LoadCsv(new Relation(null, null, "t"), new CsvFile(path, ["id", "t"], delimiter), DuckDbFixture.Token);

        Rows().ShouldBe([[1L, $"a{delimiter}b, c"]]);
    }

    [Theory]
    [InlineData("it's [1] *odd?.csv")]
    [InlineData("ünï 漢.csv")]
    public void any_file_name_will_do(string name)
    {
        connection.Run("create table t (id int)");

        connection.LoadCsv(new Relation(null, null, "t"), new CsvFile(fixture.Write(name, "id\n1\n"), ["id"]), DuckDbFixture.Token).ShouldBe(1);
    }

    [Fact]
    public void a_header_alone_is_an_empty_table()
    {
        Load("id int, t varchar", "id,t\n").ShouldBe(0);
        Rows().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("id,t\n1,2\n2\n3,4\n", "Line: 3", "Expected Number of Columns: 2 Found: 1")]
    [InlineData("id,t\n1,2\n2,3,4\n", "Line: 3", "Expected Number of Columns: 2 Found: 3")]
    [InlineData("id,t\n1,2\nxx,2\n", "Line: 3", "Could not convert string \"xx\" to 'INTEGER'")]
    [InlineData("id,t\n1,\"2\nxx,2\n", "Line: 2", "quote")]
    public void what_is_wrong_in_a_file_is_reported_with_its_line(string content, string line, string cause)
    {
        foreach (var inTransaction in (bool[])[false, true])
        {
            connection.Run("drop table if exists t");
            if (inTransaction)
            {
                connection.Begin(DuckDbFixture.Token);
            }

            var error = Should.Throw<WarehouseException>(() => Load("id int, t varchar", content));

            error.Code.ShouldBe(DiagnosticCodes.StatementFailed);
            error.Message.ShouldContain(line);
            error.Message.ShouldContain(cause);
            error.Message.ShouldNotContain("read_csv");
            error.Message.ShouldNotContain("Possible");
            error.Message.Split('\n').Length.ShouldBeLessThanOrEqualTo(4);
            error.Hint.ShouldNotBeNull();
            connection.Rollback();
        }
    }

    [Fact]
    public void bytes_that_are_no_utf8_are_reported()
    {
        connection.Run("create table t (id int, t varchar)");
        var path = Path.Combine(fixture.Folder, "latin.csv");
        File.WriteAllBytes(path, [.. "id,t\n1,a\n2,caf"u8, 0xE9, .. "\n"u8]);

        var error = Should.Throw<WarehouseException>(() =>
            connection.LoadCsv(new Relation(null, null, "t"), new CsvFile(path, ["id", "t"]), DuckDbFixture.Token));

        error.Message.ShouldContain("utf-8", Case.Insensitive);
        error.Hint.ShouldBe("Save the file as UTF-8.");
    }

    [Fact]
    public void a_file_that_is_not_there_is_reported()
    {
        connection.Run("create table t (id int)");
        Should.Throw<WarehouseException>(() =>
            connection.LoadCsv(new Relation(null, null, "t"), new CsvFile("/nowhere/x.csv", ["id"]), DuckDbFixture.Token))
            .Message.ShouldContain("/nowhere/x.csv");
    }

    private long Load(string columns, string content, params string[] header)
    {
        connection.Run($"create table t ({columns})");
        return connection.LoadCsv(
            new Relation(null, null, "t"),
            new CsvFile(fixture.Write("seed.csv", content), header.Length == 0 ? ["id", "t"] : [.. header]),
            DuckDbFixture.Token);
    }

    private List<object?[]> Rows() => connection.Rows("select * from t");
}
