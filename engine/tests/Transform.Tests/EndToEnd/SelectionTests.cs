using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

public sealed class SelectionTests
{
    private const string Selectors = """
        selectors:
          - name: seeds
            default: true
            definition: resource_type:seed
          - name: staging
            definition: {method: fqn, value: "stg_*", indirect_selection: empty}
          - name: nowhere
            definition: tag:nowhere
        """;

    [Fact]
    public void A_selector_is_named_or_the_default()
    {
        using var folder = Folder.Of("shop");
        folder.Write("selectors.yml", Selectors);

        List(folder, "--selector", "staging").Output.ShouldBe("stg_orders\n");
        List(folder, "-s", "selector:staging", "resource_type:seed").Output.ShouldBe("stg_orders\nraw_orders\n");
        var byDefault = List(folder);
        byDefault.Output.ShouldBe("raw_orders\n");
        byDefault.Error.ShouldContain("Using the default selector 'seeds'");
        List(folder, "--exclude", "resource_type:test").Output.ShouldContain("customers");
        List(folder, "--resource-type", "model").Error.ShouldContain("Nothing to do: the default selector 'seeds' chooses no nodes of this command.");
        List(folder, "--selector", "nowhere").Error.ShouldContain("Nothing to do: the selector 'nowhere' chooses no nodes of this command.");

        // As in dbt 1.11, with a word.
        var both = List(folder, "--selector", "staging", "-s", "customers");
        both.Output.ShouldBe("stg_orders\n");
        both.Error.ShouldContain("--select and --exclude are ignored, because --selector staging is given too.");
    }

    [Fact]
    public void An_unknown_selector_ends_the_command()
    {
        using var folder = Folder.Of("shop");
        folder.Write("selectors.yml", Selectors);
        var result = List(folder, "--selector", "stagin");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("There is no selector 'stagin' in selectors.yml.");
        result.Error.ShouldContain("Did you mean 'staging'?");
    }

    [Fact]
    public void Results_of_an_earlier_run_select()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/broken.sql", "select nothing from {{ ref('stg_orders') }}");
        folder.Write("models/below.sql", "select * from {{ ref('broken') }}");
        Cli.Run(folder.Path, "build").ExitCode.ShouldBe(1);
        Directory.Move(folder["target"], folder["before"]);

        List(folder, "-s", "result:error", "--state", "before").Output.ShouldBe("broken\n");
        List(folder, "-s", "result:skipped", "--state", folder["before"]).Output.ShouldBe("below\n");
        List(folder, "-s", "result:error+", "--state", "before").Output.ShouldBe("below\nbroken\n");

        var missing = List(folder, "-s", "result:error", "--state", "elsewhere");
        missing.ExitCode.ShouldBe(2);
        missing.Error.ShouldContain("result:error needs the results of an earlier run, run_results.json, and there is none.");

        File.WriteAllText(folder["before/run_results.json"], "{\"metadata\":");
        var broken = List(folder, "-s", "result:error", "--state", "before");
        broken.ExitCode.ShouldBe(2);
        broken.Error.ShouldContain("does not tell how a run ended");
    }

    private static CliResult List(Folder folder, params string[] arguments) => Cli.Run(folder.Path, ["ls", "--output", "name", .. arguments]);
}
