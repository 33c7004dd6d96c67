using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

/// <summary>The view that a terminal gets; <c>script</c> lends one.</summary>
public sealed class LiveViewTests
{
    [Fact]
    public void A_terminal_gets_a_bar_and_keeps_what_failed()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/bad.sql", "select nothing from {{ ref('raw_orders') }}");
        var result = Run(folder, "build", ("TERM", "xterm-256color"));
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("━━━");
        result.Output.ShouldContain("/9");
        result.Output.ShouldContain("ERROR creating sql view model main.bad");
        result.Output.ShouldContain("TF5002");
        result.Output.ShouldContain("Done. PASS=7 WARN=1 ERROR=1");
        result.Output.ShouldNotContain("START");
    }

    [Theory]
    [InlineData("TERM", "dumb")]
    [InlineData("NO_COLOR", "1")]
    [InlineData("CI", "true")]
    public void Lines_come_where_a_view_is_not_wanted(string name, string value)
    {
        using var folder = Folder.Of("shop");
        var result = Run(folder, "build", ("TERM", "xterm-256color"), (name, value));
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldContain("1 of 8 START seed file main.raw_orders");
        result.Output.ShouldNotContain("━━━");
    }

    private static CliResult Run(Folder folder, string arguments, params (string, string?)[] environment)
    {
        using var process = Cli.Start(
            "/usr/bin/script",
            folder.Path,
            ["--quiet", "--return", "--command", $"stty rows 40 cols 120; {Cli.Program} {arguments}", "/dev/null"],
            environment);
        return Cli.Finish(process, folder.Path);
    }
}
