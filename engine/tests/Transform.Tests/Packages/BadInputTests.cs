using System.Formats.Tar;
using System.Text;
using Shouldly;
using Xunit;

namespace Transform.Tests.Packages;

/// <summary>What is said about packages that cannot be installed: <c>fixtures/packages/NAME.txt</c>.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("unknown_package", "packages:\n  - package: acme/util\n    version: 1.0.0\n")]
    [InlineData("other_owner", "packages:\n  - package: emca/utils\n    version: 1.0.0\n")]
    [InlineData("no_version_fits", "packages:\n  - package: acme/utils\n    version: 9.0.0\n")]
    [InlineData("only_a_prerelease", "packages:\n  - package: acme/utils\n    version: \">1.1.0,<1.3.0\"\n")]
    [InlineData("versions_do_not_meet", "packages:\n  - package: acme/utils\n    version: 1.0.0\n  - package: acme/dates\n    version: 0.1.0\n")]
    [InlineData("needs_a_newer_dbt", "packages:\n  - package: acme/utils\n    version: \">=2.0.0\"\n")]
    [InlineData("circle", "packages:\n  - local: ../circle_a\n")]
    [InlineData("circle_with_the_project", "packages:\n  - local: ../circle_p\n")]
    [InlineData("same_name", "packages:\n  - local: ../a\n  - local: ../a2\n")]
    [InlineData("name_of_the_project", "packages:\n  - local: ../p2\n")]
    [InlineData("missing_folder", "packages:\n  - local: ../nowhere\n")]
    [InlineData("folder_without_project", "packages:\n  - local: ../empty\n")]
    [InlineData("missing_version", "packages:\n  - package: acme/utils\n")]
    [InlineData("short_version", "packages:\n  - package: acme/utils\n    version: 1.0\n")]
    [InlineData("no_owner", "packages:\n  - package: utils\n    version: 1.0.0\n")]
    [InlineData("unknown_keys", "packages:\n  - package: acme/utils\n    version: 1.0.0\n    extra: 1\n  - gti: x\n  - git: x\n    local: y\nprojects:\n  - name: x\n")]
    [InlineData("empty_address", "packages:\n  - git: \"{{ env_var('NOTHING', '') }}\"\n")]
    [InlineData("private_package", "packages:\n  - private: acme/secret\n")]
    [InlineData("unsafe_archive", "packages:\n  - tarball: INDEXunsafe.tgz\n    name: x\n")]
    [InlineData("link_to_nothing", "packages:\n  - tarball: INDEXlink_to_nothing.tgz\n    name: x\n")]
    [InlineData("link_to_itself", "packages:\n  - tarball: INDEXlink_to_itself.tgz\n    name: x\n")]
    [InlineData("file_as_folder", "packages:\n  - tarball: INDEXfile_as_folder.tgz\n    name: x\n")]
    [InlineData("damaged_archive", "packages:\n  - tarball: INDEXdamaged.tgz\n    name: x\n")]
    [InlineData("missing_archive", "packages:\n  - tarball: INDEXnowhere.tgz\n    name: x\n")]
    [InlineData("wrong_checksum", "packages:\n  - package: acme/changed\n    version: 1.0.0\n")]
    [InlineData("no_such_revision", "packages:\n  - git: REPO\n    revision: v11\n")]
    [InlineData("no_such_subdirectory", "packages:\n  - git: REPO\n    revision: v1\n    subdirectory: nowhere\n")]
    [InlineData("file_as_subdirectory", "packages:\n  - git: REPO\n    revision: v1\n    subdirectory: dbt_project.yml\n")]
    [InlineData("no_such_repository", "packages:\n  - git: file:///nowhere/at/all\n")]
    [InlineData("unpinned", "packages:\n  - git: REPO\n")]
    public void Says_what_is_wrong(string name, string packages)
    {
        using var server = new IndexServer();
        Fill(server);
        using var project = new PackageProject(string.Empty) { Index = server.Address };
        var repository = project.Repository("repo", ("v1", [("dbt_project.yml", "name: repo\n")]), ("v2", [("README.md", "x")]));
        project.Write("p/packages.yml", packages.Replace("INDEX", server.Address, StringComparison.Ordinal).Replace("REPO", repository, StringComparison.Ordinal));
        Folders(project);
        var said = project.Diagnose();
        Golden.Check(Golden.Fixture("packages", name + ".txt"), said);
        project.Leftovers.ShouldBeEmpty();
    }

    [Fact]
    public void Says_that_there_is_no_network()
    {
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: 1.0.0\n");
        Golden.Check(Golden.Fixture("packages", "no_network.txt"), project.Diagnose());
    }

    [Theory]
    [InlineData("index_is_a_page", "<html>Log in</html>")]
    [InlineData("index_has_no_versions", "{\"name\": \"utils\"}")]
    [InlineData("index_has_a_list_of_versions", "{\"versions\": [1]}")]
    [InlineData("index_is_cut_off", "{\"versions\": {\"1.0.0\": {\"name\"")]
    [InlineData("index_has_no_archive", "{\"versions\": {\"1.0.0\": {\"name\": \"utils\", \"downloads\": {\"format\": \"tgz\"}}}}")]
    [InlineData("index_names_no_address", "{\"versions\": {\"1.0.0\": {\"name\": \"utils\", \"downloads\": {\"tarball\": \"http://\"}}}}")]
    [InlineData("index_names_a_number", "{\"versions\": {\"1.0.0\": {\"name\": 1, \"downloads\": {\"tarball\": 2}}}}")]
    [InlineData("index_names_broken_needs", "{\"versions\": {\"1.0.0\": {\"name\": \"utils\", \"packages\": [1], \"downloads\": {\"tarball\": \"x.tgz\"}}}}")]
    public void Says_what_is_wrong_with_an_index(string name, string answer)
    {
        using var server = new IndexServer();
        server.Files["/api/v1/acme/utils.json"] = Encoding.UTF8.GetBytes(answer);
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: 1.0.0\n") { Index = server.Address };
        Golden.Check(Golden.Fixture("packages", name + ".txt"), project.Diagnose());
    }

    [Theory]
    [InlineData("lock_is_broken", "packages:\n  - package: [\n")]
    [InlineData("lock_names_a_version_that_is_gone", "packages:\n  - name: utils\n    package: acme/utils\n    version: 0.1.0\nsha1_hash: HASH\n")]
    [InlineData("lock_names_a_commit_that_is_gone", "packages:\n  - name: repo\n    git: REPO\n    revision: 0123456789012345678901234567890123456789\nsha1_hash: HASH\n")]
    [InlineData("lock_is_no_mapping", "- a\n")]
    public void Says_what_is_wrong_with_a_lock_file(string name, string locked)
    {
        using var server = new IndexServer();
        Fill(server);
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: \"<1.0.0\"\n") { Index = server.Address };
        var repository = project.Repository("repo", ("v1", [("dbt_project.yml", "name: repo\n")]));
        project.Write(
            "p/package-lock.yml",
            locked.Replace("HASH", project.Load().Packages.Hash(), StringComparison.Ordinal).Replace("REPO", repository, StringComparison.Ordinal));
        Golden.Check(Golden.Fixture("packages", name + ".txt"), project.Diagnose());
    }

    [Fact]
    public void Says_that_there_is_no_git()
    {
        using var project = new PackageProject("packages:\n  - git: https://example.org/acme/shop.git\n    revision: v1\n");
        project.Environment["PATH"] = project["empty"];
        Golden.Check(Golden.Fixture("packages", "no_git.txt"), project.Diagnose());
    }

    private static void Fill(IndexServer server)
    {
        PackageProject.Publish(
            server, "utils",
            [.. new[] { "0.9.0", "1.0.0", "1.1.0", "1.2.0-rc1" }.Select(version => (version, "[]", new[] { ">=1.0.0", "<2.0.0" })), ("2.0.0", "[]", [">=2.0.0"])]);
        PackageProject.Publish(server, "dates", ("0.1.0", """[{"package": "acme/utils", "version": [">=1.1.0", "<2.0.0"]}]""", []));
        PackageProject.Publish(server, "changed", ("1.0.0", "[]", []));
        var json = Encoding.UTF8.GetString(server.Files["/api/v1/acme/changed.json"]);
        var at = json.IndexOf("\"sha1\":\"", StringComparison.Ordinal) + 8;
        server.Files["/api/v1/acme/changed.json"] = Encoding.UTF8.GetBytes(json[..at] + new string('0', 40) + json[(at + 40)..]);
        server.Files["/unsafe.tgz"] = PackageProject.Tar([new PaxTarEntry(TarEntryType.RegularFile, "x/../../evil.sql") { DataStream = new MemoryStream([1]) }]);
        server.Files["/link_to_nothing.tgz"] = PackageProject.Tar([File("x/dbt_project.yml"), new PaxTarEntry(TarEntryType.HardLink, "x/a") { LinkName = "x/none" }]);
        server.Files["/link_to_itself.tgz"] = PackageProject.Tar([File("x/a"), new PaxTarEntry(TarEntryType.HardLink, "x/a") { LinkName = "x/a" }]);
        server.Files["/file_as_folder.tgz"] = PackageProject.Tar([File("x/a"), File("x/a/b/c")]);
        server.Files["/damaged.tgz"] = "<html>Log in</html>"u8.ToArray();
    }

    private static PaxTarEntry File(string path) => new(TarEntryType.RegularFile, path) { DataStream = new MemoryStream([1]) };

    private static void Folders(PackageProject project)
    {
        project.Write("circle_a/dbt_project.yml", "name: circle_a\n");
        project.Write("circle_a/packages.yml", "packages:\n  - local: ../circle_b\n");
        project.Write("circle_b/dbt_project.yml", "name: circle_b\n");
        project.Write("circle_b/packages.yml", "packages:\n  - local: ../circle_b/../circle_a\n");
        project.Write("circle_p/dbt_project.yml", "name: circle_p\n");
        project.Write("circle_p/packages.yml", "packages:\n  - local: ../p\n");
        project.Write("a/dbt_project.yml", "name: a\n");
        project.Write("a2/dbt_project.yml", "name: a\n");
        project.Write("p2/dbt_project.yml", "name: p\n");
        project.Write("empty/README.md", "nothing");
    }
}
