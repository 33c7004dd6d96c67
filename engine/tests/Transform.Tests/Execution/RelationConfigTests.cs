using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Execution;

/// <summary>What belongs to a relation besides its rows: contracts, descriptions, indexes.</summary>
public sealed class RelationConfigTests
{
    private const string Contract = """
        models:
          - name: m
            config: {contract: {enforced: true}}
            constraints: [{type: check, expression: 'id > 0'}]
            columns:
              - {name: id, data_type: bigint, constraints: [{type: not_null}]}
              - {name: name, data_type: varchar}
        """;

    [Theory]
    [InlineData("table")]
    [InlineData("incremental")]
    public void A_contract_gives_the_table_its_types_and_constraints(string materialized)
    {
        using var project = new TestProject(
            ("models/m.yml", Contract),
            ("models/m.sql", "{{ config(materialized='" + materialized + "', on_schema_change='fail') }}select 'a' as name, cast(1 as bigint) as id"));

        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success);
        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success);

        project.Rows("select column_name || ' ' || data_type || ' ' || is_nullable from information_schema.columns order by ordinal_position")
            .ShouldBe(["id BIGINT NO", "name VARCHAR YES"]);
        project.Write("models/m.sql", "{{ config(materialized='table') }}select 'b' as name, cast(-1 as bigint) as id");
        project.Run().Results.ShouldHaveSingleItem().Message.ShouldContain("constraint", Case.Insensitive);
        project.Rows("select distinct name from m").ShouldBe(["a"]);
    }

    [Fact]
    public void Descriptions_and_indexes_reach_the_warehouse()
    {
        using var project = new TestProject(
            ("models/m.yml", "models: [{name: m, description: \"It's a model\", columns: [{name: id, description: The id}]}]"),
            ("models/m.sql", "{{ config(materialized='table', persist_docs={'relation': true, 'columns': true}, indexes=[{'columns': ['id']}]) }}select 1 as id"));

        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success);
        project.Run().Results.ShouldAllBe(r => r.Status == NodeStatus.Success);

        project.Rows("select comment from duckdb_tables()").ShouldBe(["It's a model"]);
        project.Rows("select comment from duckdb_columns() where table_name = 'm'").ShouldBe(["The id"]);
        project.Rows("select count(*) from duckdb_indexes()").ShouldBe(["1"]);
    }

    [Fact]
    public void After_a_failure_the_last_good_relation_is_known_again()
    {
        using var project = new TestProject(
            ("dbt_project.yml", """
                name: shop
                profile: shop
                on-run-end: "create or replace table seen as select {{ 1 if adapter.get_relation(target.database, target.schema, 'm') else 0 }} as there"
                """),
            ("models/m.sql", "select 1 as id"));
        project.Run().Failed.ShouldBeFalse();
        project.Write("models/m.sql", "{{ config(materialized='table', post_hook='select broken') }}select 2 as id");

        project.Run().Failed.ShouldBeTrue();

        project.Rows("select there from seen").ShouldBe(["1"]);
        project.Rows("select id from m").ShouldBe(["1"]);
    }
}
