using System.Text.Json;
using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

/// <summary>What each command prints for the project <c>shop</c>; one golden file each.</summary>
public sealed class CommandTests
{
    public static TheoryData<string, string[]> Cases => new()
    {
        { "parse", ["parse"] },
        { "build", ["build"] },
        { "seed_show", ["seed", "--show"] },
        { "run_select", ["run", "--select", "stg_orders+", "--exclude", "customers"] },
        { "test", ["test", "-s", "customers"] },
        { "ls", ["ls"] },
        { "ls_name", ["ls", "--output", "name", "--resource-type", "model", "seed"] },
        { "ls_path", ["list", "--output", "path", "-s", "+customers", "--exclude-resource-type", "test"] },
        { "ls_json", ["ls", "--output", "json", "--output-keys", "name", "config.materialized", "depends_on", "-s", "customers", "--resource-type", "model"] },
        { "show", ["show", "-s", "stg_orders", "--limit", "1"] },
        { "show_json", ["--quiet", "show", "-s", "stg_orders", "--output", "json", "--limit", "-1"] },
        { "show_inline_direct", ["show", "--inline-direct", "select '{{ no template }}' as text", "--output", "json"] },
        { "show_inline", ["show", "--inline", "select order_id, amount * 2 as twice from {{ ref('stg_orders') }} order by 1"] },
        { "show_names_nothing", ["show", "-s", "path:models"] },
        { "compile", ["compile", "-s", "customers"] },
        { "compile_inline", ["compile", "--inline", "select * from {{ ref('customers') }}", "--output", "json"] },
        { "run_operation", ["run-operation", "say", "--args", "{word: hi, times: 2}"] },
        { "run_operation_unknown", ["run-operation", "sya"] },
        { "nothing_selected", ["run", "-s", "nowhere"] },
        { "quiet", ["build", "-q"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prints_what_it_did(string name, string[] arguments)
    {
        using var folder = name is "parse" or "build" or "quiet" ? Folder.Of("shop") : Folder.OfBuiltShop();
        Golden.Check(Golden.Fixture("cli", "commands", name + ".txt"), Cli.Run(folder.Path, arguments).Transcript);
    }

    [Fact]
    public void Files_that_sql_names_are_the_projects_wherever_the_command_is_called()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/file.sql", "{{ config(materialized='external') }} select 1 as id");
        folder.Write("models/read.sql", "-- {{ ref('file') }}\nselect * from 'file.parquet'");

        Cli.Run(Path.GetTempPath(), "run", "-s", "file", "read", "--project-dir", folder.Path).ExitCode.ShouldBe(0);

        File.Exists(Path.Combine(folder.Path, "file.parquet")).ShouldBeTrue();
    }

    [Fact]
    public void Debug_shows_what_was_found_and_no_secret()
    {
        using var folder = Folder.Of("shop");
        var result = Cli.Run(folder.Path, ["debug"], ("DBT_ENV_SECRET_X", "shop"));
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("project file: transform.yml [OK]");
        result.Output.ShouldContain("connection: [OK]");
        result.Output.Split(" schema: ").Length.ShouldBe(2);
        result.Output.ShouldContain("*****");
        result.Output.ShouldNotContain("shop");
    }

    [Fact]
    public void Json_lines_have_the_shape_of_dbt()
    {
        using var folder = Folder.Of("shop");
        var result = Cli.Run(folder.Path, "--log-format", "json", "build");
        result.ExitCode.ShouldBe(0);
        var events = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        foreach (var entry in events)
        {
            var info = entry.GetProperty("info");
            foreach (var key in new[] { "category", "code", "extra", "invocation_id", "level", "msg", "name", "pid", "thread", "ts" })
            {
                info.TryGetProperty(key, out _).ShouldBeTrue(key);
            }
        }

        string[] names = [.. events.Select(e => e.GetProperty("info").GetProperty("name").GetString()!).Distinct()];
        names.ShouldBe(
        [
            "MainReportVersion", "FoundStats", "ConcurrencyLine", "LogStartLine", "LogSeedResult", "LogModelResult", "LogTestResult",
            "FinishedRunningStats", "EndOfRunSummary", "RunResultWarning", "SQLCompiledPath", "StatsLine",
        ], ignoreOrder: true);
        var model = events.First(e => e.GetProperty("info").GetProperty("name").GetString() == "LogModelResult").GetProperty("data");
        model.GetProperty("status").GetString().ShouldBe("OK");
        model.GetProperty("node_info").GetProperty("unique_id").GetString().ShouldBe("model.shop.stg_orders");
        model.GetProperty("node_info").GetProperty("node_relation").GetProperty("schema").GetString().ShouldBe("main");
    }

    [Fact]
    public void Json_lines_show_no_secret()
    {
        using var folder = Folder.Of("shop");
        var result = Cli.Run(folder.Path, ["--log-format", "json", "build"], ("DBT_ENV_SECRET_X", "orders"));
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("model.shop.stg_*****");
        result.Output.ShouldNotContain("orders");
    }

    [Fact]
    public void Profiles_that_are_wrong_show_no_secret()
    {
        using var folder = Folder.Of("shop");
        folder.Write("profiles.yml", "shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      password: hunter2\n      threads: many\n");
        var result = Cli.Run(folder.Path, "parse");
        result.ExitCode.ShouldBe(2);
        result.Transcript.ShouldContain("threads: many");
        result.Transcript.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Where_nothing_is_selected_there_are_no_results_of_an_earlier_run()
    {
        using var folder = Folder.Of("shop");
        Cli.Run(folder.Path, "seed").ExitCode.ShouldBe(0);
        Cli.Run(folder.Path, "run", "-s", "nowhere").ExitCode.ShouldBe(0);
        JsonDocument.Parse(File.ReadAllText(folder["target/run_results.json"])).RootElement.GetProperty("results").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public void Compile_can_leave_ephemeral_models_out()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/inner.sql", "{{ config(materialized='ephemeral') }} select 1 as id");
        folder.Write("models/reader.sql", "select * from {{ ref('inner') }}");
        Cli.Run(folder.Path, "compile", "-q", "-s", "reader").Output.ShouldContain("with __dbt__cte__inner as");
        Cli.Run(folder.Path, "compile", "-q", "-s", "reader", "--no-inject-ephemeral-ctes").Output.Trim().ShouldBe("select * from __dbt__cte__inner");
    }

    [Fact]
    public void The_project_file_can_say_how_to_print()
    {
        using var folder = Folder.Of("shop");
        File.AppendAllText(folder["transform.yml"], "flags: {quiet: true, log_level_file: error}\n");
        var quiet = Cli.Run(folder.Path, "parse");
        quiet.ExitCode.ShouldBe(0);
        (quiet.Output + quiet.Error).ShouldBeEmpty();
        File.Exists(folder["target/transform.log"]).ShouldBeFalse();
        Cli.Run(folder.Path, "--no-quiet", "parse", "--log-level-file", "info").Output.ShouldContain("Parsed in");
        File.ReadAllText(folder["target/transform.log"]).ShouldNotContain("[debug]");
    }

    [Fact]
    public void Show_prints_what_is_named_and_not_what_comes_along()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/orders.sql", "select 1 as child from {{ ref('stg_orders') }}");
        Cli.Run(folder.Path, "build", "-q").ExitCode.ShouldBe(0);
        foreach (var term in new[] { "stg_orders+", "2+stg_orders", "@stg_orders", "shop.stg_orders+1", "path:models/stg_orders.sql" })
        {
            var shown = Cli.Run(folder.Path, "-q", "show", "-s", term, "--output", "json").Output;
            shown.ShouldContain("\"node\": \"stg_orders\"", Case.Sensitive, term);
            shown.ShouldNotContain("\"node\": \"orders\"", Case.Sensitive, term);
        }
    }

    [Fact]
    public void Works_below_the_project_folder_and_with_dbts_names()
    {
        using var folder = Folder.Of("shop");
        File.Move(folder["transform.yml"], folder["dbt_project.yml"]);
        Cli.Run(folder["models"], ["ls", "-q", "-s", "customers", "--resource-type", "model"]).Output.ShouldBe("shop.customers\n");
        using var elsewhere = new Folder();
        Cli.Run(elsewhere.Path, ["ls", "-q", "-s", "customers", "--resource-type", "model"], ("DBT_PROJECT_DIR", folder.Path)).Output.ShouldBe("shop.customers\n");
        Cli.Run(elsewhere.Path, "ls", "-q", "-s", "customers", "--resource-type", "model", "--project-dir", folder.Path).Output.ShouldBe("shop.customers\n");
    }

    [Fact]
    public void Variables_set_options_and_ours_counts_before_dbts()
    {
        using var folder = Folder.Of("shop");
        Cli.Run(folder.Path, ["parse"], ("DBT_TARGET_PATH", "out"), ("TRANSFORM_TARGET_PATH", "ours")).ExitCode.ShouldBe(0);
        File.Exists(folder["ours/manifest.json"]).ShouldBeTrue();
        Cli.Run(folder.Path, ["parse", "--target-path", "said"], ("TRANSFORM_TARGET_PATH", "ours")).ExitCode.ShouldBe(0);
        File.Exists(folder["said/manifest.json"]).ShouldBeTrue();
        Cli.Run(folder.Path, ["parse", "--no-write-json"], ("DBT_TARGET_PATH", "out")).ExitCode.ShouldBe(0);
        File.Exists(folder["out/manifest.json"]).ShouldBeFalse();
    }

    [Fact]
    public void Clean_deletes_only_inside_the_project()
    {
        using var folder = Folder.Of("shop");
        Cli.Run(folder.Path, "parse").ExitCode.ShouldBe(0);
        Cli.Run(folder.Path, "clean").ExitCode.ShouldBe(0);
        Directory.Exists(folder["target"]).ShouldBeFalse();

        using var outside = new Folder();
        foreach (var target in new[] { outside.Path, "..", ".", "models", "target/../seeds" })
        {
            folder.Write("transform.yml", $"name: shop\nprofile: shop\nclean-targets: [target, '{target}']\n");
            Directory.CreateDirectory(folder["target"]);
            Cli.Run(folder.Path, "clean").ExitCode.ShouldBe(2, target);
            Directory.Exists(folder["target"]).ShouldBeTrue(target);
        }

        Directory.Exists(outside.Path).ShouldBeTrue();
    }

    [Fact]
    public void Init_writes_a_project_that_builds_and_overwrites_nothing()
    {
        using var folder = new Folder();
        Cli.Run(folder.Path, "init", "my_shop").ExitCode.ShouldBe(0);
        var result = Cli.Run(folder["my_shop"], "build");
        result.ExitCode.ShouldBe(0, result.Transcript);
        result.Output.ShouldContain("Completed successfully");
        Cli.Run(folder.Path, "init", "my_shop").ExitCode.ShouldBe(2);
        Cli.Run(folder.Path, "init", "my-shop").ExitCode.ShouldBe(2);
    }

    [Fact]
    public void A_failure_skips_what_depends_on_it_and_fail_fast_stops()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/stg_orders.sql", "select nothing from {{ ref('raw_orders') }}");
        var result = Cli.Run(folder.Path, "build");
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("SKIP relation main.customers");
        Cli.Run(folder.Path, "build", "-x").ExitCode.ShouldBe(1);
    }
}
