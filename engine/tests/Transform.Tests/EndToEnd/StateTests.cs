using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

/// <summary><c>--state</c>, <c>--defer</c> and <c>clone</c>, with production and development in two schemas of one database.</summary>
public sealed class StateTests
{
    private static readonly Lazy<Folder> BuiltProduction = new(() =>
    {
        var folder = Project();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        var built = Cli.Run(folder.Path, "build", "--target", "prod", "--target-path", "prod_state");
        built.ExitCode.ShouldBe(0, built.Transcript);
        return folder;
    });

    public static TheoryData<string, string> Bad => new()
    {
        { "no_folder", "ls -s state:new --state nowhere" },
        { "no_manifest", "ls -s state:new --state models" },
        { "no_folder_of_results", "ls -s result:error+ --state nowhere" },
        { "no_results", "ls -s result:error+ --state models" },
        { "no_sources", "build -s source_status:fresher+ --state models" },
        { "no_present_sources", "build -s source_status:fresher+ --state with_sources" },
        { "not_given", "ls -s state:modified" },
        { "no_results_given", "ls -s result:error" },
        { "nothing_to_defer_to", "run --defer" },
        { "nothing_to_clone", "clone" },
        { "cut_off", "ls -s state:new --state cut_off" },
        { "no_json", "ls -s state:new --state no_json" },
        { "another_artifact", "ls -s state:new --state another_artifact" },
        { "another_version", "run --defer --state another_version" },
        { "another_project", "ls -s state:new --state another_project" },
        { "target", "ls -s state:new --state target" },
        { "unknown_value", "ls -s state:modifed --state prod_state" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Says_what_is_wrong_with_a_state(string name, string arguments)
    {
        using var folder = Production();
        var manifest = File.ReadAllText(folder["prod_state/manifest.json"]);
        folder.Write("cut_off/manifest.json", "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}, \"nodes\": {\"model.shop.or");
        folder.Write("no_json/manifest.json", "nodes: {}");
        folder.Write("another_artifact/manifest.json", "{\"metadata\": {}, \"results\": []}");
        folder.Write("another_version/manifest.json", manifest.Replace("manifest/v12.json", "manifest/v13.json", StringComparison.Ordinal));
        folder.Write("another_project/manifest.json", manifest.Replace("\"project_name\":\"shop\"", "\"project_name\":\"store\"", StringComparison.Ordinal));
        folder.Write("target/manifest.json", manifest);
        folder.Write("with_sources/sources.json", "{\"metadata\": {}, \"results\": []}");
        var result = Cli.Run(folder.Path, arguments.Split(' '));
        Golden.Check(Golden.Fixture("cli", "state", name + ".txt"), $"transform {arguments}\n{result.Transcript}");
        result.ExitCode.ShouldBe(name is "another_project" or "target" ? 0 : 2);
    }

    [Fact]
    public void What_is_not_built_here_is_read_where_the_state_has_it()
    {
        using var folder = Production();
        var run = Cli.Run(folder.Path, "build", "-s", "totals", "picky", "--defer", "--state", "prod_state");
        run.ExitCode.ShouldBe(0, run.Transcript);
        Compiled(folder, "models/totals.sql").ShouldContain("\"production\".\"orders\"");
        Compiled(folder, "models/totals.sql").ShouldContain("__dbt__cte__small as");
        Compiled(folder, "models/totals.sql").ShouldContain("\"production\".\"rates\"");
        Compiled(folder, "tests/picky.sql").ShouldContain("\"production\".\"history\"");
        Compiled(folder, "tests/picky.sql").ShouldContain("\"main\".\"totals\"");

        Cli.Run(folder.Path, "run", "-s", "orders", "--defer", "--state", "prod_state").ExitCode.ShouldBe(0);
        Cli.Run(folder.Path, "compile", "-s", "totals", "--defer", "--state", "prod_state").ExitCode.ShouldBe(0);
        Compiled(folder, "models/totals.sql").ShouldContain("\"main\".\"orders\"");
        Compiled(folder, "models/totals.sql").ShouldContain("\"production\".\"rates\"");

        Cli.Run(folder.Path, "compile", "-s", "totals", "--defer", "--favor-state", "--defer-state", "prod_state", "--state", "nowhere").ExitCode.ShouldBe(0);
        Compiled(folder, "models/totals.sql").ShouldContain("\"production\".\"orders\"");
        Cli.Run(folder.Path, "compile", "-s", "totals", "orders", "--defer", "--favor-state", "--state", "prod_state").ExitCode.ShouldBe(0);
        Compiled(folder, "models/totals.sql").ShouldContain("\"main\".\"orders\"");
    }

    [Fact]
    public void A_changed_model_is_built_with_its_readers_and_retried_with_the_same_state()
    {
        using var folder = Production();
        folder.Write("models/orders.sql", "{{ config(materialized='table') }} select id, rate / 0 as nothing, error('no') as total from {{ ref('rates') }}");
        var failed = Cli.Run(folder.Path, "run", "-s", "state:modified+", "--defer", "--state", "prod_state");
        failed.ExitCode.ShouldBe(1);
        failed.Output.ShouldContain("PASS=0 WARN=0 ERROR=1 SKIP=1");

        folder.Write("models/orders.sql", "{{ config(materialized='table') }} select id, 7 as total from {{ ref('rates') }}");
        var again = Cli.Run(folder.Path, "retry");
        again.ExitCode.ShouldBe(0, again.Transcript);
        again.Output.ShouldContain("PASS=2 WARN=0 ERROR=0 SKIP=0");
        Compiled(folder, "models/orders.sql").ShouldContain("\"production\".\"rates\"");
    }

    [Fact]
    public void Clones_are_views_where_tables_cannot_be_shared()
    {
        using var folder = Production();
        folder.Write("models/fresh.sql", "select 1 as id");
        var first = Cli.Run(folder.Path, "clone", "--state", "prod_state");
        Golden.Check(Golden.Fixture("cli", "state", "clone.txt"), first.Transcript);
        Show(folder, "select table_name || ' ' || table_type as t from information_schema.tables where table_schema = 'main' order by 1")
            .ShouldBe(["history VIEW", "orders VIEW", "rates VIEW", "totals VIEW"]);
        Show(folder, "select total as t from main.totals").ShouldBe(["6"]);
        var results = File.ReadAllText(folder["target/run_results.json"]);
        results.ShouldContain("\"message\":\"No-op\"");
        results.ShouldContain("\"which\":\"clone\"");

        var second = Cli.Run(folder.Path, "clone", "--state", "prod_state", "-s", "orders");
        second.Output.ShouldContain("is there already");
        Cli.Run(folder.Path, "clone", "--state", "prod_state", "-s", "orders", "--full-refresh").Output.ShouldNotContain("is there already");
    }

    [Fact]
    public void A_project_can_clone_its_own_way()
    {
        using var folder = Production();
        folder.Write("macros/clone.sql", """
            {% macro duckdb__can_clone_table() %}{{ return(true) }}{% endmacro %}
            {% macro duckdb__create_or_replace_clone(this_relation, defer_relation) %}create or replace table {{ this_relation }} as from {{ defer_relation }}{% endmacro %}
            """);
        var result = Cli.Run(folder.Path, "clone", "--state", "prod_state");
        result.ExitCode.ShouldBe(0, result.Transcript);
        Show(folder, "select table_name || ' ' || table_type as t from information_schema.tables where table_schema = 'main' order by 1")
            .ShouldBe(["history BASE TABLE", "orders BASE TABLE", "rates BASE TABLE", "totals VIEW"]);
    }

    private static string Compiled(Folder folder, string path) => File.ReadAllText(folder["target/compiled/shop/" + path]);

    private static string[] Show(Folder folder, string sql)
    {
        var shown = Cli.Run(folder.Path, "show", "-q", "--inline-direct", sql, "--output", "json", "--limit", "-1");
        using var json = System.Text.Json.JsonDocument.Parse(shown.Output);
        return [.. json.RootElement.GetProperty("show").EnumerateArray().Select(row => row.GetProperty("t").ToString())];
    }

    private static Folder Production()
    {
        var folder = new Folder();
        foreach (var file in Directory.EnumerateFiles(BuiltProduction.Value.Path, "*", SearchOption.AllDirectories))
        {
            var copy = folder[Path.GetRelativePath(BuiltProduction.Value.Path, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder;
    }

    private static Folder Project()
    {
        var folder = new Folder();
        folder.Write("dbt_project.yml", "name: shop\nprofile: shop\n");
        folder.Write("profiles.yml", """
            shop:
              target: dev
              outputs:
                dev: {type: duckdb, path: shop.duckdb, schema: main}
                prod: {type: duckdb, path: shop.duckdb, schema: production}
            """);
        folder.Write("seeds/rates.csv", "id,rate\n1,2\n2,4\n");
        folder.Write("models/orders.sql", "{{ config(materialized='table') }} select id, rate as total from {{ ref('rates') }}");
        folder.Write("models/small.sql", "{{ config(materialized='ephemeral') }} select min(id) as id from {{ ref('rates') }}");
        folder.Write("models/totals.sql", "select sum(total) as total from {{ ref('orders') }} where id >= (select id from {{ ref('small') }})");
        folder.Write("snapshots/history.sql", """
            {% snapshot history %}{{ config(unique_key='id', strategy='check', check_cols='all') }}select * from {{ ref('rates') }}{% endsnapshot %}
            """);
        folder.Write("tests/picky.sql", "select * from {{ ref('history') }} where rate > (select total from {{ ref('totals') }})");
        return folder;
    }
}
