using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

public sealed class UsageTests
{
    public static TheoryData<string, string> Cases => new()
    {
        { "unknown_option", "run --selekt x" },
        { "unknown_option_after_values", "run -s a b --selekt" },
        { "unknown_command", "runn" },
        { "no_docs_site", "docs serve" },
        { "command_of_a_group", "docs generat" },
        { "group_without_a_command", "source" },
        { "option_of_another_command", "run --store-failures" },
        { "option_before_the_command", "--full-refresh run" },
        { "missing_value", "run --target" },
        { "value_not_allowed", "run --log-format jso" },
        { "not_a_number", "run --threads many" },
        { "option_that_is_not_built", "run --record-timing-info x" },
        { "log_file_as_json", "parse --log-format-file json" },
        { "folder_of_profiles", "debug --config-dir" },
        { "name_without_select", "run orders" },
        { "missing_argument", "run-operation" },
        { "vars_are_no_mapping", "parse --vars [1,2]" },
        { "vars_are_no_yaml", "parse --vars {a:" },
        { "unknown_warning", "parse --warn-error-options {\"error\":[NoNodesForSelectionCriterion]}" },
        { "unknown_key_of_warnings", "parse --warn-error-options {\"silenced\":[]}" },
        { "exceptions_from_nothing", "parse --warn-error-options {\"warn\":[NothingToDo]}" },
        { "warnings_by_one_word", "parse --warn-error-options {\"error\":Deprecations}" },
        { "warnings_twice", "parse --warn-error --warn-error-options {\"error\":\"all\"}" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_is_wrong_with_a_command_line(string name, string arguments)
    {
        using var folder = Folder.Of("shop");
        var result = Cli.Run(folder.Path, arguments.Split(' '));
        result.ExitCode.ShouldBe(2);
        Golden.Check(Golden.Fixture("cli", "usage", name + ".txt"), $"transform {arguments}\n{result.Transcript}");
    }

    [Fact]
    public void A_variable_can_be_wrong_too()
    {
        using var folder = Folder.Of("shop");
        var result = Cli.Run(folder.Path, ["parse"], ("DBT_FAIL_FAST", "perhaps"));
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("--fail-fast cannot be 'perhaps'");
    }

    [Fact]
    public void So_can_a_flag_of_the_project_file()
    {
        using var folder = Folder.Of("shop");
        File.AppendAllText(folder["transform.yml"], "flags: {log_format: xml}\n");
        var result = Cli.Run(folder.Path, "parse");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("--log-format cannot be 'xml'");
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    [InlineData("-V")]
    public void Tells_its_version(string option)
    {
        using var folder = new Folder();
        var result = Cli.Run(folder.Path, option);
        result.ExitCode.ShouldBe(0);
        result.Output.ShouldStartWith("Transform 0.1.0\n");
    }

    [Fact]
    public void Help_names_every_command()
    {
        using var folder = new Folder();
        var result = Cli.Run(folder.Path, "--help");
        result.ExitCode.ShouldBe(0);
        foreach (var command in new[] { "build", "run", "test", "seed", "snapshot", "compile", "parse", "list, ls", "show", "run-operation", "retry", "debug", "clean", "init" })
        {
            result.Output.ShouldContain("  " + command);
        }
    }
}
