using System.Text.Json;
using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

public sealed class FunctionTests
{
    [Fact]
    public void Functions_are_made_before_what_calls_them()
    {
        using var folder = Folder.Of("udfs");
        Golden.Check(Golden.Fixture("cli", "commands", "functions.txt"), Cli.Run(folder.Path, "build").Transcript);

        var shown = Cli.Run(folder.Path, "show", "--select", "report", "-q", "--output", "json").Output;
        var rows = JsonDocument.Parse(shown).RootElement.GetProperty("show");
        var ann = rows.EnumerateArray().Single(row => row.GetProperty("customer").GetString() == "ann");
        ann.GetRawText().ReplaceLineEndings(string.Empty).Replace(" ", string.Empty, StringComparison.Ordinal)
            .ShouldBe("""{"customer":"ann","gross":14.4,"label":"tax:12.0","revenue":12,"spread":2,"first_rows":2}""");
        Cli.Run(folder.Path, "show", "-q", "--inline", "select comment from duckdb_functions() where function_name = 'add_tax'").Output
            .ShouldContain("Adds the tax to a price.");

        // dbt's keys and edges; what it writes for such a project was looked at.
        var manifest = JsonDocument.Parse(File.ReadAllText(folder["target/manifest.json"])).RootElement;
        var label = manifest.GetProperty("functions").GetProperty("function.udfs.label");
        label.GetProperty("functions").GetRawText().ReplaceLineEndings(string.Empty).ShouldBe("[[\"add_tax\"]]");
        label.GetProperty("depends_on").GetProperty("nodes")[0].GetString().ShouldBe("function.udfs.add_tax");
        label.GetProperty("arguments")[0].GetProperty("default_value").GetInt32().ShouldBe(10);
        label.GetProperty("config").GetProperty("type").GetString().ShouldBe("scalar");
        manifest.GetProperty("nodes").TryGetProperty("function.udfs.label", out _).ShouldBeFalse();
        manifest.GetProperty("child_map").GetProperty("function.udfs.label").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public void They_are_selected_as_a_type_and_left_out_of_run()
    {
        using var folder = Folder.Of("udfs");
        Cli.Run(folder.Path, "ls", "-q", "--resource-type", "function").Output.ReplaceLineEndings("\n")
            .ShouldBe("udfs.add_tax\nudfs.first_rows\nudfs.label\nudfs.revenue\nudfs.spread\n");
        Cli.Run(folder.Path, "ls", "-q", "--select", "add_tax+").Output.ReplaceLineEndings("\n").ShouldBe("udfs.add_tax\nudfs.label\nudfs.report\n");
        Cli.Run(folder.Path, "run", "--select", "sales").ExitCode.ShouldBe(0);
        Cli.Run(folder.Path, "build", "--select", "tag:udf").Output.ShouldContain("Done. PASS=5");
    }

    [Fact]
    public void An_unknown_function_is_told_where_it_is_called()
    {
        using var folder = Folder.Of("udfs");
        folder.Write("models/wrong.sql", "select {{ function('add_tex') }}(1) as a\n");
        Golden.Check(Golden.Fixture("cli", "commands", "unknown_function.txt"), Cli.Run(folder.Path, "parse").Transcript);
    }
}
