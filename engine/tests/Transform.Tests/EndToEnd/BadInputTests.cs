using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

/// <summary>Each folder <c>fixtures/cli/err_*</c> is laid over the project <c>shop</c>, which was built before; its
/// <c>expected.txt</c> is everything that <c>build</c> prints then.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.EnumerateDirectories(Golden.Fixture("cli"), "err_*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_is_wrong_and_keeps_the_last_good_tables(string name)
    {
        using var folder = Folder.OfBuiltShop();
        folder.Lay(name);
        var result = Cli.Run(folder.Path, "build");

        Golden.Check(Golden.Fixture("cli", name, "expected.txt"), result.Transcript);
        result.ExitCode.ShouldBe(name is "err_failing_query" or "err_failing_hook" or "err_no_sql" or "err_failing_test" or "err_unreadable_csv" or "err_unknown_macro" or "err_contract_mismatch" or "err_settings" ? 1 : 2);
        (result.Output + result.Error).ShouldNotContain("   at Transform.");

        using var good = Folder.Of("shop");
        File.Copy(folder["shop.duckdb"], good["shop.duckdb"]);
        Cli.Run(good.Path, "show", "--inline", "select * from main.customers order by 1", "--output", "json", "-q").Output
            .ShouldContain("\"revenue\": 20");
    }

    [Fact]
    public void No_project()
    {
        using var folder = new Folder();
        Check(Cli.Run(folder.Path, "build"), "no_project", 2);
    }

    [Fact]
    public void A_file_where_the_target_folder_should_be()
    {
        using var folder = Folder.Of("shop");
        folder.Write("target", "in the way");
        Check(Cli.Run(folder.Path, "build"), "target_is_a_file", 2);
    }

    [Fact]
    public void A_target_folder_that_nobody_can_make()
    {
        using var folder = Folder.Of("shop");
        var result = Cli.Run(folder.Path, "build", "--target-path", "/proc/transform");
        result.ExitCode.ShouldBe(2);
        Golden.Check(
            Golden.Fixture("cli", "bad_input", "target_cannot_be_made.txt"),
            result.Transcript // The first is said to the superuser, the second to everybody else.
                .Replace("Could not find file '/proc/transform'.", "<cause>", StringComparison.Ordinal)
                .Replace("Access to the path '/proc/transform' is denied.", "<cause>", StringComparison.Ordinal));
        File.Exists(folder["shop.duckdb"]).ShouldBeFalse();
    }

    [Fact]
    public void A_target_folder_that_nobody_can_write_to()
    {
        using var folder = Folder.Of("shop");
        var result = Cli.Run(folder.Path, "build", "--target-path", "/proc/self");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldStartWith("error TF1012: The folder for generated files, /proc/self, cannot be made or written to: ");
    }

    [Fact]
    public void A_database_file_that_is_none()
    {
        using var folder = Folder.Of("shop");
        folder.Write("shop.duckdb", new string('x', 20000));
        Check(Cli.Run(folder.Path, "build"), "database_is_none", 2);
        var debug = Cli.Run(folder.Path, "debug");
        debug.ExitCode.ShouldBe(1);
        debug.Output.ShouldContain("connection: [ERROR]");
        debug.Error.ShouldStartWith("profiles.yml:4:5: error TF5001: ");
    }

    [Fact]
    public void A_database_that_another_process_has_open()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/slow.sql", CancellationTests.SlowModel);
        // In the same folder the second one would wait.
        using var other = Cli.Start(folder.Path, ["run", "-s", "slow", "--target-path", "elsewhere"]);
        try
        {
            CancellationTests.WaitForStart(other);
            var result = Cli.Run(folder.Path, "build");
            result.ExitCode.ShouldBe(2);
            Golden.Check(
                Golden.Fixture("cli", "bad_input", "database_is_locked.txt"),
                result.Transcript.Replace($"{other.Id}", "<pid>", StringComparison.Ordinal).Replace(other.MainModule!.FileName, "<program>", StringComparison.Ordinal));
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public void Warnings_are_errors_when_that_is_asked_for()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/more.yml", "models:\n  - name: nobody\n");
        Cli.Run(folder.Path, "parse").ExitCode.ShouldBe(0);
        Check(Cli.Run(folder.Path, "parse", "--warn-error"), "warning_as_error", 2);
        Check(Cli.Run(folder.Path, ["parse"], ("DBT_WARN_ERROR", "1")), "warning_as_error", 2);
        File.AppendAllText(folder["transform.yml"], "flags:\n  warn_error: true\n");
        Check(Cli.Run(folder.Path, "parse"), "warning_as_error", 2);
    }

    [Fact]
    public void Deprecated_spellings_are_counted_shown_and_silenced()
    {
        using var folder = Folder.Of("shop");
        folder.Write("models/old.sql", "select 1 as id\n");
        folder.Write(
            "models/old.yml",
            "models:\n  - name: old\n    columns:\n      - name: id\n        data_tests:\n          - accepted_values: {values: [a]}\n          - accepted_values: {name: again, values: [b]}\n");
        Check(Cli.Run(folder.Path, "ls", "--models", "stg_orders"), "deprecations_counted", 0);
        Check(Cli.Run(folder.Path, "ls", "-s", "stg_orders", "--show-all-deprecations"), "deprecations_shown", 0);
        File.AppendAllText(folder["transform.yml"], "flags:\n  warn_error_options:\n    silence: [Deprecations]\n");
        Check(Cli.Run(folder.Path, "ls", "-s", "stg_orders"), "deprecations_silenced", 0);
    }

    private static void Check(CliResult result, string name, int exitCode)
    {
        Golden.Check(Golden.Fixture("cli", "bad_input", name + ".txt"), result.Transcript);
        result.ExitCode.ShouldBe(exitCode);
    }
}
