using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution.Postgres;

/// <summary>Tables in partitions, and tables without a log.</summary>
public sealed class PartitionTests
{
    private const string Parts = """
        select c.relname || ': ' || pg_get_expr(c.relpartbound, c.oid) || ' ' || c.relpersistence::text
        from pg_class c join pg_inherits i on i.inhrelid = c.oid where i.inhparent = 'public.m'::regclass and c.relkind = 'r' order by 1
        """;

    public static TheoryData<string, string[]> Shapes => new()
    {
        {
            "{'type': 'range', 'columns': 'day', 'granularity': 'month'}",
            [
                "m_2024_01: FOR VALUES FROM ('2024-01-01') TO ('2024-02-01') p", "m_2024_03: FOR VALUES FROM ('2024-03-01') TO ('2024-04-01') p",
                "m_null: DEFAULT p",
            ]
        },
        { "{'type': 'range', 'columns': ['day'], 'granularity': 'quarter'}", ["m_2024_q1: FOR VALUES FROM ('2024-01-01') TO ('2024-04-01') p", "m_null: DEFAULT p"] },
        { "{'type': 'list', 'columns': 'place'}", ["m_de: FOR VALUES IN ('de') p", "m_it's: FOR VALUES IN ('it''s') p", "m_null: FOR VALUES IN (NULL) p"] },
        {
            "{'type': 'list', 'columns': 'place', 'partitions': [{'name': 'some', 'values': ['de', none]}, {'name': 'rest', 'default': true}]}",
            ["m_rest: DEFAULT p", "m_some: FOR VALUES IN ('de', NULL) p"]
        },
        {
            "{'type': 'range', 'columns': ['id'], 'partitions': [{'name': 'low', 'from': 'minvalue', 'to': 2}, {'name': 'high', 'from': 2, 'to': 'maxvalue'}]}",
            ["m_high: FOR VALUES FROM (2) TO (MAXVALUE) p", "m_low: FOR VALUES FROM (MINVALUE) TO (2) p"]
        },
        { "{'type': 'hash', 'columns': ['id'], 'modulus': 2}", ["m_0: FOR VALUES WITH (modulus 2, remainder 0) p", "m_1: FOR VALUES WITH (modulus 2, remainder 1) p"] },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void a_table_has_its_partitions_run_after_run(string partitioning, string[] expected)
    {
        using var project = Project("materialized='table', indexes=[{'columns': ['id']}]", partitioning);

        for (var i = 0; i < 3; i++)
        {
            Passes(project);
            project.Rows(Parts).ShouldBe(expected);
            project.Rows("select count(*) from m").ShouldBe(["3"]);
        }

        project.Relations().Count(r => r.StartsWith("m__", StringComparison.Ordinal)).ShouldBe(0);
        project.Rows("select count(*) from pg_indexes where tablename like 'm\\_%'").ShouldBe([$"{expected.Length}"]);
    }

    /// <summary>By the blocks of macros the old table is set aside with its partitions.</summary>
    [Fact]
    public void a_contract_has_partitions_too()
    {
        using var project = Project("materialized='table', contract={'enforced': true}, unlogged=true", "{'type': 'range', 'columns': 'day', 'granularity': 'year'}");
        project.Write("models/m.yml", "models: [{name: m, columns: [{name: id, data_type: integer}, {name: day, data_type: date, constraints: [{type: not_null}]}, {name: place, data_type: text}]}]");
        project.Write("models/m.sql", Model(project).Replace("where true", "where day is not null", StringComparison.Ordinal));

        Passes(project);
        Passes(project);

        project.Rows(Parts).ShouldBe(["m_2024: FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') u"]);
        project.Relations().ShouldBe(["m Table", "m_2024 Table"]);
        project.Rows("select count(*) from m").ShouldBe(["2"]);
    }

    [Theory]
    [InlineData("append", 6)]
    [InlineData("delete+insert", 4)]
    [InlineData("merge", 4)]
    public void new_rows_bring_their_partitions_along(string strategy, int rows)
    {
        using var project = Project(
            $"materialized='incremental', incremental_strategy='{strategy}', unique_key='id'", "{'type': 'range', 'columns': 'day', 'granularity': 'day'}");
        Passes(project);
        project.Write("models/m.sql", Model(project).Replace("(3, null,", "(4, '2025-05-05',", StringComparison.Ordinal));

        Passes(project);

        project.Rows("select count(*) from m").ShouldBe([$"{rows}"]);
        project.Rows("select tableoid::regclass::text from m where id = 4").ShouldBe(["m_2025_05_05"]);
    }

    [Fact]
    public void a_row_without_a_partition_is_told()
    {
        using var project = Project("materialized='table'", "{'type': 'list', 'columns': 'place', 'partitions': [{'name': 'de', 'values': 'de'}]}");

        var diagnostic = project.Run().Results.Single().Diagnostics.Single();

        diagnostic.Message.ShouldContain("no partition of relation \"m__dbt_tmp\" found for row");
        diagnostic.Hint!.ShouldContain("default: true");
    }

    [Theory]
    [InlineData("{'type': 'range', 'columns': 'day'}", "needs partitions or granularity")]
    [InlineData("{'type': 'rang', 'columns': 'day'}", "needs a type (range, list or hash)")]
    [InlineData("{'type': 'range', 'columns': 'day', 'granularity': 'week'}", "granularity of partition_by is one of hour, day, month, quarter, year, not 'week'")]
    public void a_wrong_config_is_told(string partitioning, string message)
    {
        using var project = Project("materialized='table'", partitioning);

        project.Run().Results.Single().Message.ShouldContain(message);
    }

    /// <summary>What other warehouses understand by it is passed over, as by dbt.</summary>
    [Theory]
    [InlineData("{'field': 'day', 'data_type': 'date', 'granularity': 'month'}")]
    [InlineData("['day']")]
    public void partitions_of_other_warehouses_mean_nothing_here(string partitioning)
    {
        using var project = Project("materialized='table'", partitioning);

        Passes(project);

        project.Rows("select relkind from pg_class where relname = 'm'").ShouldBe(["r"]);
    }

    private static TestProject Project(string config, string partitioning) => TestProject.OnPostgres(("models/m.sql", $$$"""
        {{ config({{{config}}}, partition_by={{{partitioning}}}) }}
        select id, day::date as day, place from (values (1, '2024-01-31', 'de'), (2, '2024-03-01', 'it''s'), (3, null, null)) as t (id, day, place) where true
        """));

    private static string Model(TestProject project) => File.ReadAllText(Path.Combine(project.Folder, "models/m.sql"));

    private static void Passes(TestProject project) => project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success, project.Last.Messages.LastOrDefault());
}
