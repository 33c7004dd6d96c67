using System.Formats.Tar;
using System.Text;
using Shouldly;
using Transform.Core;
using Transform.Packages;
using Xunit;

namespace Transform.Tests.Packages;

public sealed class InstallTests
{
    private static readonly (string, string, string[])[] Utils =
        [.. new[] { "0.9.0", "1.0.0", "1.1.0", "1.2.0-rc1", "1.10.0" }.Select(version => (version, "[]", new[] { ">=1.0.0", "<2.0.0" })), ("2.0.0", "[]", [">=2.0.0"])];

    [Fact]
    public void Packages_of_the_index_bring_what_they_need_and_are_locked_as_by_dbt()
    {
        using var server = new IndexServer();
        PackageProject.Publish(server, "utils", Utils);
        PackageProject.Publish(
            server, "dates", ("0.2.0", """[{"package": "acme/utils", "version": [">=1.0.0", "<1.2.0"]}]""", [">=1.3.0"]));
        using var project = new PackageProject(
            "packages:\n  - package: acme/utils\n    version: [\">=0.9.0\", \"<2.0.0\"]\n  - package: acme/dates\n    version: 0.2.0\n") { Index = server.Address };

        project.Install();

        project.Lock.ShouldBe($"""
            packages:
              - name: utils
                package: acme/utils
                version: 1.1.0
              - name: dates
                package: acme/dates
                version: 0.2.0
            sha1_hash: {project.Load().Packages.Hash()}

            """);
        project.Log.ShouldBe(
        [
            "Updating lock file in file path: FOLDER/p/package-lock.yml",
            "Installing acme/utils", "Installed from version 1.1.0", "Updated version available: 1.10.0",
            "Installing acme/dates", "Installed from version 0.2.0", "Up to date!",
            string.Empty, "Updates available for packages: ['acme/utils']", "Update your versions in packages.yml, then run transform deps",
        ]);
        File.ReadAllText(project["p/dbt_packages/utils/macros/m.sql"]).ShouldContain("1.1.0");
        project.Leftovers.ShouldBeEmpty();
    }

    // Recorded from dbt 1.11's own hash of these lists.
    [Theory]
    [InlineData("packages:\n  - package: acme/utils\n    version: [\">=0.9.0\", \"<2.0.0\"]\n  - package: acme/dates\n    version: 0.2.0\n  - package: acme/old\n    version: 1.0.0\n", "aef6705038e9e2306a537f20109fb627cfb649a8")]
    [InlineData("packages:\n  - local: ../loc\n  - git: \"file:///tmp/pk/repo\"\n    revision: 1.0\n    warn-unpinned: false\n  - git: \"{{ env_var('REPO') }}\"\n    revision: main\n    subdirectory: sub\n", "e4e5145f69b81e30a54c6a2f0085748f166cf35c")]
    public void The_hash_of_the_list_is_dbts(string packages, string hash)
    {
        using var project = new PackageProject(packages);
        project.Environment["REPO"] = "file:///tmp/pk/repo";
        project.Load().Packages.Hash().ShouldBe(hash);
    }

    [Fact]
    public void A_lock_file_that_is_right_is_kept_until_the_list_changes_or_an_upgrade()
    {
        using var server = new IndexServer();
        PackageProject.Publish(server, "utils", Utils[..2]);
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: \">=0.9.0\"\n") { Index = server.Address };
        project.Install();
        PackageProject.Publish(server, "utils", Utils);

        project.Install();
        project.Lock.ShouldContain("version: 1.0.0");
        project.Log.ShouldContain("Updated version available: 1.10.0");
        project.Install(options => options with { Upgrade = true, LockOnly = true });
        project.Lock.ShouldContain("version: 1.10.0");
        File.ReadAllText(project["p/dbt_packages/utils/macros/m.sql"]).ShouldContain("1.0.0");
        project.Write("p/packages.yml", "packages:\n  - package: acme/utils\n    version: 1.1.0\n");
        project.Install();
        project.Lock.ShouldContain("version: 1.1.0");
        File.ReadAllText(project["p/dbt_packages/utils/macros/m.sql"]).ShouldContain("1.1.0");
    }

    [Fact]
    public void A_busy_server_is_asked_again_and_downloads_are_kept()
    {
        using var server = new IndexServer { Refuse = (_, times) => times <= 2 ? 503 : null };
        PackageProject.Publish(server, "utils", Utils);
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: 1.0.0\n") { Index = server.Address };
        project.Install();
        server.Asked("/t/utils-1.0.0.tar.gz").ShouldBe(3);
        project.Install();
        server.Asked("/t/utils-1.0.0.tar.gz").ShouldBe(3);
    }

    [Fact]
    public void What_was_installed_once_can_be_installed_without_a_network()
    {
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: 1.0.0\n");
        using (var server = new IndexServer())
        {
            PackageProject.Publish(server, "utils", Utils);
            project.Index = server.Address;
            project.Install();
        }

        Directory.Delete(project["p/dbt_packages"], recursive: true);
        project.Install();
        project.Installed.ShouldBe(["utils"]);
        project.Warnings.ShouldContain("cannot be reached");
    }

    [Fact]
    public void An_index_can_be_a_folder_of_files()
    {
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: 1.0.0\n");
        using var server = new IndexServer();
        PackageProject.Publish(server, "utils", Utils);
        foreach (var (path, content) in server.Files)
        {
            project.Write("mirror" + path, string.Empty);
            File.WriteAllBytes(project["mirror" + path], content);
        }

        var json = project["mirror/api/v1/acme/utils.json"];
        File.WriteAllText(json, File.ReadAllText(json).Replace(server.Address, string.Empty, StringComparison.Ordinal));
        project.Index = project["mirror"];
        project.Install();
        project.Installed.ShouldBe(["utils"]);
        server.Asked("/t/utils-1.0.0.tar.gz").ShouldBe(0);
    }

    [Fact]
    public void Folders_are_linked_and_bring_what_they_need()
    {
        using var project = new PackageProject("packages:\n  - local: ../a\n");
        project.Write("a/dbt_project.yml", "name: a\n");
        project.Write("a/packages.yml", "packages:\n  - local: ../b\n");
        project.Write("b/dbt_project.yml", "name: b\n");
        project.Install();
        project.Installed.ShouldBe(["a", "b"]);
        new DirectoryInfo(project["p/dbt_packages/b"]).LinkTarget.ShouldBe(project["b"]);
        project.Install();
        File.Exists(project["b/dbt_project.yml"]).ShouldBeTrue();
    }

    [Fact]
    public void A_lock_file_that_is_right_hides_neither_a_circle_nor_a_new_need_of_a_folder()
    {
        using var project = new PackageProject("packages:\n  - local: ../a\n");
        project.Write("a/dbt_project.yml", "name: a\n");
        project.Write("b/dbt_project.yml", "name: b\n");
        project.Install();
        project.Write("a/packages.yml", "packages:\n  - local: ../b\n");

        project.Diagnose().ShouldBe(
            """
            ../a/packages.yml:2:5: warning TF1018: The package 'a' needs '../b', which package-lock.yml does not have.
              1 | packages:
              2 |   - local: ../b
                |     ^
              hint: Run `transform deps --upgrade` to resolve all packages anew.

            """);
        project.Installed.ShouldBe(["a"]);
        project.Write("p/packages.yml", "packages:\n  - local: ../a\n  - local: ../b\n");
        project.Install();
        project.Write("b/packages.yml", "packages:\n  - local: ../a\n");
        Should.Throw<TransformException>(() => project.Install()).Diagnostics[0].Message.ShouldBe("Packages need each other in a circle: b → a → b.");
    }

    [Fact]
    public void Tags_branches_commits_and_folders_of_repositories_are_installed()
    {
        using var project = new PackageProject(string.Empty);
        var address = project.Repository(
            "repo", ("v1", [("dbt_project.yml", "name: whole\n"), ("sub/dbt_project.yml", "name: part\n"), ("sub/models/m.sql", "select 1")]), ("v2", [("sub/models/m.sql", "select 2")]));
        var first = PackageProject.Git(project["repo"], "rev-parse", "v1");
        foreach (var (revision, commit) in new[] { ("v1", "v1"), ("main", "v2"), (first, "v1"), (first[..8], "v1") })
        {
            project.Write(
                "p/packages.yml", $"packages:\n  - git: {address}\n    revision: {revision}\n    warn-unpinned: false\n  - git: {address}\n    revision: \"{revision}\"\n    warn-unpinned: false\n    subdirectory: sub\n");
            project.Install();
            project.Installed.ShouldBe(["part", "whole"]);
            File.ReadAllText(project["p/dbt_packages/part/models/m.sql"]).ShouldBe(commit == "v1" ? "select 1" : "select 2");
            project.Lock.ShouldContain($"revision: {PackageProject.Git(project["repo"], "rev-parse", commit)}");
        }

        project.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public void Secrets_in_addresses_are_neither_printed_nor_locked()
    {
        using var project = new PackageProject("packages:\n  - git: \"https://user:{{ env_var('DBT_ENV_SECRET_TOKEN') }}@127.0.0.1:1/x.git\"\n");
        project.Environment["DBT_ENV_SECRET_TOKEN"] = "abcdef12345";
        var said = project.Diagnose();
        said.ShouldContain("TF1020");
        said.ShouldNotContain("abcdef12345");
        said.ShouldContain("*****");
    }

    [Fact]
    public void An_archive_is_installed_under_its_name()
    {
        using var server = new IndexServer();
        server.Files["/x.tgz"] = PackageProject.Tar(("x-1/dbt_project.yml", "name: x\n"), ("x-1/macros/a.sql", "{% macro a() %}{% endmacro %}"));
        using var project = new PackageProject($"packages:\n  - tarball: {server.Address}x.tgz\n    name: x\n");
        project.Install();
        project.Installed.ShouldBe(["x"]);
        project.Lock.ShouldContain("  - name: x\n    tarball: http");
    }

    [Fact]
    public void Links_that_lead_out_of_an_archive_are_left_out()
    {
        using var server = new IndexServer();
        server.Files["/x.tgz"] = PackageProject.Tar(
        [
            new PaxTarEntry(TarEntryType.RegularFile, "x/dbt_project.yml") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes("name: x\n")) },
            new PaxTarEntry(TarEntryType.SymbolicLink, "x/good") { LinkName = "dbt_project.yml" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "x/bad") { LinkName = "/etc/passwd" },
            new PaxTarEntry(TarEntryType.SymbolicLink, "x/worse") { LinkName = "../../../../../../etc" },
        ]);
        using var project = new PackageProject($"packages:\n  - tarball: {server.Address}x.tgz\n    name: x\n");
        project.Install();
        Directory.GetFileSystemEntries(project["p/dbt_packages/x"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ShouldBe(["dbt_project.yml", "good"]);
    }

    [Fact]
    public void A_failure_leaves_what_was_installed()
    {
        using var project = new PackageProject("packages:\n  - local: ../a\n");
        project.Write("a/dbt_project.yml", "name: a\n");
        project.Install();
        project.Write("p/packages.yml", "packages:\n  - local: ../a\n  - local: ../missing\n");
        Should.Throw<TransformException>(() => project.Install());
        project.Installed.ShouldBe(["a"]);
        project.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public void A_download_can_be_cancelled()
    {
        using var server = new IndexServer { Endless = "/x.tgz" };
        using var project = new PackageProject($"packages:\n  - tarball: {server.Address}x.tgz\n    name: x\n");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        Should.Throw<OperationCanceledException>(() => project.Install(cancellation: source.Token));
        project.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public void Adding_a_package_takes_the_place_of_the_same_one()
    {
        using var project = new PackageProject("packages:\n  - git: https://example.org/acme/dbt-utils.git\n    revision: 1.0.0\n  - local: ../a\n");
        PackageListEditor.Add(project.Load(), "acme/dbt_utils", ">=1.0.0,<2.0.0", "hub", (_, _) => { });
        File.ReadAllText(project["p/packages.yml"]).ShouldBe(
            "packages:\n  - local: ../a\n  - package: acme/dbt_utils\n    version:\n      - '>=1.0.0'\n      - <2.0.0\n");
    }
}
