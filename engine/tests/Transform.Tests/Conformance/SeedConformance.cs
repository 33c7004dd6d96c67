using System.Text;
using Shouldly;
using Transform.Core;

namespace Transform.Tests.Conformance;

/// <summary>Seeds: the types of their columns, and CSV as people and programs write it.</summary>
public abstract class SeedConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    [Theory]
    [InlineData("a byte order mark", "\uFEFFid,name\n1,a\n", "1|a")]
    [InlineData("breaks of Windows", "id,name\r\n1,a\r\n2,b\r\n", "1|a 2|b")]
    [InlineData("no break at the end", "id,name\n1,a\n2,b", "1|a 2|b")]
    [InlineData("quoted fields", "id,name\n1,\"a, b\"\n2,\"say \"\"c\"\"\"\n", "1|a, b 2|say \"c\"")]
    [InlineData("breaks in fields", "id,name\n1,\"a\nb\"\n2,c\n", "1|a\nb 2|c")]
    [InlineData("letters of the world", "id,name\n1,Größe\n2,日本語\n3,😀\n", "1|Größe 2|日本語 3|😀")]
    [InlineData("quotes and backslashes", "id,name\n1,it's\n2,C:\\new\\table\n3,%s {0} $1\n", "1|it's 2|C:\\new\\table 3|%s {0} $1")]
    [InlineData("nothing in fields", "id,name\n1,\n2,x\n", "1|None 2|x")]
    [InlineData("blanks in texts", "id,name\n1, a \n2,\" b\"\n", "1| a  2| b")]
    [InlineData("no rows", "id,name\n", "")]
    [InlineData("one column", "name\nx\n", "x")]
    public void a_file_is_read(string what, string text, string rows)
    {
        using var project = Project(("seeds/s.csv", text));

        Passes(project);
        Passes(project);

        project.Rows("select * from s order by 1").ShouldBe(rows.Length == 0 ? [] : Split(rows), what);
    }

    [Fact]
    public void columns_get_the_type_of_their_values()
    {
        using var project = Project(
            ("seeds/s.csv", "i,b,n,f,t,d,ts,flag,empty\n1,3000000000,1.5,1e300,x,2024-02-29,2024-01-01 10:00:00,true,\n2,1,2,0.1,,2024-03-01,2024-01-02 11:30:00,False,\n"),
            ("models/same.sql", Text("materialized='table'", """
                select cast(1 as {{ dbt.type_int() }}) as i, cast(1 as {{ dbt.type_bigint() }}) as b
                """)));

        Passes(project);

        project.Rows("select i, b, t, d, ts, flag, empty from s order by i").ShouldBe([
            "1|3000000000|x|2024-02-29|2024-01-01 10:00:00|True|None", "2|1|None|2024-03-01|2024-01-02 11:30:00|False|None"]);
        project.Rows("select n * 2 from s order by i").Select(decimal.Parse).ShouldBe([3m, 4m]);
        project.Rows("select f from s order by i").Select(double.Parse).ShouldBe([1e300, 0.1]);
    }

    [Fact]
    public void blanks_around_values_and_the_word_null_say_nothing()
    {
        using var project = Project(
            ("seeds/s.csv", "i,n,d,ts,flag\n 1 , 1.5, 2024-02-29 , 2024-01-01 10:00:00 , true \n2,2 ,2024-03-01,2024-01-02 11:30:00,False\n3,,null, NULL ,\n"));
        if (!project.Capabilities.FillsShortLines)
        {
            // It reads the file by rules of its own.
            var diagnostic = Fails(project).Diagnostics.ShouldHaveSingleItem();
            diagnostic.Code.ShouldBe(Warehouse.RunsBlocks ? DiagnosticCodes.StatementFailed : DiagnosticCodes.UnreadableSeed);
            return;
        }

        Passes(project);

        project.Rows("select i, d, ts, flag from s order by i").ShouldBe([
            "1|2024-02-29|2024-01-01 10:00:00|True", "2|2024-03-01|2024-01-02 11:30:00|False", "3|None|None|None"]);
        project.Rows("select n * 2 from s where i < 3 order by i").Select(decimal.Parse).ShouldBe([3m, 4m]);
    }

    [Fact]
    public void a_line_that_is_too_long_is_told_by_its_number()
    {
        using var project = Project(("seeds/s.csv", "id,name\n1,a\n2,b,c\n"));

        var diagnostic = Fails(project).Diagnostics.ShouldHaveSingleItem();

        diagnostic.Code.ShouldBe(DiagnosticCodes.UnreadableSeed);
        diagnostic.Span.ShouldNotBeNull().Line.ShouldBe(3);
    }

    [Fact]
    public void a_column_may_be_given_a_type()
    {
        using var project = Project(
            ("seeds/s.csv", "id,zip,amount\n1,00123,1.10\n2,00456,2.00\n"),
            ("seeds/s.yml", "seeds: [{name: s, config: {column_types: {zip: \"varchar(10)\", amount: \"decimal(20, 4)\"}}}]\n"));

        Passes(project);

        project.Rows("select zip from s order by id").ShouldBe(["00123", "00456"]);
        project.Rows("select amount from s order by id").Select(decimal.Parse).ShouldBe([1.1m, 2m]);
    }

    [Theory]
    [InlineData(";")]
    [InlineData("|")]
    [InlineData("\\t")]
    public void fields_may_be_parted_by_another_mark(string delimiter)
    {
        var mark = delimiter == "\\t" ? "\t" : delimiter;
        using var project = Project(
            ("seeds/s.csv", $"id{mark}name\n1{mark}a,b\n2{mark}\"c{mark}d\"\n"),
            ("seeds/s.yml", $"seeds: [{{name: s, config: {{delimiter: \"{delimiter}\"}}}}]\n"));

        Passes(project);

        project.Rows("select * from s order by id").ShouldBe(["1|a,b", $"2|c{mark}d"]);
    }

    [Fact]
    public void lines_and_fields_may_be_long()
    {
        const int Columns = 500;
        var big = new string('x', 1_000_000) + "ü";
        var wide = new StringBuilder().AppendJoin(',', Enumerable.Range(0, Columns).Select(i => $"c{i}")).Append('\n')
            .AppendJoin(',', Enumerable.Range(0, Columns)).Append('\n');
        using var project = Project(("seeds/wide.csv", wide.ToString()), ("seeds/big.csv", $"id,t\n1,{big}\n2,y\n"));

        Passes(project);

        project.Rows("select * from wide").Single().ShouldBe(string.Join('|', Enumerable.Range(0, Columns)));
        project.Rows("select t from big where id = 1").Single().ShouldBe(big);
    }

    [Fact]
    public void a_seed_follows_its_file()
    {
        using var project = Project(("seeds/s.csv", "id,name\n1,a\n2,b\n"), ("models/reads.sql", "select count(*) as n from {{ ref('s') }}"));
        Passes(project);
        project.Write("seeds/s.csv", "id,name\n3,c\n");
        Passes(project);
        project.Rows("select * from s").ShouldBe(["3|c"]);
        project.Rows("select * from reads").ShouldBe(["1"]);
        project.Write("seeds/s.csv", "id,name,more\nx,c,2024-01-01\n");
        project.Options = project.Options with { FullRefresh = true };

        Passes(project);

        project.Rows("select * from s").ShouldBe(["x|c|2024-01-01"]);
        project.Relations().ShouldBe(["reads View", "s Table"]);
    }

    [Fact]
    public void a_file_that_cannot_be_read_leaves_the_last_good_rows()
    {
        using var project = Project(
            ("seeds/s.csv", "id,at\n1,2024-01-01\n"), ("seeds/s.yml", "seeds: [{name: s, config: {column_types: {id: int, at: date}}}]\n"));
        Passes(project);
        project.Write("seeds/s.csv", "id,at\n1,2024-01-01\nmany,2024-01-02\n");

        var diagnostic = Fails(project).Diagnostics.ShouldHaveSingleItem();

        if (!Warehouse.RunsBlocks)
        {
            diagnostic.Code.ShouldBe(DiagnosticCodes.UnreadableSeed);
            diagnostic.Span.ShouldNotBeNull().Source.Path.ShouldBe("seeds/s.csv");
            diagnostic.Span.Value.Line.ShouldBe(3, diagnostic.Message);
        }

        // dbt's block empties the table first, which only a transaction undoes.
        project.Rows("select * from s").ShouldBe(Warehouse.RunsBlocks && !project.Capabilities.TransactionalDdl ? [] : ["1|2024-01-01"]);
    }

    [Fact]
    public void a_line_may_be_short_where_the_warehouse_fills_it_up()
    {
        using var project = Project(("seeds/s.csv", "id,name\n1,a\n2\n"));

        if (project.Capabilities.FillsShortLines)
        {
            Passes(project);
            project.Rows("select * from s order by id").ShouldBe(["1|a", "2|None"]);
            return;
        }

        var diagnostic = Fails(project).Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe(DiagnosticCodes.UnreadableSeed);
        diagnostic.Span.ShouldNotBeNull().Line.ShouldBe(3);
    }

    [Fact]
    public void names_of_columns_may_be_odd()
    {
        using var project = Project(("seeds/s.csv", "select,with space,Größe,UPPER\n1,2,3,4\n"));

        Passes(project);
        Passes(project);

        project.Columns("s").Select(c => c[..c.LastIndexOf(' ')]).ShouldBe(["select", "with space", "Größe", "UPPER"]);
    }

    // Rows are parted by spaces before a number, so that fields may have spaces.
    private static string[] Split(string rows) => System.Text.RegularExpressions.Regex.Split(rows, @" (?=\d\|)");
}
