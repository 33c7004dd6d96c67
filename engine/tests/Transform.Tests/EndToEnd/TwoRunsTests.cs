using System.Diagnostics;
using System.Text.Json;
using Shouldly;
using Transform.Tests.Conformance;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.EndToEnd;

/// <summary>Two calls of the program at once in one folder: both are right, or the second one says that it waits.</summary>
public sealed class TwoRunsTests
{
    public static TheoryData<string, string, string> Pairs => new()
    {
        { "duckdb", "build --changed", "build --changed --vars {x: 1000}" },
        { "duckdb", "parse", "parse --vars {x: 1000}" },
        { "postgres", "build --changed", "build --changed --vars {x: 1000}" },
        { "postgres", "build", "docs generate" },
        { "clickhouse", "build", "build --vars {x: 1000}" },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Both_are_right(string warehouse, string first, string second)
    {
        using var project = new TestProject(
            warehouse switch { "postgres" => PostgresWarehouse.Instance, "clickhouse" => ClickHouseWarehouse.Http, _ => DuckDbWarehouse.Instance },
            [.. Enumerable.Range(0, 8).Select(i => (
                $"models/m{i}.sql",
                $"{{{{ config(schema='new', materialized='{(i % 2 == 0 ? "table" : "view")}') }}}}\nselect {{{{ var('x', 1) }}}} as id{(i < 4 ? string.Empty : $", id as above from {{{{ ref('m{i - 4}') }}}}")}"))]);

        using var other = Cli.Start(project.Folder, Arguments(first));
        var result = Cli.Run(project.Folder, [.. Arguments(second)]);
        var before = Cli.Finish(other, project.Folder);

        (before.ExitCode, result.ExitCode).ShouldBe((0, 0), before.Transcript + result.Transcript);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(project.Folder, "target"), "*.json"))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
        }

        foreach (var path in Directory.EnumerateFiles(Path.Combine(project.Folder, "target"), "*.sql", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            text.ShouldNotContain('\0');
            text.Count(c => c == '\n').ShouldBeLessThan(20);
        }

        Directory.EnumerateFiles(Path.Combine(project.Folder, "target"), "*.tmp").ShouldBeEmpty();
        if (!first.StartsWith("parse", StringComparison.Ordinal))
        {
            // What is recorded, if something is, is true of what is there.
            Cli.Run(project.Folder, "build", "--changed").ExitCode.ShouldBe(0);
            project.Rows($"select distinct id from {project.Schema}_new.m0").ShouldBe(["1"]);
            project.Rows($"select id, above from {project.Schema}_new.m7").ShouldBe(["1|1"]);
        }
    }

    [Fact]
    public void The_second_one_says_that_it_waits()
    {
        using var folder = Folder.Of("shop");
        using var first = Slow(folder);
        using var second = Waiting(folder, first);
        first.Kill();
        Cli.Finish(second, folder.Path).ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Who_waits_can_be_told_to_stop()
    {
        using var folder = Folder.Of("shop");
        using var first = Slow(folder);
        using var second = Waiting(folder, first);
        using var kill = Process.Start("kill", ["-INT", $"{second.Id}"]);
        var result = Cli.Finish(second, folder.Path);
        first.Kill();
        result.ExitCode.ShouldBe(1);
        result.Error.ShouldContain("TF5005");
    }

    private static Process Slow(Folder folder)
    {
        folder.Write("models/slow.sql", CancellationTests.SlowModel);
        var run = Cli.Start(folder.Path, ["run", "-s", "slow"]);
        CancellationTests.WaitForStart(run);
        return run;
    }

    private static Process Waiting(Folder folder, Process other)
    {
        // A shell that runs the tests in the background leaves SIGINT ignored; env takes that back.
        var run = Cli.Start("/usr/bin/env", folder.Path, ["--default-signal=INT", Cli.Program, "build", "--exclude", "slow"]);
        var said = string.Empty;
        while (!said.Contains("Waiting", StringComparison.Ordinal))
        {
            said = run.StandardOutput.ReadLine().ShouldNotBeNull();
        }

        said[10..].ShouldBe($"Another run (process {other.Id}) works in {folder["target"]}. Waiting until it is done.");
        return run;
    }

    // --vars takes a text with a blank in it.
    private static string[] Arguments(string line)
    {
        var vars = line.IndexOf(" {", StringComparison.Ordinal);
        return vars < 0 ? line.Split(' ') : [.. line[..vars].Split(' '), line[(vars + 1)..]];
    }
}
