using System.Diagnostics;
using Shouldly;

namespace Transform.Tests.Documentation;

/// <summary>Starts Transform, and dbt where <c>TRANSFORM_PEERS</c> names the folder that has it.</summary>
internal static class Programs
{
    public const string NoPeers = "TRANSFORM_PEERS does not name a folder with dbt: there is nothing to compare with.";

    /// <summary>The script that starts dbt's programs; null where there is none.</summary>
    public static string? Peer { get; } = FindPeer();

    /// <summary>A copy of a project to run in, in a new folder.</summary>
    public static string Copy(string project)
    {
        var folder = Directory.CreateTempSubdirectory("transform-test-").FullName;
        foreach (var file in Directory.EnumerateFiles(project, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(project, file);
            if (path.Split('/')[0] is "target" or "logs")
            {
                continue;
            }

            var copy = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder;
    }

    public static (int ExitCode, string Output) Run(string folder, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Has dbt's own classes read what lies in folders of artifacts: everything that they cannot read fails the test.</summary>
    public static void ReadArtifacts(string folder, params IEnumerable<string> targets)
    {
        var script = Path.Combine(Golden.RepositoryRoot, "engine", "tests", "parity", "read_artifacts.py");
        var (code, output) = Run(folder, Peer!, ["python", script, .. targets]);
        code.ShouldBe(0, output);
    }

    private static string? FindPeer()
    {
        var folder = Environment.GetEnvironmentVariable("TRANSFORM_PEERS");
        var run = folder is null ? null : Path.Combine(folder, "dbt", "run");
        return run is not null && File.Exists(run) ? run : null;
    }
}
