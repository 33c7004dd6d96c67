using Shouldly;
using Transform.Cli;
using Transform.Cli.Options;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;
using Xunit;

namespace Transform.Tests.Cli;

/// <summary>Every option of dbt's command line, in each of its spellings. <c>fixtures/cli/dbt_flags.tsv</c> is what
/// <c>record_flags.py</c> found in dbt itself.</summary>
public sealed class FlagTableTests
{
    // They are no options of ours: --version is answered before the command line is read, the others can be set in the environment only.
    private static readonly string[] Special = ["version", "deprecated_defer", "deprecated_favor_state", "deprecated_print", "deprecated_state"];

    private static readonly string[] OwnProjectFlags = ["package_hub_url", "print", "quiet"];

    private static readonly Row[] Rows = [.. File.ReadLines(Golden.Fixture("cli", "dbt_flags.tsv")).Select(Row.Parse)];

    public static TheoryData<string, string> Options()
    {
        var cases = new TheoryData<string, string>();
        foreach (var row in Rows)
        {
            foreach (var command in row.Commands.Where(name => row.Options.Length > 0 && Command(name) is not null && !Special.Contains(row.Name)))
            {
                cases.Add(row.Name, command);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void Each_option_is_known_in_all_its_spellings(string name, string command)
    {
        foreach (var row in Rows.Where(row => row.Name == name && row.Commands.Contains(command)))
        {
            foreach (var spelling in row.Options)
            {
                var flag = Find(command, spelling).ShouldNotBeNull($"{command} {spelling}");
                flag.Kind.ToString().ToLowerInvariant().ShouldBe(row.Kind);
                row.Negatives.ShouldAllBe(negative => flag.Negative && flag.NegativeOption == negative);
                row.Variables.ShouldAllBe(variable => variable.EndsWith("_" + flag.Variable, StringComparison.Ordinal));
                if (flag.Choices.Length > 0)
                {
                    row.Choices.Except(flag.Choices).ShouldBe(name == "log_format_file" ? ["json"] : []);
                }

                if (row.IsInProject)
                {
                    flag.ProjectKey.ShouldBe(name);
                }
            }
        }
    }

    [Fact]
    public void The_command_line_counts_before_the_environment_and_that_before_the_project_file()
    {
        var tried = 0;
        foreach (var row in Rows.Where(row => row.Options.Length > 0 && !Special.Contains(row.Name)))
        {
            // The two ends of the event time are given together.
            if (row.Commands.FirstOrDefault(name => Command(name) is not null) is not { } command
                || Find(command, row.Options[0]) is not { Support: not Support.Missing, Kind: not FlagKind.Many } flag
                || flag == Flags.WarnErrorOptions || flag == Flags.EventTimeStart || flag == Flags.EventTimeEnd)
            {
                continue;
            }

            var (first, second) = Values(flag);
            string[] said = flag.Kind == FlagKind.Switch ? [flag.Option] : [flag.Option, first];
            foreach (var variable in row.Variables)
            {
                var environment = new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = second };
                Text(Parse([command], environment), flag).ShouldBe(second, variable);
                Text(Parse([command, .. said], environment), flag).ShouldBe(first, variable);
                tried++;
            }

            if (row.IsInProject)
            {
                var parsed = Parse([command], []);
                parsed.UseProjectFlags(DictValue.Of((row.Name, first)));
                Text(parsed, flag).ShouldBe(first, row.Name);
                var both = Parse([command], new Dictionary<string, string>(StringComparer.Ordinal) { [row.Variables[0]] = second });
                both.UseProjectFlags(DictValue.Of((row.Name, first)));
                Text(both, flag).ShouldBe(second, row.Name);
            }
        }

        tried.ShouldBeGreaterThan(60);
    }

    [Fact]
    public void The_flags_of_the_project_file_are_dbts()
    {
        foreach (var row in Rows.Where(row => row.IsInProject))
        {
            var isSwitch = row.Kind == "switch";
            ProjectFlags.Expected(row.Name, new ListValue()).ShouldNotBeNull(row.Name);
            ProjectFlags.Expected(row.Name, true).ShouldBe(isSwitch ? null : ProjectFlags.Expected(row.Name, new ListValue()), row.Name);
            ProjectFlags.Meant(row.Name).ShouldBeNull();
        }

        ProjectFlags.Behaviours.Keys.ShouldBe(Rows.Where(row => row.IsInProject && row.Options.Length == 0).Select(row => row.Name), ignoreOrder: true);
        OwnProjectFlags.ShouldAllBe(name => ProjectFlags.Expected(name, new ListValue()) != null);
        ProjectFlags.Expected("made_by_an_adapter", new ListValue()).ShouldBeNull();
    }

    [Theory]
    [InlineData("DBT_NO_PRINT", "1", false)]
    [InlineData("DBT_NO_PRINT", "0", true)]
    [InlineData("DBT_ENGINE_NO_PRINT", "true", false)]
    public void Old_variables_count_before_all_else(string variable, string value, bool prints)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { [variable] = value, ["DBT_PRINT"] = prints ? "0" : "1" };
        var values = Parse(["run", prints ? "--no-print" : "--print"], environment);
        values.Bool(Flags.Print).ShouldBe(prints);
        OldOptions.Find(values, environment).ShouldHaveSingleItem().Deprecation.ShouldBe("EnvironmentVariableRenamed");
    }

    [Fact]
    public void States_are_found_by_their_old_variables_too()
    {
        var values = Parse(["run"], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DBT_DEFER_TO_STATE"] = "1", ["DBT_FAVOR_STATE_MODE"] = "1", ["DBT_ARTIFACT_STATE_PATH"] = "x",
        });
        values.Bool(Flags.Defer).ShouldBe(true);
        values.Bool(Flags.FavorState).ShouldBe(true);
        values.Text(Flags.State).ShouldBe("x");
    }

    [Fact]
    public void Unknown_variables_of_the_engine_are_told()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DBT_ENGINE_MINE"] = "1", ["DBT_ENGINE_QUIET"] = "0", ["DBT_MINE"] = "1", ["DBT_ENGINE_PP_TEST"] = "1" };
        var found = OldOptions.Find(Parse(["run"], environment), environment).ShouldHaveSingleItem();
        found.Deprecation.ShouldBe("EnvironmentVariableNamespaceDeprecation");
        found.Message.ShouldContain("DBT_ENGINE_MINE");
    }

    [Fact]
    public void The_level_of_what_is_printed_is_that_of_the_log_file_unless_it_has_its_own()
    {
        Level("--log-level", "warn").ShouldBe(LogLevel.Warn);
        Level("--log-level", "warn", "--log-level-file", "info").ShouldBe(LogLevel.Info);
        Level("--log-level", "none").ShouldBeNull();
        Level().ShouldBe(LogLevel.Debug);

        LogLevel? Level(params string[] words) => new Settings(CommandTable.All[0], Parse(["build", .. words], []), null).LogFileLevel;
    }

    private static CommandSpec? Command(string name) => CommandTable.All.FirstOrDefault(spec => spec.Name.Replace(' ', '_') == name || spec.Aliases.Contains(name));

    private static Flag? Find(string command, string spelling) =>
        Command(command)!.Flags.AddRange(Flags.Global).FirstOrDefault(flag => flag.Option == spelling || flag.Aliases.Contains(spelling));

    private static FlagValues Parse(string[] words, Dictionary<string, string> environment) =>
        CommandLineParser.Parse(words is ["run-operation", .. var rest] ? ["run-operation", "m", .. rest] : [.. words[0].Split('_'), .. words[1..]], environment).Values;

    private static (string First, string Second) Values(Flag flag) => flag switch
    {
        { Kind: FlagKind.Switch } => ("true", "false"),
        { Kind: FlagKind.Number } => ("7", "8"),
        { Choices: [var one, var other, ..] } => (one, other),
        _ => ("a", "b"),
    };

    private static string? Text(FlagValues values, Flag flag) =>
        flag.Kind == FlagKind.Switch ? values.Bool(flag) == true ? "true" : "false" : values.Text(flag);

    private sealed record Row(string Name, string[] Options, string[] Negatives, string[] Variables, string Kind, string[] Choices, bool IsInProject, string[] Commands)
    {
        public static Row Parse(string line)
        {
            var parts = line.Split('\t');
            return new Row(parts[0], Words(parts[1]), Words(parts[2]), Words(parts[3]), parts[4], Words(parts[5]), parts[6].Length > 0, Words(parts[7]));
        }

        private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
