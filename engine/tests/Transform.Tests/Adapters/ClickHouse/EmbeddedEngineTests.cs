using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.ClickHouse.Embedded;
using Transform.Core;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.ClickHouse;

public sealed class EmbeddedEngineTests
{
    private const int FirstRealTimeSignal = 34;

    [Fact]
    public void a_library_that_was_not_fetched_is_named_with_the_command_that_fetches_it()
    {
        var error = Should.Throw<WarehouseException>(() => EmbeddedLibrary.Load("/nowhere/at/all"));

        error.Code.ShouldBe(DiagnosticCodes.EngineNotFound);
        error.Hint.ShouldNotBeNull().ShouldContain("engine/clickhouse/fetch");
    }

    [Fact]
    public void the_runtime_keeps_the_signal_that_stops_its_threads()
    {
        using var fixture = ClickHouseFixture.On(EmbeddedClickHouse.NewDatabase());
        using var connection = fixture.Connect();
        connection.Scalar("select 1").ShouldBe(1L);

        var action = new nint[32];
        Handle(FirstRealTimeSignal, 0, action).ShouldBe(0);

        var handler = action[0];
        File.ReadLines("/proc/self/maps")
            .Single(line => line.Split('-', ' ') is var parts && nint.Parse(parts[0], NumberStyles.HexNumber) <= handler && handler < nint.Parse(parts[1], NumberStyles.HexNumber))
            .ShouldEndWith("libcoreclr.so");
    }

    [Fact]
    public void a_folder_that_another_process_has_is_told_and_free_again_when_it_ends()
    {
        var folder = Directory.CreateTempSubdirectory("transform-embedded-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "dbt_project.yml"), "name: shop\nprofile: shop\n");
            File.WriteAllText(Path.Combine(folder.FullName, "profiles.yml"), "shop: {target: dev, outputs: {dev: {type: clickhouse, path: data, schema: shop}}}\n");
            var models = Directory.CreateDirectory(Path.Combine(folder.FullName, "models"));
            File.WriteAllText(Path.Combine(models.FullName, "m.sql"), "{{ config(materialized='table') }} select 1 as id");
            var data = Directory.CreateDirectory(Path.Combine(folder.FullName, "data"));
            var status = Path.Combine(data.FullName, "status");
            using (var holder = Process.Start(new ProcessStartInfo("python3", [
                "-c", $"import fcntl, os, sys; f = open('{status}', 'w'); f.write('PID: %d\\n' % os.getpid()); f.flush(); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"])
            { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true })!)
            {
                holder.StandardOutput.ReadLine().ShouldBe("held");

                var locked = EndToEnd.Cli.Run(folder.FullName, "run");

                locked.ExitCode.ShouldBe(2);
                (locked.Output + locked.Error).ShouldContain($"TF5003: Process {holder.Id} has ClickHouse's folder ");
                holder.StandardInput.Close();
                holder.WaitForExit();
            }

            var free = EndToEnd.Cli.Run(folder.FullName, "run");

            free.ExitCode.ShouldBe(0, free.Output + free.Error);
            EndToEnd.Cli.Run(folder.FullName, "show", "--inline", "select id + 41 as answer from {{ ref('m') }}").Output.ShouldContain("42");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [DllImport("libc", EntryPoint = "sigaction")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Handle(int signal, nint next, [Out] nint[] previous);
}
