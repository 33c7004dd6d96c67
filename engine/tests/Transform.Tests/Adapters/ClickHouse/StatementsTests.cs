using Shouldly;
using Transform.Adapters.ClickHouse;

namespace Transform.Tests.Adapters.ClickHouse;

public sealed class StatementsTests
{
    [Theory]
    [InlineData("select 1; select 2", "select 1|select 2")]
    [InlineData(" ; select 1 ;; -- only a comment\n; /* and ; another */", "select 1")]
    [InlineData("select ';', \"a;b\", `c;d`; select 2", "select ';', \"a;b\", `c;d`|select 2")]
    [InlineData("select 'it''s; \\'; one'; select 2", "select 'it''s; \\'; one'|select 2")]
    [InlineData("select $$a;b$$, $tag$ ; $$ ; $tag$; select 2", "select $$a;b$$, $tag$ ; $$ ; $tag$|select 2")]
    [InlineData("select a$b; select c$", "select a$b|select c$")]
    [InlineData("select 1 -- ; not here\n; select 2 # nor ; here\n", "select 1 -- ; not here|select 2 # nor ; here")]
    [InlineData("select /* a /* b; */ c; */ 1; select 2", "select /* a /* b; */ c; */ 1|select 2")]
    [InlineData("select 'never closed; select 2", "select 'never closed; select 2")]
    [InlineData("insert into t format CSV\n1,a;b\n2,'\n", "insert into t format CSV\n1,a;b\n2,'")]
    [InlineData("insert into t (a) select a as format from x; select 2", "insert into t (a) select a as format from x|select 2")]
    [InlineData("insert into t format Values (1); select 2", "insert into t format Values (1)|select 2")]
    [InlineData("", "")]
    public void a_text_is_parted_at_its_semicolons(string sql, string expected) =>
        string.Join('|', Statements.Split(sql).Select(s => s.Text)).ShouldBe(expected);

    [Fact]
    public void each_part_knows_its_place()
    {
        const string Sql = " select 1;\n  -- two\n select 2";

        foreach (var (text, start) in Statements.Split(Sql))
        {
            Sql[start..].ShouldStartWith(text);
        }
    }
}
