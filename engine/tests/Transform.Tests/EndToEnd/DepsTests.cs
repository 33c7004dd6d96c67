using Shouldly;
using Transform.Tests.Packages;
using Xunit;

namespace Transform.Tests.EndToEnd;

public sealed class DepsTests
{
    [Fact]
    public void A_killed_run_leaves_the_installed_packages_and_the_next_one_mends_the_rest()
    {
        using var server = new IndexServer { Endless = "/t/utils-1.1.0.tar.gz" };
        PackageProject.Publish(server, "utils", ("1.0.0", "[]", []), ("1.1.0", "[]", []));
        using var folder = new Folder();
        folder.Write("dbt_project.yml", "name: p\nprofile: p\n");
        folder.Write("packages.yml", "packages:\n  - package: acme/utils\n    version: 1.0.0\n");
        (string, string?) index = ("DBT_PACKAGE_HUB_URL", server.Address);
        Cli.Run(folder.Path, ["deps"], index).ExitCode.ShouldBe(0);

        folder.Write("packages.yml", "packages:\n  - package: acme/utils\n    version: 1.1.0\n");
        using (var process = Cli.Start(folder.Path, ["deps"], index))
        {
            SpinWait.SpinUntil(() => server.Asked("/t/utils-1.1.0.tar.gz") > 0, TimeSpan.FromSeconds(60)).ShouldBeTrue();
            process.Kill();
            process.WaitForExit();
        }

        File.ReadAllText(folder["dbt_packages/utils/macros/m.sql"]).ShouldContain("1.0.0");
        server.Endless = null;
        Cli.Run(folder.Path, ["deps"], index).ExitCode.ShouldBe(0);
        File.ReadAllText(folder["dbt_packages/utils/macros/m.sql"]).ShouldContain("1.1.0");
        Directory.GetFileSystemEntries(folder.Path, ".dbt_packages*").ShouldBeEmpty();
    }

    [Fact]
    public void A_project_that_lists_more_than_is_installed_says_so()
    {
        using var folder = Folder.Of("shop");
        folder.Write("packages.yml", "packages:\n  - local: shared\n");
        folder.Write("shared/dbt_project.yml", "name: shared\nrequire-dbt-version: \">=9.0.0\"\n");
        Golden.Check(Golden.Fixture("cli", "commands", "packages_not_installed.txt"), Cli.Run(folder.Path, "parse").Transcript);
        Cli.Run(folder.Path, "deps").ExitCode.ShouldBe(0);
        Golden.Check(Golden.Fixture("cli", "commands", "package_needs_newer_version.txt"), Cli.Run(folder.Path, "parse").Transcript);
        Cli.Run(folder.Path, "parse", "--no-version-check").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Cleaning_needs_no_profile_and_stays_inside_the_project()
    {
        using var folder = new Folder();
        folder.Write("p/dbt_project.yml", "name: p\nclean-targets: [target, dbt_packages]\n");
        folder.Write("p/target/x", string.Empty);
        folder.Write("outside/x", string.Empty);
        Cli.Run(folder["p"], "clean").ExitCode.ShouldBe(0);
        Directory.Exists(folder["p/target"]).ShouldBeFalse();
        folder.Write("p/dbt_project.yml", "name: p\nclean-targets: [../outside]\n");
        var refused = Cli.Run(folder["p"], "clean");
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("outside of the project");
        Cli.Run(folder["p"], "clean", "--no-clean-project-files-only").ExitCode.ShouldBe(0);
        Directory.Exists(folder["outside"]).ShouldBeFalse();
    }
}
