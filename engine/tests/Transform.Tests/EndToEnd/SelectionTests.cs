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

    public static TheoryData<string, string, string?> Bad => new()
    {
        { "unknown_method", "ls -s taq:daily", null },
        { "unknown_method_without_a_near_one", "build --exclude zebra:daily", null },
        { "unknown_type", "ls -s resource_type:modle", null },
        { "unknown_option_value", "ls --resource-type modle", null },
        { "two_colons_too_deep", "ls -s source:a.b.c.d", null },
        { "nothing_but_a_near_name", "ls -s stg_ordrs", null },
        { "nothing_but_a_near_path", "ls -s path:models/stg_order.sql", null },
        { "nothing_but_a_near_file", "run -s customer.sql+", null },
        { "nothing_by_one_of_two", "ls -s stg_orders tag:nowhere", null },
        { "nothing_like_it", "test -s zebra", null },
        { "nothing_by_intersection", "ls -s stg_orders,customers", null },
        { "nothing_by_the_second_part", "ls -s stg_orders,customer+", null },
        { "unknown_status", "ls -s result:eror --state before", null },
        { "unbalanced_flow", "ls --selector a", "selectors:\n  - name: a\n    definition: {union: [tag:x, {method: tag, value: y}\n" },
        { "unbalanced_quote", "ls --selector a", "selectors:\n  - name: a\n    definition: \"tag:x\n  - name: b\n    definition: tag:y\n" },
        { "unbalanced_template", "ls --selector a", "selectors:\n  - name: a\n    definition: \"tag:{{ target.name }\"\n" },
        { "nameless_in_the_file", "ls", "selectors:\n  - definition: tag:w\n  - name: e\n" },
        {
            "wrong_definitions",
            "ls",
            "selectors:\n  - name: a\n    definition: {method: taq, value: x}\n  - name: b\n    definition: {union: tag:x}\n"
                + "  - name: c\n    definition: {method: selector, value: d}\n  - name: d\n    definition: {union: [tag:x], intersection: [tag:y]}\n"
                + "  - name: d\n    definition: tag:z\n"
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Says_what_is_wrong_with_a_selection(string name, string arguments, string? file)
    {
        using var folder = Folder.Of("shop");
        if (file is not null)
        {
            folder.Write("selectors.yml", file);
        }

        folder.Write("before/run_results.json", """{"metadata": {}, "results": [{"unique_id": "model.shop.customers", "status": "error"}]}""");

        var result = Cli.Run(folder.Path, arguments.Split(' '));

        Golden.Check(Golden.Fixture("cli", "selection", name + ".txt"), $"transform {arguments}\n{file}{result.Transcript}");
    }

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

        File.WriteAllText(folder["before/run_results.json"], "{\"metadata\":");
        var broken = List(folder, "-s", "result:error", "--state", "before");
        broken.ExitCode.ShouldBe(2);
        broken.Error.ShouldContain("does not tell how a run ended");
    }

    private static CliResult List(Folder folder, params string[] arguments) => Cli.Run(folder.Path, ["ls", "--output", "name", .. arguments]);
}
