using Shouldly;
using Xunit;

namespace Transform.Tests.EndToEnd;

public sealed class DocsTests
{
    [Fact]
    public void Assets_are_copied_and_nothing_is_said_of_nodes_that_are_only_compiled()
    {
        using var folder = Folder.OfBuiltShop();
        File.AppendAllText(folder["transform.yml"], "\nasset-paths: [pictures, nowhere, .]\n");
        folder.Write("pictures/deep/a.txt", "first");
        var first = Cli.Run(folder.Path, "docs", "generate");
        first.ExitCode.ShouldBe(0, first.Transcript);
        first.Output.ShouldNotContain("START");
        first.Output.ShouldNotContain("Done.");
        first.Output.ShouldContain("Building catalog");
        File.ReadAllText(folder["target/pictures/deep/a.txt"]).ShouldBe("first");
        File.ReadAllText(folder["target/docs/pictures/deep/a.txt"]).ShouldBe("first");

        // What is gone there is gone here.
        File.Delete(folder["pictures/deep/a.txt"]);
        folder.Write("pictures/b.txt", "second");
        Cli.Run(folder.Path, "docs", "generate").ExitCode.ShouldBe(0);
        Directory.GetFiles(folder["target/pictures"], "*", SearchOption.AllDirectories).ShouldBe([folder["target/pictures/b.txt"]]);
        File.Exists(folder["target/docs/pictures/deep/a.txt"]).ShouldBeFalse();
        File.Exists(folder["target/catalog.json"]).ShouldBeTrue();
    }

    [Fact]
    public async Task A_site_is_served_until_it_is_interrupted()
    {
        using var folder = Folder.OfBuiltShop();
        Cli.Run(folder.Path, "docs", "generate").ExitCode.ShouldBe(0);
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        var port = ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        using var process = Cli.Start(folder.Path, ["docs", "serve", "--no-browser", "--port", $"{port}"]);
        var said = string.Empty;
        while (!said.Contains("Showing the docs site", StringComparison.Ordinal))
        {
            said = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
        }

        said.ShouldContain($"http://127.0.0.1:{port}/");
        using var client = new HttpClient();
        (await client.GetStringAsync($"http://127.0.0.1:{port}/", TestContext.Current.CancellationToken)).ShouldContain("site.js");
        (await client.GetStringAsync($"http://localhost:{port}/data/site.js", TestContext.Current.CancellationToken)).ShouldStartWith("transformDocs(");

        System.Diagnostics.Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("compile")]
    [InlineData("docs generate")]
    public void A_project_that_does_not_compile_could_not_run(string command)
    {
        using var folder = Folder.OfBuiltShop();
        folder.Write("models/asks.sql", "{% set found = run_query('select * from nowhere') %} select 1 as id");
        var result = Cli.Run(folder.Path, command.Split(' '));
        result.ExitCode.ShouldBe(2, result.Transcript);
        result.Error.ShouldContain("Table with name nowhere does not exist!");
    }
}
