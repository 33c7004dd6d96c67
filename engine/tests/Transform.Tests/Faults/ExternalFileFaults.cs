using System.Diagnostics;
using Shouldly;
using Transform.Tests.Execution;
using Transform.Tests.Servers;

namespace Transform.Tests.Faults;

/// <summary>The program is killed (SIGKILL) while it makes an external model: the file is whole, the old one or the new one, and the next
/// run leaves nothing beside it.</summary>
public sealed class ExternalFileFaults
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where it is killed: the model's text then, and which version the file has.</summary>
    public static TheoryData<string, string, int> Moments { get; } = new()
    {
        { "in the query", "{{ config(materialized='external', format='csv') }} select 2 as id where {{ pause() }}", 1 },
        { "while it writes", "{{ config(materialized='external', format='csv') }} select 2 as id, repeat(i::varchar, 9) as t from range(6000000) as r(i)", 1 },
        { "before the commit", "{{ config(materialized='external', format='csv', post_hook=\"select {{ pause() }}\") }} select 2 as id", 2 },
        { "after the commit", "{{ config(materialized='external', format='csv', post_hook=after_commit(\"select {{ pause() }}\")) }} select 2 as id", 2 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void a_killed_run_leaves_a_whole_file(string moment, string text, int version)
    {
        using var project = new TestProject(("models/m.sql", "{{ config(materialized='external', format='csv') }} select 1 as id"));
        project.Configure(("external_root", Path.Combine(project.Folder, "lake")));
        Passes(project);
        var pipe = Path.Combine(project.Folder, "pipe");
        PostgresServer.Run("mkfifo", pipe);
        project.Write("macros/pause.sql", $"{{% macro pause() %}}(select count(*) from read_csv('{pipe}', header=false, auto_detect=false, columns={{'a': 'VARCHAR'}})) >= 0{{% endmacro %}}");
        project.Write("models/m.sql", text);

        using var program = EndToEnd.Cli.Start(project.Folder, ["run"]);
        if (text.Contains("pause", StringComparison.Ordinal))
        {
            // To open a pipe for writing waits for its reader.
            FileStream? reader = null;
            var thread = new Thread(() => reader = new FileStream(pipe, FileMode.Open, FileAccess.Write));
            thread.Start();
            thread.Join(Patience).ShouldBeTrue(moment);
            program.Kill();
            reader!.Dispose();
        }
        else
        {
            var aside = new FileInfo(Path.Combine(project.Folder, "lake", ".transform-m.csv", "m.csv"));
            for (var clock = Stopwatch.StartNew(); !aside.Exists || aside.Length == 0; aside.Refresh())
            {
                clock.Elapsed.ShouldBeLessThan(Patience);
                program.HasExited.ShouldBeFalse();
            }

            program.Kill();
        }

        program.WaitForExit();

        File.ReadAllText(Path.Combine(project.Folder, "lake", "m.csv")).ShouldBe($"id\n{version}\n", moment);
        project.Rows("select id from m").ShouldBe([$"{version}"], moment);
        project.Write("models/m.sql", "{{ config(materialized='external', format='csv') }} select 3 as id");
        Passes(project);
        project.Rows("select id from m").ShouldBe(["3"]);
        project.Relations().ShouldBe(["m View"]);
        Directory.EnumerateFileSystemEntries(Path.Combine(project.Folder, "lake")).Select(Path.GetFileName).ShouldBe(["m.csv"]);
    }

    private static void Passes(TestProject project) =>
        project.Run().Results.Where(r => r.Failed).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();
}
