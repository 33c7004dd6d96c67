using Shouldly;
using Transform.Tests.Conformance;
using Transform.Tests.Execution;

namespace Transform.Tests.Faults;

/// <summary>The program is killed (SIGKILL) while it makes a relation another one, or when it has just done so: nobody takes the relation for what
/// it was before.</summary>
public sealed class KilledRecordFaults
{
    private const string Good = "{{ config(materialized='table') }} select 1 as id";

    [Theory]
    [InlineData("duckdb", "query", "run --changed")]
    [InlineData("duckdb", "committed", "run --changed")]
    [InlineData("duckdb", "committed", "run")]
    [InlineData("postgres", "query", "run --changed")]
    [InlineData("postgres", "committed", "run")]
    [InlineData("clickhouse", "query", "run")]
    [InlineData("clickhouse", "committed", "run --changed")]
    public void What_was_being_made_runs_again(string warehouse, string phase, string command)
    {
        using var project = new TestProject(
            warehouse switch { "postgres" => PostgresWarehouse.Instance, "clickhouse" => ClickHouseWarehouse.Http, _ => DuckDbWarehouse.Instance },
            ("models/m.sql", Good),
            ("models/other.sql", "{{ config(materialized='table') }} select 7 as id"),
            ("models/reader.sql", "{{ config(materialized='table') }} select id from {{ ref('m') }}"));
        Run(project).ShouldContain("Reused 0 nodes. Ran 3");
        Run(project).ShouldContain("Reused 3 nodes. Ran 0");

        // Some seconds on a server, so that what a dead run has left there ends; as good as no end in the process that is killed.
        var slow = warehouse switch
        {
            "postgres" => "select 2 as id from pg_sleep(3)",
            "clickhouse" => "select toUInt8(2 + sum(sleepEachRow(1))) as id from numbers(3)",
            _ => "select 2 + count(*) as id from range(100000000) a, range(100000) b where (a.range * b.range) % 7 = 9",
        };
        project.Write("models/m.sql", phase == "query"
            ? $"{{{{ config(materialized='table') }}}} {slow}"
            : $"{{{{ config(materialized='table', post_hook={{'sql': '{slow}', 'transaction': false}}) }}}} select 2 as id");
        using (var program = EndToEnd.Cli.Start(project.Folder, [.. command.Split(' '), "--debug"]))
        {
            var seen = string.Empty;
            while (!(seen.Contains(slow[12..], StringComparison.Ordinal) && !seen.Contains("post_hook", StringComparison.Ordinal)))
            {
                seen = program.StandardOutput.ReadLine().ShouldNotBeNull();
            }

            Thread.Sleep(500);
            program.Kill();
            program.WaitForExit();
        }

        project.Write("models/m.sql", Good);
        var after = Run(project);
        after.ShouldContain("m (its last run did not end)");
        if (command.Contains("changed", StringComparison.Ordinal))
        {
            // Where all is to run, it is told of many nodes at a time that they begin.
            after.ShouldContain("reader (m ran)");
            after.ShouldContain("Reused 1 node. Ran 2");
        }

        project.Rows($"select id from {project.Schema}.m").ShouldBe(["1"]);
        Run(project).ShouldContain("Reused 3 nodes. Ran 0");
    }

    private static string Run(TestProject project)
    {
        var result = EndToEnd.Cli.Run(project.Folder, "run", "--changed");
        result.ExitCode.ShouldBe(0, result.Transcript);
        return result.Output;
    }
}
