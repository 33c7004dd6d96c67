using System.Text.RegularExpressions;
using Shouldly;
using Transform.Core;

namespace Transform.Tests.Documentation;

/// <summary>The artifacts of a project that uses every kind of resource. What they must look like was recorded from dbt's own
/// (with <c>TRANSFORM_ACCEPT=1</c> and <c>TRANSFORM_PEERS</c> set, it is recorded again).</summary>
public sealed partial class ArtifactTests(ArtifactTests.Built built) : IClassFixture<ArtifactTests.Built>
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

    [Theory]
    [InlineData("target/manifest.json")]
    [InlineData("target/run_results.json")]
    [InlineData("documented/manifest.json")]
    [InlineData("documented/run_results.json")]
    [InlineData("documented/catalog.json")]
    [InlineData("documented/sources.json")]
    public void keep_dbts_schemas(string artifact) =>
        ArtifactSchemas.Instance.ProblemsOf(Path.Combine(built.Folder, artifact)).ShouldBeEmpty();

    [Theory]
    [InlineData("\"compiled_code\":", "\"compiled_kode\":", "there is no such key")]
    [InlineData("\"unique_id\":", "\"unique_ids\":", "unique_id: missing")]
    [InlineData("\"thread_id\":\"", "\"thread_id\":1,\"x\":\"", "thread_id: 1 is no string")]
    [InlineData("\"status\":\"pass\"", "\"status\":\"passed\"", "\"passed\" is no")]
    public void that_break_the_schema_are_found(string text, string broken, string problem)
    {
        var folder = Directory.CreateTempSubdirectory("transform-test-").FullName;
        var path = Path.Combine(folder, "run_results.json");
        File.WriteAllText(path, File.ReadAllText(Path.Combine(built.Folder, "target", "run_results.json")).Replace(text, broken, StringComparison.Ordinal));

        ArtifactSchemas.Instance.ProblemsOf(path).ShouldContain(found => found.Contains(problem));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void of_every_property_keep_dbts_schemas()
    {
        var folder = Programs.Copy(Golden.Fixture("documentation", "manifests", "properties"));

        Programs.Run(folder, EndToEnd.Cli.Program, "parse", "--profiles-dir", ".").ExitCode.ShouldBe(0);

        ArtifactSchemas.Instance.ProblemsOf(Path.Combine(folder, "target", "manifest.json")).ShouldBeEmpty();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void are_the_same_when_they_are_written_again()
    {
        var folder = Programs.Copy(Project);
        string[] Parse(string target)
        {
            Programs.Run(folder, EndToEnd.Cli.Program, "parse", "--profiles-dir", ".", "--target-path", target).ExitCode.ShouldBe(0);
            return [.. Enumerable.Select(["manifest.json", "semantic_manifest.json"], name => Timeless(File.ReadAllText(Path.Combine(folder, target, name))))];
        }

        Parse("one").ShouldBe(Parse("two"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void are_read_by_dbts_own_classes()
    {
        Assert.SkipWhen(Programs.Peer is null, Programs.NoPeers);

        Programs.ReadArtifacts(built.Folder, "target", "documented");
    }

    private static string Timeless(string artifact) => Times().Replace(artifact, "?");

    [GeneratedRegex("""\d{4}-\d\d-\d\dT[\d:.]+Z?|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?<="created_at":)[\d.]+""")]
    private static partial Regex Times();

    /// <summary>The project, built once.</summary>
    public sealed class Built : IDisposable
    {
        public Built()
        {
            Folder = Programs.Copy(Project);
            Output = Programs.Run(Folder, EndToEnd.Cli.Program, "build", "--profiles-dir", ".").Output;
            File.Exists(Path.Combine(Folder, "target", "run_results.json")).ShouldBeTrue(Output);
            foreach (var command in (string[])["source freshness", "docs generate"])
            {
                var (code, output) = Programs.Run(Folder, EndToEnd.Cli.Program, [.. command.Split(' '), "--profiles-dir", ".", "--target-path", "documented"]);
                code.ShouldBe(0, output);
            }
        }

        public string Folder { get; }

        public string Output { get; }

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
