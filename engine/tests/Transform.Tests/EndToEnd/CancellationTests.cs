using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

public sealed class CancellationTests
{
    // Runs for minutes unless it is stopped.
    internal const string SlowModel = """
        {{ config(materialized='table') }}
        select count(*) as n from range(100000000) a, range(10000) b where (a.range * b.range) % 7 = 3
        """;

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void A_signal_stops_the_query_and_leaves_the_database_usable(string signal)
    {
        using var folder = Folder.OfBuiltShop();
        folder.Write("models/customers.sql", SlowModel + "\n-- {{ ref('stg_orders') }}");

        // A shell that runs the tests in the background leaves SIGINT ignored; env takes that back.
        using var process = Cli.Start("/usr/bin/env", folder.Path, ["--default-signal=INT", Cli.Program, "build"]);
        WaitForStart(process, "table model main.customers");
        var clock = Stopwatch.StartNew();
        Send(signal, process);
        var result = Cli.Finish(process, folder.Path);

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("Cancelled");
        result.Output.ShouldContain("TF5005");
        result.Output.ShouldContain("Done. PASS=");
        Cli.Run(folder.Path, "show", "--inline", "select sum(revenue) as revenue from main.customers", "-q").Output.ShouldContain("55.5");
        File.Exists(folder["target/run_results.json"]).ShouldBeTrue();
    }

    [Fact]
    public void A_signal_cancels_the_statements_in_a_server()
    {
        using var project = Execution.TestProject.OnPostgres(
            ("models/a.sql", "{{ config(materialized='table') }} select pg_sleep(60)::text as a"),
            ("models/b.sql", "{{ config(materialized='incremental') }} select pg_sleep(60)::text as a"),
            ("models/c.sql", "{{ config(materialized='table', contract={'enforced': true}) }} select 1 as a where pg_sleep(60)::text is not null"),
            ("models/models.yml", "models: [{name: c, columns: [{name: a, data_type: integer}]}]"));
        const string Sleeping = "select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'";
        using var process = Cli.Start("/usr/bin/env", project.Folder, ["--default-signal=INT", Cli.Program, "run", "--threads", "3"]);
        for (var i = 0; project.Rows(Sleeping) is not ["3"] && i < 600; i++)
        {
            Thread.Sleep(50);
        }

        var clock = Stopwatch.StartNew();
        Send("INT", process);
        while (project.Rows(Sleeping) is not ["0"])
        {
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
        }

        var result = Cli.Finish(process, project.Folder);
        result.ExitCode.ShouldBe(1);
        result.Output.ShouldContain("Cancelled");
        project.Rows("select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'").ShouldBe(["0"]);
        project.Rows("select count(*) from pg_class where relnamespace = 'public'::regnamespace").ShouldBe(["0"]);
    }

    [Fact]
    public void A_killed_run_leaves_the_last_good_tables()
    {
        using var folder = Folder.OfBuiltShop();
        folder.Write("models/customers.sql", SlowModel + "\n-- {{ ref('stg_orders') }}");
        using var process = Cli.Start(folder.Path, ["build"]);
        WaitForStart(process, "table model main.customers");
        process.Kill();
        process.WaitForExit();

        Cli.Run(folder.Path, "show", "--inline", "select sum(revenue) as revenue from main.customers", "-q").Output.ShouldContain("55.5");
    }

    /// <summary>Waits until a node is running: until it works on its statement, that is.</summary>
    internal static void WaitForStart(Process process, string node = "START")
    {
        for (var line = process.StandardOutput.ReadLine(); line is not null; line = process.StandardOutput.ReadLine())
        {
            if (line.Contains("START", StringComparison.Ordinal) && line.Contains(node, StringComparison.Ordinal))
            {
                // The statement is sent right after this line, and keeps the processor busy as nothing else does.
                var before = process.TotalProcessorTime;
                for (var clock = Stopwatch.StartNew(); process.TotalProcessorTime - before < TimeSpan.FromMilliseconds(500); process.Refresh())
                {
                    clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(60));
                    Thread.Sleep(10);
                }

                return;
            }
        }

        throw new InvalidOperationException($"The program ended before it started {node}: {process.StandardError.ReadToEnd()}");
    }

    private static void Send(string signal, Process process) =>
        Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]).WaitForExit();
}
