using Shouldly;
using Transform.Adapters;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Execution;

/// <summary>Other databases beside DuckDB's own, and models that lie in them.</summary>
public sealed class AttachTests
{
    [Fact]
    public void models_may_lie_in_an_attached_database()
    {
        using var project = new TestProject();
        Attach(project, "other.duckdb", ("alias", "the other"));
        project.Write("seeds/raw.csv", "id,day\n1,2024-01-01\n2,2024-01-02\n");
        project.Write("models/t.sql", "{{ config(materialized='table', database='the other', schema='marts') }}select * from {{ ref('raw') }}");
        project.Write("models/v.sql", "{{ config(materialized='view', database='the other') }}select * from {{ ref('t') }}");
        project.Write("models/i.sql", "{{ config(materialized='incremental', database='the other', unique_key='id', on_schema_change='sync_all_columns') }}select id, day{{ ', 1 as more' if is_incremental() }} from {{ ref('v') }}");
        project.Write("models/here.sql", "{{ config(materialized='table') }}select count(*) as n from {{ ref('i') }}");
        project.Write("models/s.yml", """
            models:
              - {name: t, config: {persist_docs: {relation: true}}, description: all, columns: [{name: id, data_tests: [unique, not_null: {config: {store_failures: true}}]}]}
            """);
        project.Write("snapshots/s.yml", "snapshots: [{name: s, relation: ref('t'), config: {unique_key: id, strategy: check, check_cols: all, database: the other}}]\n");

        Passes(project);
        Passes(project);

        project.Rows("select database_name, schema_name, table_name from duckdb_tables() where not internal order by all").ShouldBe([
            "shop|main|here", "shop|main|raw", "shop|main_dbt_test__audit|not_null_t_id", "the other|main|i", "the other|main|s", "the other|main_marts|t"]);
        project.Rows("select id, more from \"the other\".main.i order by id").ShouldBe(["1|1", "2|1"]);
        project.Rows("select comment from duckdb_tables() where table_name = 't'").ShouldBe(["all"]);
        project.Rows("select n from here").ShouldBe(["2"]);
    }

    [Fact]
    public void what_is_attached_to_be_read_is_not_written()
    {
        using var project = new TestProject();
        Attach(project, "other.duckdb", ("alias", "other"));
        project.Write("models/t.sql", "{{ config(materialized='table', database='other') }}select 1 as id");
        Passes(project);
        Attach(project, "other.duckdb", ("alias", "other"), ("read_only", true));
        project.Write("models/t.sql", "select * from other.main.t");
        Passes(project);
        project.Rows("select * from t").ShouldBe(["1"]);
        project.Write("models/t.sql", "{{ config(materialized='table', database='other') }}select 2 as id");

        project.Run().Results.Single().Message.ShouldContain("read-only");

        project.Rows("select * from other.main.t").ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("sqlite", "sqlite")]
    [InlineData("postgres", "postgres")]
    [InlineData("mysql", "mysql")]
    public void an_extension_that_cannot_be_loaded_is_named(string type, string extension)
    {
        using var project = new TestProject();
        Attach(project, "other.db", ("alias", "other"), ("type", type));
        project.Configure(("config_options", new Dictionary<string, object?>
        {
            ["autoinstall_known_extensions"] = "false", ["extension_directory"] = Path.Combine(project.Folder, "extensions"),
        }));

        var error = Should.Throw<WarehouseException>(() => project.Rows("select 1"));

        error.Code.ShouldBe(DiagnosticCodes.ConnectionFailed);
        error.Message.ShouldContain("extension");
        error.Hint.ShouldNotBeNull().ShouldContain($"install {extension}");
    }

    private static void Attach(TestProject project, string file, params (string Key, object? Value)[] more) => project.Configure(("attach", new object?[]
    {
        more.Append(("path", Path.Combine(project.Folder, file))).ToDictionary(v => v.Item1, v => v.Item2),
    }));

    private static void Passes(TestProject project) =>
        project.Run().Results.Where(r => r.Failed).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();
}
