using System.Runtime.Versioning;
using Shouldly;
using Transform.Core;
using Transform.Packages;
using Xunit;

namespace Transform.Tests.Packages;

/// <summary>Who is told a password, who may name a file of this machine, and that nobody is asked for anything.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TrustTests
{
    [Fact]
    public void A_password_in_the_address_of_an_archive_is_sent_and_shown_nowhere()
    {
        using var server = Server();
        server.Redirects["/first.tgz"] = "/x.tgz";
        using var project = new PackageProject($"packages:\n  - tarball: {With(server.Address, "me:p%40ss")}first.tgz\n    name: x\n");
        var debug = new List<string>();

        project.Install(options => options with { Log = (_, text) => debug.Add(text) });

        server.Users["/first.tgz"].ShouldBe("me:p@ss");
        server.Users["/x.tgz"].ShouldBe("me:p@ss");
        project.Installed.ShouldBe(["x"]);
        project.Lock.ShouldContain($"tarball: {With(server.Address, "me:*****")}first.tgz");
        project.Warnings.ShouldContain("A secret stands in");
        string.Join('\n', debug.Append(project.Warnings)).ShouldNotContain("p%40ss");

        // The lock file is right, and says less than the list.
        project.Install();
        server.Asked("/first.tgz").ShouldBe(2);
        server.Users["/first.tgz"].ShouldBe("me:p@ss");
    }

    [Fact]
    public void A_password_of_the_environment_is_locked_as_it_is_written()
    {
        using var server = Server();
        using var project = new PackageProject($"packages:\n  - tarball: \"{With(server.Address, "me:{{ env_var('DBT_ENV_SECRET_X') }}")}x.tgz\"\n    name: x\n");
        project.Environment["DBT_ENV_SECRET_X"] = "abc";
        project.Install();
        server.Users["/x.tgz"].ShouldBe("me:abc");
        project.Lock.ShouldContain("env_var(");
        string.Join('\n', project.Log).ShouldContain("me:*****@");
    }

    [Fact]
    public void A_password_does_not_go_along_to_another_host()
    {
        using var other = Server();
        using var server = new IndexServer();
        server.Redirects["/x.tgz"] = other.Address + "x.tgz";
        using var project = new PackageProject($"packages:\n  - tarball: {With(server.Address, "me:secret")}x.tgz\n    name: x\n");
        project.Install();
        server.Users["/x.tgz"].ShouldBe("me:secret");
        other.Users["/x.tgz"].ShouldBeNull();
    }

    [Fact]
    public void A_password_is_in_no_error()
    {
        using var project = new PackageProject("packages:\n  - tarball: http://me:abc@127.0.0.1:1/x.tgz\n    name: x\n");
        project.Diagnose().ShouldContain("http://me:*****@127.0.0.1:1/x.tgz: nobody answers");
        project.Write("p/packages.yml", "packages:\n  - git: https://abc@127.0.0.1:1/x.git\n");
        project.Diagnose().Split('\n')[0].ShouldContain("https://*****@127.0.0.1:1/x.git");
        project.Write("p/packages.yml", "packages:\n  - package: acme/x\n    version: 1.0.0\n");
        project.Index = "http://me:abc@127.0.0.1:1/";
        project.Diagnose().ShouldNotContain("abc");
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x.tgz", "redirected to ftp://127.0.0.1/x.tgz")]
    [InlineData("file:///etc/hostname", "redirected to file:///etc/hostname")]
    [InlineData("/round.tgz", "redirected more than 10 times")]
    public void Not_every_redirect_is_followed(string target, string said)
    {
        using var server = new IndexServer();
        server.Redirects["/round.tgz"] = target;
        using var project = new PackageProject($"packages:\n  - tarball: {server.Address}round.tgz\n    name: x\n");
        project.Diagnose().ShouldContain(said);
    }

    [Theory]
    [InlineData("https://a/x", "http://a/x", false)]
    [InlineData("http://a/x", "https://a/x", true)]
    [InlineData("http://a/x", "http://b/x", true)]
    [InlineData("https://a/x", "file:///x", false)]
    public void What_begins_encrypted_stays_so(string from, string to, bool allowed) => Downloads.MayLead(new Uri(from), new Uri(to)).ShouldBe(allowed);

    [Theory]
    [InlineData("http://127.0.0.1:1/", "file:///etc/hostname", "Only an index that is a folder itself may name files")]
    [InlineData("https://127.0.0.1:1/", "http://127.0.0.1:1/x.tgz", "must name https addresses")]
    [InlineData("http://127.0.0.1:1/", "gopher://127.0.0.1/x.tgz", "must be an https address")]
    public void An_index_may_not_name_any_place(string index, string archive, string said)
    {
        using var server = new IndexServer();
        PackageProject.Publish(server, "utils", ("1.0.0", "[]", []));
        using var project = new PackageProject("packages:\n  - package: acme/utils\n    version: 1.0.0\n") { Index = index };

        // What the index said once counts while it cannot be reached.
        var kept = $"cache/index/{Downloads.CacheName(index + "api/v1/acme/utils.json")}.json";
        project.Write(
            kept,
            System.Text.Encoding.UTF8.GetString(server.Files["/api/v1/acme/utils.json"]).Replace(server.Address + "t/utils-1.0.0.tar.gz", archive, StringComparison.Ordinal));
        var problem = Should.Throw<TransformException>(() => project.Install()).Diagnostics.ShouldHaveSingleItem();
        problem.Code.ShouldBe(DiagnosticCodes.PackageSourceFailed);
        problem.Message.ShouldContain(archive);
        problem.Hint!.ShouldContain(said);
    }

    [Fact]
    public void Ssh_may_not_ask_unless_the_user_says_how_to_call_it()
    {
        using var project = new PackageProject("packages:\n  - git: ssh://git@127.0.0.1/acme/x.git\n    revision: v1\n");
        Script(project, "bin/ssh", "said");
        Script(project, "own", "own_said");
        project.Environment["PATH"] = $"{project["bin"]}:{project.Environment["PATH"]}";

        project.Diagnose().ShouldContain("TF1020");
        File.ReadAllText(project["said"]).ShouldContain("-o BatchMode=yes");

        File.Delete(project["said"]);
        project.Environment["GIT_SSH_COMMAND"] = project["own"];
        project.Diagnose().ShouldContain("TF1020");
        File.Exists(project["said"]).ShouldBeFalse();
        File.ReadAllText(project["own_said"]).ShouldNotContain("BatchMode");

        File.Delete(project["own_said"]);
        project.Environment.Remove("GIT_SSH_COMMAND");
        project.Environment["HOME"] = project["home"];
        project.Write("home/.gitconfig", $"[core]\n  sshCommand = {project["own"]}\n");
        project.Diagnose().ShouldContain("TF1020");
        File.Exists(project["own_said"]).ShouldBeTrue();
    }

    [Fact]
    public void No_program_is_started_that_asks_for_a_password()
    {
        using var server = new IndexServer { Refuse = (_, _) => 401 };
        using var project = new PackageProject($"packages:\n  - git: {server.Address}x.git\n    revision: v1\n");
        Script(project, "ask", "asked");
        project.Environment["HOME"] = project["home"];
        project.Write("home/.gitconfig", $"[core]\n  askPass = {project["ask"]}\n");
        project.Environment["SSH_ASKPASS"] = project["ask"];
        project.Diagnose().ShouldContain("TF1020");
        File.Exists(project["asked"]).ShouldBeFalse();

        // This one is how tokens are handed over where nobody sits.
        project.Environment["GIT_ASKPASS"] = project["ask"];
        project.Diagnose().ShouldContain("TF1020");
        File.Exists(project["asked"]).ShouldBeTrue();
    }

    [Fact]
    public void A_file_named_git_in_the_current_folder_is_not_run()
    {
        using var project = new PackageProject("packages:\n  - git: file:///nowhere\n    revision: v1\n");
        Script(project, "p/git", "ran");
        project.Environment["PATH"] = $":.:{project["empty"]}";
        project.Diagnose().ShouldContain("not on the PATH");
        project.Environment["PATH"] = project.Root;
        project.Diagnose().ShouldContain("TF1020");
        File.Exists(project["ran"]).ShouldBeTrue();
    }

    [Fact]
    public void What_a_hook_of_another_repository_has_set_does_not_matter()
    {
        using var project = new PackageProject(string.Empty);
        var address = project.Repository("repo", ("v1", [("dbt_project.yml", "name: x\n"), ("sub/dbt_project.yml", "name: y\n")]));
        project.Write("p/packages.yml", $"packages:\n  - git: {address}\n    revision: v1\n  - git: {address}\n    revision: v1\n    subdirectory: sub\n");
        foreach (var name in new[] { "GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_SHALLOW_FILE", "GIT_QUARANTINE_PATH", "GIT_GRAFT_FILE", "GIT_ALTERNATE_OBJECT_DIRECTORIES" })
        {
            project.Environment[name] = project["elsewhere"];
        }

        project.Environment["GIT_DEFAULT_HASH"] = "sha256";
        project.Install();
        project.Installed.ShouldBe(["x", "y"]);
    }

    private static IndexServer Server()
    {
        var server = new IndexServer();
        server.Files["/x.tgz"] = PackageProject.Tar(("x-1/dbt_project.yml", "name: x\n"));
        return server;
    }

    private static string With(string address, string user) => address.Replace("://", $"://{user}@", StringComparison.Ordinal);

    // Writes what it was called with beside the project, and fails.
    private static void Script(PackageProject project, string path, string output)
    {
        project.Write(path, $"#!/bin/sh\necho \"$@\" >> '{project[output]}'\nexit 255\n");
        File.SetUnixFileMode(project[path], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
