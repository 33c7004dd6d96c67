using System.Text;
using System.Text.Json;
using Shouldly;

namespace Transform.Tests.EndToEnd;

/// <summary>Artifacts whose writer is killed.</summary>
public sealed class KilledWriteTests
{
    [Fact]
    public void a_manifest_is_the_old_one_or_the_new_one_when_its_writer_is_killed()
    {
        var folder = Directory.CreateTempSubdirectory("transform-test-").FullName;
        var target = Directory.CreateDirectory(Path.Combine(folder, "target")).FullName;
        var manifest = Path.Combine(target, "manifest.json");
        WriteProject(folder);
        var abandoned = Path.Combine(target, "manifest.json.1.tmp");
        File.WriteAllText(abandoned, "half");
        File.SetLastWriteTimeUtc(abandoned, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        File.WriteAllText(manifest, "{}");

        for (var round = 0; round < 3; round++)
        {
            KillWhileItWrites(folder, manifest);
            using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        }

        Cli.Run(folder, "parse", "--profiles-dir", ".").ExitCode.ShouldBe(0);
        using var whole = JsonDocument.Parse(File.ReadAllBytes(manifest));
        whole.RootElement.GetProperty("nodes").EnumerateObject().Count().ShouldBe(500);
        File.Exists(abandoned).ShouldBeFalse();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void what_is_kept_of_a_parse_is_no_other_project_when_its_writer_is_killed()
    {
        var folder = Directory.CreateTempSubdirectory("transform-test-").FullName;
        WriteProject(folder);
        for (var round = 0; round < 4; round++)
        {
            // Two edits: one that is kept beside the graph, and one that makes a new graph.
            File.WriteAllText(Path.Combine(folder, "models", "m7.sql"), $"select {round} as id\n");
            File.WriteAllText(Path.Combine(folder, "models", $"n{round}.sql"), "select 1 as id\n");
            KillWhileItWrites(folder, Path.Combine(folder, "target", "parse_cache.bin"));
            Shown(folder).ShouldBe(Shown(folder, "--no-partial-parse"));
            File.WriteAllText(Path.Combine(folder, "models", "m7.sql"), $"select {round} as other\n");
            KillWhileItWrites(folder, Path.Combine(folder, "target", "parse_cache.edits.bin"));
            Shown(folder).ShouldBe(Shown(folder, "--no-partial-parse"));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Shown(string folder, params string[] arguments)
    {
        var result = Cli.Run(folder, ["ls", "--profiles-dir", ".", "--output", "json", "--output-keys", "unique_id raw_code", .. arguments]);
        result.ExitCode.ShouldBe(0);
        return result.Output;
    }

    // One long text for all models makes a manifest that takes its time.
    private static void WriteProject(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "dbt_project.yml"), "name: large\nprofile: large\n");
        File.WriteAllText(Path.Combine(folder, "profiles.yml"), "large: {target: dev, outputs: {dev: {type: duckdb, path: large.duckdb}}}\n");
        var models = Directory.CreateDirectory(Path.Combine(folder, "models")).FullName;
        var yaml = new StringBuilder("models:\n");
        for (var i = 0; i < 500; i++)
        {
            File.WriteAllText(Path.Combine(models, $"m{i}.sql"), "select 1 as id\n");
            yaml.Append("  - {name: m").Append(i).Append(", description: \"{{ doc('long') }}\"}\n");
        }

        File.WriteAllText(Path.Combine(models, "models.yml"), yaml.ToString());
        File.WriteAllText(Path.Combine(models, "long.md"), $"{{% docs long %}}{new string('x', 60_000)}{{% enddocs %}}\n");
    }

    private static void KillWhileItWrites(string folder, string file)
    {
        using var process = Cli.Start(folder, ["parse", "--profiles-dir", "."]);
        while (!process.HasExited && !File.Exists($"{file}.{process.Id}.tmp"))
        {
            Thread.Sleep(1);
        }

        process.Kill();
        process.WaitForExit();
    }
}
