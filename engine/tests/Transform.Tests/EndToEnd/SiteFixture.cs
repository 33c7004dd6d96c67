using Microsoft.Playwright;
using Shouldly;

namespace Transform.Tests.EndToEnd;

/// <summary>A project with its docs site, made once, and a browser that opens the site from its folder, without any network.</summary>
public sealed class SiteFixture : IAsyncLifetime
{
    private readonly Folder folder = Folder.OfBuiltShop();
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>The address of the first page.</summary>
    public string Address => new Uri(folder["target/docs/index.html"]).AbsoluteUri;

    /// <summary>What a description may hold that is to do nothing.</summary>
    public const string Hostile = "A <b>bold</b> <img src=x onerror=\"window.harm=1\"> <script>window.harm=2</script> [link](javascript:window.harm=3) [page](https://example.org/a?b=c:d) text.";

    public async ValueTask InitializeAsync()
    {
        folder.Write("models/hostile.yml", $$"""
            models:
              - name: hostile
                description: '{{Hostile}}'
                columns: [{name: id, description: '{{Hostile}}'}]
            """);
        folder.Write("docs/guide/getting-started.md", "# Welcome to *all*\n\nRead [on](more.md#the-second-part), or [elsewhere](../../secret.md), or [here](#last).\n\n## Last\n");
        folder.Write("docs/guide/more.md", $"# More\n\n<script>window.harm=6</script>\n\n{string.Concat(Enumerable.Repeat("A line.\n\n", 80))}## The second part\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        folder.Write("models/hostile.sql", "-- </script><script>window.harm=4</script> {{ say('<img src=x onerror=window.harm=5>') }}\nselect 1 as id from {{ ref('customers') }}\n");
        folder.Write("models/Ünï cödé 'q\".sql".Replace("\"", string.Empty, StringComparison.Ordinal), "select 1 as id\n");
        Cli.Run(folder.Path, "build").ExitCode.ShouldBe(0);
        var generated = Cli.Run(folder.Path, "docs", "generate");
        generated.ExitCode.ShouldBe(0, generated.Transcript);
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        folder.Dispose();
    }

    /// <summary>Opens a page. What it asks of a network, and what goes wrong in it, fails the test in the end (<see cref="OpenPage.DisposeAsync"/>).</summary>
    /// <param name="route">What stands behind the hash.</param>
    public async Task<OpenPage> Open(string route = "", int width = 1300, int height = 850)
    {
        var context = await browser!.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, Offline = true });
        var opened = new OpenPage(context, await context.NewPageAsync());
        await opened.Page.GotoAsync(Address + route);
        return opened;
    }
}

/// <summary>A page of the site, and all that was wrong with it.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> faults = [];

    public OpenPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.PageError += (_, error) => faults.Add(error);
        page.Dialog += (_, dialog) => faults.Add($"dialog {dialog.Message}");
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                faults.Add(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith("file:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                faults.Add($"asks for {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        faults.ShouldBeEmpty();
    }
}
