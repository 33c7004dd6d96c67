using System.Diagnostics;
using System.Runtime.Versioning;
using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

/// <summary>The launcher in a tree of its own, with a compiler that only counts its calls; and the real one's speed.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LauncherTests
{
    [Fact]
    public void Compiles_once_and_again_after_a_change()
    {
        using var tree = new Tree();
        tree.Run("a b", "c").Output.ShouldBe("program a b|c|\n");
        tree.Run("x").Output.ShouldBe("program x|\n");
        tree.Compiled.ShouldBe(1);

        tree.Touch("engine/src/Transform.Cli/Program.cs");
        tree.Run().ExitCode.ShouldBe(0);
        tree.Compiled.ShouldBe(2);

        File.Delete(tree.Folder["engine/src/Transform.Cli/Program.cs"]);
        tree.TouchFolder("engine/src/Transform.Cli");
        tree.Run().ExitCode.ShouldBe(0);
        tree.Compiled.ShouldBe(3);
        Directory.GetDirectories(tree.Folder["engine/artifacts/program"], "build-*").Length.ShouldBe(2);
    }

    [Fact]
    public void Passes_the_exit_code_on()
    {
        using var tree = new Tree();
        tree.Run("exit7").ExitCode.ShouldBe(7);
    }

    [Fact]
    public void Works_through_links_and_from_anywhere()
    {
        using var tree = new Tree();
        using var elsewhere = new Folder();
        Directory.CreateDirectory(elsewhere["bin"]);
        File.CreateSymbolicLink(elsewhere["bin/first"], tree.Folder["transform"]);
        File.CreateSymbolicLink(elsewhere["dbt"], "bin/first");
        tree.RunAs(elsewhere["dbt"], elsewhere.Path, "x").Output.ShouldBe("program x|\n");
        tree.RunAs("/bin/sh", tree.Folder.Path, "./transform", "y").Output.ShouldBe("program y|\n");
        tree.RunAs("/bin/sh", tree.Folder.Path, "transform", "z").Output.ShouldBe("program z|\n");
        tree.Compiled.ShouldBe(1);
    }

    [Fact]
    public void Several_at_once_compile_once()
    {
        using var tree = new Tree();
        var results = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(i => tree.Run($"{i}")).ToList();
        results.ShouldAllBe(result => result.ExitCode == 0);
        tree.Compiled.ShouldBe(1);
        Directory.GetFileSystemEntries(tree.Folder["engine/artifacts"], ".build-owner*").ShouldBeEmpty();
    }

    [Fact]
    public void A_lock_of_the_dead_is_taken_over()
    {
        using var tree = new Tree();
        using var dead = Process.Start("/bin/true");
        dead.WaitForExit();
        Directory.CreateDirectory(tree.Folder["engine/artifacts"]);
        File.CreateSymbolicLink(tree.Folder["engine/artifacts/.build-owner"], $"{dead.Id}");
        var results = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => tree.Run("x")).ToList();
        results.ShouldAllBe(result => result.ExitCode == 0);
        tree.Compiled.ShouldBe(1);
        Directory.GetFileSystemEntries(tree.Folder["engine/artifacts"], ".build-owner*").ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_compilation_shows_why_and_is_tried_again()
    {
        using var tree = new Tree();
        tree.Folder.Write("broken", string.Empty);
        var result = tree.Run("x");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("error CS1002: ; expected");
        File.Delete(tree.Folder["broken"]);
        tree.Run("x").ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("dotnet", "the .NET 10 SDK is missing")]
    [InlineData("npm", "Node.js 20 with npm is missing")]
    public void Says_what_is_missing(string tool, string message)
    {
        using var tree = new Tree();
        File.Delete(tree.Folder["tools/" + tool]);
        var result = tree.Run("x");
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(message);
    }

    /// <summary>The launcher, its build script, and tools that stand in for dotnet and npm.</summary>
    private sealed class Tree : IDisposable
    {
        public Tree()
        {
            Copy("transform");
            Copy("engine/build-program");
            foreach (var file in new[] { "global.json", "engine/package.json", "engine/package-lock.json", "engine/Directory.Build.props", "engine/Directory.Packages.props", "engine/src/Transform.Cli/Program.cs" })
            {
                Folder.Write(file, "{}");
                Age(file);
            }

            foreach (var name in new[] { "sh", "env", "find", "readlink", "mkdir", "cat", "rm", "mv", "ln", "date", "sleep", "uname", "mktemp", "touch", "grep", "tail", "sed", "dirname", "tr", "sort", "head" })
            {
                var path = new[] { "/usr/bin/", "/bin/" }.Select(folder => folder + name).First(File.Exists);
                Directory.CreateDirectory(Folder["tools"]);
                File.CreateSymbolicLink(Folder["tools/" + name], path);
            }

            Tool("npm", "mkdir -p \"$3/node_modules/@duckdb/node-bindings-linux-x64\" \"$3/node_modules/@duckdb/node-bindings-linux-arm64\"");
            Tool("dotnet", $$"""
                [ "$1" = --version ] && { echo 10.0.100; exit 0; }
                [ "$1" = publish ] || exit 1
                echo once >>"{{Folder.Path}}/compiled"
                [ -e "{{Folder.Path}}/broken" ] && { echo "Program.cs(1,1): error CS1002: ; expected"; exit 1; }
                sleep 1
                while [ "$1" != --output ]; do shift; done
                mkdir -p "$2"
                printf '#!/bin/sh\n[ "$1" = exit7 ] && exit 7\nprintf "program "; for a in "$@"; do printf "%%s|" "$a"; done; echo\n' >"$2/transform"
                chmod +x "$2/transform"
                """);
            File.CreateSymbolicLink(Folder["tools/chmod"], File.Exists("/bin/chmod") ? "/bin/chmod" : "/usr/bin/chmod");
        }

        public Folder Folder { get; } = new();

        public int Compiled => File.Exists(Folder["compiled"]) ? File.ReadAllLines(Folder["compiled"]).Length : 0;

        public CliResult Run(params string[] arguments) => RunAs(Folder["transform"], Folder.Path, arguments);

        public CliResult RunAs(string program, string folder, params string[] arguments)
        {
            using var process = Cli.Start(program, folder, arguments, ("PATH", Folder["tools"]));
            return Cli.Finish(process, folder);
        }

        public void Touch(string file) => File.SetLastWriteTimeUtc(Folder[file], File.GetLastWriteTimeUtc(Folder["engine/artifacts/program/current/.stamp"]).AddSeconds(1));

        public void TouchFolder(string folder) => Directory.SetLastWriteTimeUtc(Folder[folder], File.GetLastWriteTimeUtc(Folder["engine/artifacts/program/current/.stamp"]).AddSeconds(1));

        public void Dispose() => Folder.Dispose();

        private void Copy(string file)
        {
            Folder.Write(file, File.ReadAllText(Path.Combine(Golden.RepositoryRoot, file)));
            File.SetUnixFileMode(Folder[file], (UnixFileMode)0b111_101_101);
        }

        private void Age(string file)
        {
            var past = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            File.SetLastWriteTimeUtc(Folder[file], past);
            for (var folder = Path.GetDirectoryName(Folder[file])!; folder.StartsWith(Folder["engine/src"], StringComparison.Ordinal); folder = Path.GetDirectoryName(folder)!)
            {
                Directory.SetLastWriteTimeUtc(folder, past);
            }
        }

        private void Tool(string name, string script)
        {
            Folder.Write("tools/" + name, "#!/bin/sh\n" + script + "\n");
            File.SetUnixFileMode(Folder["tools/" + name], (UnixFileMode)0b111_101_101);
        }
    }
}
