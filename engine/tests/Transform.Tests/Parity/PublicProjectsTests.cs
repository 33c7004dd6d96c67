using Shouldly;
using Transform.Tests.Documentation;

namespace Transform.Tests.Parity;

/// <summary>The script that tries public projects, on two small ones of our own: one is a package with a project that tests it.</summary>
public sealed class PublicProjectsTests
{
    private static readonly string Scripts = Path.Combine(Golden.RepositoryRoot, "engine", "tests", "public-projects");

    [Fact]
    public void Projects_are_run_with_their_packages_and_what_came_of_them_is_told()
    {
        Assert.SkipWhen(Programs.Peer is null, Programs.NoPeers);

        var work = Directory.CreateTempSubdirectory("public-projects-").FullName;
        try
        {
            var table = Path.Combine(work, "table.md");
            var (code, output) = Programs.Run(
                Scripts,
                Programs.Peer!,
                [
                    "python", Path.Combine(Scripts, "run.py"), Path.Combine(Scripts, "fixture"), "--work", work, "--transform", EndToEnd.Cli.Program,
                    "--only", "acme/shop", "--only", "acme/kit/integration_tests", "--table", table,
                ]);

            code.ShouldBe(0, output);
            output.ShouldContain("acme/shop: 0 differences, ");
            output.ShouldContain("acme/kit/integration_tests: 0 differences, ");

            // Passed, failed and not run.
            var rows = File.ReadAllLines(table);
            rows.Single(row => row.StartsWith("| acme/shop |", StringComparison.Ordinal)).ShouldContain("| 2 · 1 · 1 | 2 · 0 · 0 | 1 · 0 · 0 | – |");
            rows.Single(row => row.StartsWith("| acme/kit/integration_tests |", StringComparison.Ordinal)).ShouldContain("| 2 · 0 · 0 |");
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
