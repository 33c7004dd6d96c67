using Shouldly;
using Transform.Core;

namespace Transform.Tests.Documentation;

/// <summary>The artifacts of a project that uses every kind of resource. What they must look like was recorded from dbt's own
/// (with <c>TRANSFORM_ACCEPT=1</c> and <c>TRANSFORM_PEERS</c> set, it is recorded again).</summary>
public sealed class ArtifactTests(ArtifactTests.Built built) : IClassFixture<ArtifactTests.Built>
{
    private static readonly string Project =
        Path.Combine(Golden.RepositoryRoot, "engine", "tests", "parity", "projects", "everything");

    [Theory]
    [InlineData("manifest")]
    [InlineData("run_results")]
    public void have_the_keys_the_order_and_the_types_of_dbt(string artifact)
    {
        var golden = Golden.Fixture("documentation", $"{artifact}.shape.txt");
        if (Environment.GetEnvironmentVariable("TRANSFORM_ACCEPT") == "1" && Programs.Peer is not null)
        {
            var folder = Programs.Copy(Project);
            Programs.Run(folder, Programs.Peer, "dbt", "build", "--profiles-dir", ".").ExitCode.ShouldBe(0);
            Golden.Check(golden, ArtifactShape.Read(Path.Combine(folder, "target", $"{artifact}.json")).ToString());
            Directory.Delete(folder, recursive: true);
        }

        var expected = ArtifactShape.Parse(File.ReadAllText(golden));
        var actual = ArtifactShape.Read(Path.Combine(built.Folder, "target", $"{artifact}.json"));

        // Unit tests' fixtures are not read yet.
        actual.DifferencesFrom(expected, "unit_tests.unit_test.given[]").ShouldBeEmpty();
    }

    [Fact]
    public void are_read_by_dbts_own_classes()
    {
        Assert.SkipWhen(Programs.Peer is null, Programs.NoPeers);
        var script = Path.Combine(Golden.RepositoryRoot, "engine", "tests", "parity", "read_artifacts.py");

        var (code, output) = Programs.Run(built.Folder, Programs.Peer!, "python", script, "target");

        code.ShouldBe(0, output);
    }

    /// <summary>The project, built once.</summary>
    public sealed class Built : IDisposable
    {
        public Built()
        {
            Folder = Programs.Copy(Project);
            Output = Programs.Run(Folder, EndToEnd.Cli.Program, "build", "--profiles-dir", ".").Output;
            File.Exists(Path.Combine(Folder, "target", "run_results.json")).ShouldBeTrue(Output);
        }

        public string Folder { get; }

        public string Output { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
