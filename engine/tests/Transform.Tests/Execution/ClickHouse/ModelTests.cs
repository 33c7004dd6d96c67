using System.Globalization;
using Shouldly;
using Transform.Execution;
using Transform.Tests.Conformance;

namespace Transform.Tests.Execution.ClickHouse;

/// <summary>What is ClickHouse's own about materializations and macros, beside what dbt's own runs are recorded of.</summary>
public sealed class ModelTests
{
    private const string Raw = "sources: [{name: raw, schema: \"{{ target.schema }}\", tables: [{name: src}]}]\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The query that fills the table takes a second; rows come in all the while.</summary>
    [Theory]
    [InlineData("MergeTree order by id")]
    [InlineData("Memory")]
    public void a_view_catches_up_while_rows_come_in(string engine)
    {
        const string Slow = "{{ config(materialized='materialized_view') }}\nselect id, sleepEachRow(0.001) as slept from {{ source('raw', 'src') }} settings max_block_size = 10\n";
        using var project = new TestProject(ClickHouseWarehouse.Http, ("models/m.sql", Slow), ("models/raw.yml", Raw));
        project.Execute($"create table src (id Int64) engine = {engine}");
        project.Execute("insert into src select number from numbers(300)");

        RunWhileRowsComeIn(project, 1000);
        project.Options = project.Options with { FullRefresh = true };
        RunWhileRowsComeIn(project, 2000);

        project.Rows("select uniqExact(id) from m").ShouldBe(project.Rows("select count() from src"));

        // The moment of the exchange may count the row twice that comes in just then, and the run says so.
        var isTold = project.Last.Messages.Any(m => m.Contains("may be in", StringComparison.Ordinal) && m.Contains("twice: inserts into src", StringComparison.Ordinal));
        project.Rows($"select count() - uniqExact(id) <= {(isTold ? 1 : 0)} from m").ShouldBe(["1"]);
        project.Relations().ShouldBe(["m Table", "m_mv MaterializedView", "src Table"]);
    }

    [Fact]
    public void a_dictionarys_password_is_in_no_file()
    {
        const string Password = "pass word:/?&%ü";
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("models/d.sql", "{{ config(materialized='dictionary', fields=[('id', 'UInt64'), ('n', 'String')], primary_key='id', layout='FLAT()', lifetime=60) }} select 1 as id, 'x' as n"));
        project.Configure(("user", "writer"), ("password", Password));

        Passes(project);

        project.Rows("select dictGet('d', 'n', 1)").ShouldBe(["x"]);
        project.ReadTarget("run/shop/models/d.sql").ShouldContain("password '*****'");
        Directory.EnumerateFiles(Path.Combine(project.Folder, "target"), "*", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains(Password, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    /// <summary>A row comes in just when the new table is put in the place of the old one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_row_that_a_view_may_have_counted_twice_is_told_of(bool comesIn)
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("models/m.sql", "{{ config(materialized='materialized_view') }}\nselect id from {{ source('raw', 'src') }}\n"),
            ("models/raw.yml", Raw));
        project.Execute("create table src (id Int64) engine = MergeTree order by id; insert into src select number from numbers(3)");
        Passes(project);
        project.Options = project.Options with { FullRefresh = true };
        project.Wrap = adapter => Proxy.Around(adapter, (method, _, result) => method.Name is nameof(Transform.Adapters.IAdapter.Connect)
            ? Proxy.Around((Transform.Adapters.IWarehouseConnection)result()!, (_, arguments, send) =>
            {
                if (comesIn && arguments is [string sql, ..] && sql.Contains("exchange TABLES", StringComparison.Ordinal))
                {
                    project.Execute("insert into src values (3)");
                }

                return send();
            })
            : result());

        Passes(project);

        project.Rows("select count() from m").ShouldBe([comesIn ? "4" : "3"]);
        project.Last.Messages.Where(m => m.Contains("twice: inserts into src", StringComparison.Ordinal)).Count().ShouldBe(comesIn ? 1 : 0);
    }

    /// <summary>A row comes in just when the rows that were there before the view are read.</summary>
    [Theory]
    [InlineData("{{ source('raw', 'src') }}", "4", 0)]
    [InlineData("{{ target.schema }}.src", "5", 1)]
    public void a_table_that_is_not_named_by_source_is_told_of(string name, string rows, int told)
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("models/m.sql", $"{{{{ config(materialized='materialized_view') }}}}\nselect id from {name} as src\n"),
            ("models/raw.yml", Raw));
        project.Execute("create table src (id Int64) engine = MergeTree order by id; insert into src select number from numbers(3)");
        project.Wrap = adapter => Proxy.Around(adapter, (method, _, result) => method.Name is nameof(Transform.Adapters.IAdapter.Connect)
            ? Proxy.Around((Transform.Adapters.IWarehouseConnection)result()!, (_, arguments, send) =>
            {
                // What other tests keep of runs in this server is none of it.
                if (arguments is [string sql, ..] && sql.Contains("insert into", StringComparison.OrdinalIgnoreCase) && !sql.Contains("transform_meta", StringComparison.Ordinal))
                {
                    project.Execute("insert into src values (3)");
                }

                return send();
            })
            : result());

        Passes(project);

        project.Rows("select count() from m").ShouldBe([rows]);
        project.Last.Messages.Count(m => m.Contains("twice: inserts into src were read", StringComparison.Ordinal)).ShouldBe(told);
        project.Relations().ShouldBe(["m Table", "m_mv MaterializedView", "src Table"]);
    }

    [Fact]
    public void a_view_with_a_long_name_catches_up_with_a_table_of_a_long_name()
    {
        var (model, source) = (new string('m', 120), new string('s', 120));
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ($"models/{model}.sql", $"{{{{ config(materialized='materialized_view') }}}}\nselect id from {{{{ source('raw', '{source}') }}}}\n"),
            ("models/raw.yml", Raw.Replace("src", source, StringComparison.Ordinal)));
        project.Execute($"create table {source} engine = MergeTree order by id as select 7 as id");

        Passes(project);

        project.Rows($"select * from {model}").ShouldBe(["7"]);
        project.Relations().ShouldBe([$"{model} Table", $"{model}_mv MaterializedView", $"{source} Table"]);
    }

    [Fact]
    public void a_table_of_an_odd_name_keeps_the_rows_that_a_view_put_into_it()
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("models/raw.yml", Raw),
            ("models/t.sql", "{{ config(materialized='table', alias='odd name') }}\nselect toInt64(0) as id where false"),
            ("models/v.sql", "{{ config(materialized='materialized_view') }}\n{{ materialization_target_table(ref('t')) }}\nselect id from {{ source('raw', 'src') }}"));
        project.Execute("create table src (id Int64) engine = MergeTree order by id");
        Passes(project);
        project.Execute("insert into src select 7");

        Passes(project);

        project.Rows("select * from `odd name`").ShouldBe(["7"]);
    }

    [Fact]
    public void an_iceberg_table_without_a_place_says_what_to_set()
    {
        using var project = new TestProject(ClickHouseWarehouse.Http, ("models/m.sql", "{{ config(materialized='iceberg') }}\nselect 1 as id"));

        project.Run().Results.Single().Message.ShouldNotBeNull().ShouldContain("set engine, such as IcebergS3(");
    }

    [Theory]
    [InlineData("distributed_table", "", "2|new")]
    [InlineData("distributed_incremental", "incremental_strategy='append'", "1|old 2|new 2|old")]
    [InlineData("distributed_incremental", "unique_key='id', incremental_strategy='delete_insert'", "1|old 2|new")]
    [InlineData("distributed_incremental", "unique_key='id', incremental_strategy='legacy'", "1|old 2|new")]
    [InlineData("distributed_incremental", "partition_by='id', incremental_strategy='insert_overwrite'", "1|old 2|new")]
    public void a_distributed_table_stands_before_those_that_have_the_rows(string materialized, string config, string then)
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("models/m.sql", $"{{{{ config(materialized='{materialized}', sharding_key='id', {config}) }}}}\nselect toInt32(1) as id, 'old' as state union all select 2, 'old'"));

        // A database of that kind carries DDL to its servers itself: there is no ON CLUSTER, for which this server has no Keeper.
        project.Configure(("cluster", "one_shard"), ("database_engine", "Replicated"));
        Passes(project);
        project.Write("models/m.sql", $"{{{{ config(materialized='{materialized}', sharding_key='id', {config}) }}}}\nselect toInt32(2) as id, 'new' as state");

        Passes(project);

        project.Rows("select id, state from m order by id, state").ShouldBe(then.Split(' '));
        project.Rows("select id, state from m_local order by id, state").ShouldBe(then.Split(' '));
        project.Rows($"select engine from system.tables where database = '{project.Schema}' order by name").ShouldBe(["Distributed", "MergeTree"]);
    }

    [Theory]
    [InlineData("{{ on_cluster_clause(api.Relation.create(schema='s', identifier='t')) }}", "ON CLUSTER \"one_shard\"")]
    [InlineData("{{ on_cluster_clause(api.Relation.create(schema='s', identifier='t'), true) }}", "ON CLUSTER \"one_shard\" SYNC")]
    [InlineData("{{ get_drop_sql(api.Relation.create(schema='s', identifier='t', type='view')) }}", "drop table if exists `s`.`t` ON CLUSTER \"one_shard\" SYNC")]
    [InlineData("{{ adapter.get_clickhouse_cluster_name() }}", "\"one_shard\"")]
    [InlineData("{{ adapter.should_on_cluster() }} {{ adapter.get_clickhouse_local_suffix() }} {{ adapter.is_before_version('22.1') }} {{ adapter.is_at_or_after_version('24.3.1') }}", "True _local False True")]
    [InlineData("{{ clickhouse_s3source(bucket='b.s3.amazonaws.com', path='a/*.csv', fmt='CSV', structure=['id Int32', 'n String'], compression='gz') }}", "s3('https://b.s3.amazonaws.com/a/*.csv', 'CSV', 'id Int32,n String', 'gz')")]
    public void templates_are_told_of_the_cluster_and_of_places(string template, string expected)
    {
        using var project = new TestProject(ClickHouseWarehouse.Http);
        project.Configure(("cluster", "one_shard"));

        Words(project.With(r => r.CompileInline(template, Token))).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{{ dbt.dateadd('month', 1, \"toDate('2024-01-31')\") }}", "2024-02-29")]
    [InlineData("{{ dbt.datediff(\"toDate('2024-01-01')\", \"toDate('2024-03-01')\", 'month') }}", "2")]
    [InlineData("{{ dbt.date_trunc('month', \"toDate('2024-02-29')\") }}", "2024-02-01")]
    [InlineData("{{ dbt.last_day(\"toDate('2024-02-03')\", 'month') }}", "2024-02-29")]
    [InlineData("{{ dbt.date(2024, 2, 29) }}", "2024-02-29")]
    [InlineData("{{ dbt.split_part(\"'a|b|c'\", \"'|'\", 2) }}", "b")]
    [InlineData("{{ dbt.split_part(\"'a|b|c'\", \"'|'\", -1) }}", "c")]
    [InlineData("{{ dbt.hash(\"'ab'\") }}", "187ef4436122d1cc2f40dc2b92f0eba0")]
    [InlineData("{{ dbt.concat([\"'a'\", \"'b'\"]) }}", "ab")]
    [InlineData("{{ dbt.right(\"'hello'\", 2) }}", "lo")]
    [InlineData("{{ dbt.position(\"'l'\", \"'hello'\") }}", "3")]
    [InlineData("{{ dbt.replace(\"'hello'\", 'l', 'L') }}", "heLLo")]
    [InlineData("{{ dbt.replace(\"'hello'\", \"'l'\", \"'L'\") }}", "heLLo")]
    [InlineData("{{ dbt.length(\"'hello'\") }}", "5")]
    [InlineData("{{ dbt.safe_cast(\"'7'\", 'Int32') }}", "7")]
    [InlineData("{{ dbt.safe_cast('null', \"Map(String, UInt8)\") }}", "{}")]
    [InlineData("{{ dbt.cast_bool_to_text('1 = 1') }}", "true")]
    [InlineData("{{ dbt.string_literal(dbt.escape_single_quotes(\"it's\")) }}", "it's")]
    [InlineData("{{ dbt.array_append(dbt.array_construct(['1', '2']), '3') }}", "[1, 2, 3]")]
    [InlineData("{{ dbt.array_concat(dbt.array_construct(['1']), dbt.array_construct([], 'UInt8')) }}", "[1]")]
    [InlineData("{{ dbt.listagg('x', \"'-'\", 'order by x desc') }} from (select arrayJoin(['a', 'c', 'b']) as x)", "c-b-a")]
    [InlineData("{{ dbt.listagg('x', \"'-'\", 'order by x', 2) }} from (select arrayJoin(['a', 'c', 'b']) as x)", "a-b")]
    [InlineData("{{ dbt.any_value('x') }} from (select arrayJoin([4, 4]) as x)", "4")]
    [InlineData("{{ dbt.bool_or('x > 1') }} from (select arrayJoin([1, 2]) as x)", "1")]
    [InlineData("count(), max(date_day) from ({{ dbt.date_spine('day', \"toDate('2024-02-27')\", \"toDate('2024-03-02')\") }})", "4|2024-03-01")]
    [InlineData("sum(generated_number) from ({{ dbt.generate_series(10) }})", "55")]
    public void portable_functions_give_what_they_give_elsewhere(string expression, string expected)
    {
        using var project = new TestProject(ClickHouseWarehouse.Http);

        project.Rows("select " + project.With(r => r.CompileInline(expression, Token))).ShouldBe([expected]);
    }

    /// <summary>A macro of the project's own, which the macros of seeds use, has them run as templates.</summary>
    [Fact]
    public void a_seed_that_macros_load_has_the_types_of_its_values()
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("macros/m.sql", "{% macro on_cluster_clause(relation) %}{% endmacro %}"),
            ("seeds/s.csv", "id,flag,price,day,name\n1,true,1.5,2024-02-29,a\n2,False,,2024-03-01,\"b, c\"\n"));

        Passes(project);

        project.Rows("select * from s order by id").ShouldBe(["1|True|1.5|2024-02-29|a", "2|False|None|2024-03-01|b, c"]);
    }

    /// <summary>As projects have it that were written for older versions of dbt-clickhouse.</summary>
    [Fact]
    public void a_project_may_have_a_cluster_clause_of_its_own()
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("macros/m.sql", "{% macro on_cluster_clause(relation) %}{% if adapter.get_clickhouse_cluster_name() %}on cluster here{% endif %}{% endmacro %}"),
            ("models/m.sql", "{{ config(materialized='table') }}\nselect 1 as id"));
        Passes(project);

        Passes(project);

        project.Relations().ShouldBe(["m Table"]);
    }

    private static void RunWhileRowsComeIn(TestProject project, int first)
    {
        using var ended = new ManualResetEventSlim();
        var inserting = new Thread(() =>
        {
            for (var id = first; !ended.Wait(20); id++)
            {
                project.Execute(string.Create(CultureInfo.InvariantCulture, $"insert into src values ({id})"));
            }
        });
        inserting.Start();
        try
        {
            Passes(project);
        }
        finally
        {
            ended.Set();
            inserting.Join();
        }
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static void Passes(TestProject project) =>
        project.Run().Results.Where(r => r.Failed || r.Status == NodeStatus.Skipped).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();
}
