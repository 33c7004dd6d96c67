using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

/// <summary><c>--changed</c> as people see it.</summary>
public sealed partial class ChangedTests
{
    [Fact]
    public void Says_of_each_node_why_it_runs_or_is_reused()
    {
        using var folder = Folder.Of("shop");
        Check(Cli.Run(folder.Path, "build", "--changed"), "first");
        Check(Cli.Run(folder.Path, "build", "--changed"), "nothing");
        File.AppendAllText(folder["models/customers.sql"], "having 1 = 1\n");
        Check(Cli.Run(folder.Path, "build", "--changed"), "edited");
        Check(Cli.Run(folder.Path, "run", "--changed", "-s", "stg_orders", "--full-refresh"), "selected");
    }

    [Fact]
    public void Tells_of_reused_nodes_in_the_run_results()
    {
        using var folder = Folder.Of("shop");
        Cli.Run(folder.Path, "build", "--changed").ExitCode.ShouldBe(0);
        Cli.Run(folder.Path, "build", "--changed").ExitCode.ShouldBe(0);
        using (var results = JsonDocument.Parse(File.ReadAllText(folder["target/run_results.json"])))
        {
            var customers = results.RootElement.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("unique_id").GetString() == "model.shop.customers");
            customers.GetProperty("status").GetString().ShouldBe("reused");
            customers.GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("nothing changed since 20");
            customers.GetProperty("compiled").GetBoolean().ShouldBeTrue();
            var warned = results.RootElement.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("status").GetString() == "warn");
            warned.GetProperty("adapter_response").GetProperty("run_reason").GetString().ShouldBe("it did not pass");
        }

        Directory.CreateDirectory(folder["state"]);
        File.Copy(folder["target/run_results.json"], folder["state/run_results.json"]);
        Cli.Run(folder.Path, "ls", "-s", "result:reused", "--resource-type", "model", "--state", "state", "--output", "name", "-q").Output.ShouldBe("customers\nstg_orders\n");
        Cli.Run(folder.Path, "retry").Output.ShouldContain("There is nothing to retry");
    }

    [Fact]
    public void Counts_what_is_reused_where_there_is_much_of_it()
    {
        using var folder = Folder.Of("shop");
        for (var i = 0; i < 30; i++)
        {
            folder.Write($"models/m{i}.sql", "select 1 as id\n");
        }

        Cli.Run(folder.Path, "run", "--changed").ExitCode.ShouldBe(1);
        Cli.Run(folder.Path, "build", "--changed").ExitCode.ShouldBe(0);
        var result = Cli.Run(folder.Path, "build", "--changed");
        result.Output.Split('\n').Count(line => line.EndsWith("[REUSED]", StringComparison.Ordinal)).ShouldBe(20);
        result.Output.ShouldContain("... and more that are reused; the log file names all of them.\n");
        File.ReadAllText(folder["target/transform.log"]).ShouldContain("Reused model.shop.m29");
    }

    private static void Check(CliResult result, string name)
    {
        Golden.Check(Golden.Fixture("cli", "changed", name + ".txt"), Moment().Replace(result.Transcript, "<moment>"));
        result.ExitCode.ShouldBe(0);
    }

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d")]
    private static partial Regex Moment();
}
