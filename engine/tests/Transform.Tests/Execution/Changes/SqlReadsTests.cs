using Shouldly;
using Transform.Execution.Changes;

namespace Transform.Tests.Execution.Changes;

public sealed class SqlReadsTests
{
    private static readonly HashSet<string> Inputs = ["orders", "main.orders", "stg", "main.stg"];

    [Theory]
    [InlineData("select 1 as id")]
    [InlineData("select * from orders o join \"db\".\"main\".\"stg\" s on s.id = o.id")]
    [InlineData("select * from `main`.`orders`, stg as x, x.parts")]
    [InlineData("with a as (select * from main.orders), b (id) as materialized (select 1) select * from a, b union all select * from a")]
    [InlineData("select extract(year from o.at), trim(both ' ' from o.name), substring(o.name from 2) from orders o")]
    [InlineData("select 1 from orders o where o.a is distinct from o.b and o.a is not distinct from o.c")]
    [InlineData("-- now() in a comment\nselect 'random()', /* from x.y */ \"now\" from orders")]
    [InlineData("select 'it''s now()' as t, $$ select now() from a.b $$ as u, $x$ now() $x$ as v from orders")]
    [InlineData("select today, now as n, t.current_date, 1 as current_date from orders t")]
    [InlineData("select age(a, b), 'today' as word from orders")]
    [InlineData("select * from generate_series(1, 3) g, unnest([1, 2]) u, range(3), lateral (select 1) l")]
    [InlineData("select * from (select * from main.orders) q left join (main.stg) on true array join tags as tag")]
    [InlineData("select * from ((main.orders join stg on true) cross join (values (1)) v), only orders o, main.stg as s (a, b), ((select 1)) x")]
    [InlineData("select 1 from orders o where o.id in (select id from stg), sample from stg limit 1")]
    [InlineData("with recursive n as (select 1 as i union all select i + 1 from n where i < 3) select * from n")]
    [InlineData("with orders as (select * from orders) select * from orders")]
    public void Finds_nothing_that_differs_each_time(string sql) => SqlReads.Of(sql, Inputs).Doubt.ShouldBeNull();

    [Theory]
    [InlineData("select now()", "its SQL calls now()")]
    [InlineData("select Current_Timestamp", "its SQL has current_timestamp")]
    [InlineData("select now ( ) from orders", "its SQL calls now()")]
    [InlineData("select age(born) from orders", "its SQL calls age()")]
    [InlineData("select date 'Today'", "its SQL has the date 'Today'")]
    [InlineData("select 'now'::timestamp", "its SQL has the date 'now'")]
    [InlineData("select cast('yesterday' as date)", "its SQL has the date 'yesterday'")]
    [InlineData("select * from orders tablesample (10 percent)", "its SQL has tablesample")]
    [InlineData("select * from orders using sample 3 rows", "its SQL has using sample")]
    [InlineData("select randPoisson(3) from orders", "its SQL calls randpoisson()")]
    [InlineData("select arrayShuffle([1, 2])", "its SQL calls arrayshuffle()")]
    [InlineData("select dictGetOrDefault('rates', 'rate', id, 1) from orders", "its SQL reads what nothing is known of: dictgetordefault()")]
    [InlineData("select 'it\\'s' as a, now() as b", "its SQL has \\' in it, which may end a text or not")]
    [InlineData("select * from (select 1) a, raw.items", "its SQL reads raw.items without ref() or source()")]
    [InlineData("select * from range(3) as r (n), raw.items", "its SQL reads raw.items without ref() or source()")]
    [InlineData("select * from (raw.items i join orders o on true)", "its SQL reads raw.items without ref() or source()")]
    [InlineData("select * from ((orders o join stg s on true) join only raw.items on true)", "its SQL reads raw.items without ref() or source()")]
    [InlineData("with items as (select i.id from items i) select * from items", "its SQL reads items without ref() or source()")]
    [InlineData("select * from raw.orders", "its SQL reads raw.orders without ref() or source()")]
    [InlineData("select * from orders, raw.items", "its SQL reads raw.items without ref() or source()")]
    [InlineData("select * from orders o left join other x on true", "its SQL reads other without ref() or source()")]
    [InlineData("select * from information_schema.tables", "its SQL reads information_schema.tables without ref() or source()")]
    [InlineData("select * from s3('https://x/y.csv')", "its SQL reads what nothing is known of: s3()")]
    [InlineData("select * from read_csv(getvariable('x'))", "its SQL does not name the files of read_csv() as texts")]
    public void Says_what_differs_each_time(string sql, string doubt) => SqlReads.Of(sql, Inputs).Doubt.ShouldBe(doubt);

    [Theory]
    [InlineData("select * from 'a.csv' t, 'b.parquet'", "a.csv b.parquet")]
    [InlineData("select * from read_csv('a.csv', header = true) join read_parquet(['b.parquet', 'c.parquet']) using (id)", "a.csv b.parquet c.parquet")]
    public void Finds_files(string sql, string files)
    {
        var reads = SqlReads.Of(sql, Inputs);
        reads.Doubt.ShouldBeNull();
        string.Join(' ', reads.Files).ShouldBe(files);
    }
}
