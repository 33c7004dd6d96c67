using Microsoft.Playwright;
using Shouldly;
using static Microsoft.Playwright.Assertions;

namespace Transform.Tests.EndToEnd;

/// <summary>The docs site in a real browser, opened from its folder with the network cut.</summary>
public sealed class SiteTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task The_first_page_says_what_there_is_and_how_the_last_run_went()
    {
        await using var open = await site.Open();
        await Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "shop", Exact = true })).ToBeVisibleAsync();
        await Expect(open.Page.Locator("a.tile", new() { HasText = "Models" }).Locator("b")).ToHaveTextAsync("4");
        await Expect(open.Page.GetByText("build on")).ToBeVisibleAsync();
        await Expect(open.Page).ToHaveTitleAsync("shop");
    }

    [Fact]
    public async Task A_model_shows_how_its_last_runs_went()
    {
        await using var open = await site.Open("#/node/model.shop.customers");
        await Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "Last runs" })).ToBeVisibleAsync();
        await Expect(open.Page.GetByRole(AriaRole.Img, new() { Name = "The last 2 runs" })).ToBeVisibleAsync();
        await Expect(open.Page.Locator("h1 .status")).ToHaveTextAsync("success");
    }

    [Fact]
    public async Task The_tree_leads_to_a_model_and_its_links_to_what_it_reads()
    {
        await using var open = await site.Open();
        var page = open.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "models" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Project" }).GetByRole(AriaRole.Link, new() { Name = "customers" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "customers" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "customer" })).ToContainTextAsync("not_null");
        await page.Locator(".code a", new() { HasText = "ref" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "stg_orders" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Compiled" }).ClickAsync();
        await Expect(page.Locator(".code")).Not.ToContainTextAsync("{{");
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "customers" })).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "shop", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_search_by_keyboard_alone_finds_names_columns_and_descriptions()
    {
        await using var open = await site.Open();
        var page = open.Page;
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("custom");
        await Expect(page.Locator(".results li").First).ToContainTextAsync("customers");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "customers" })).ToBeVisibleAsync();
        await page.GoBackAsync();
        await page.GetByRole(AriaRole.Searchbox).FillAsync("amount kind:model");
        await Expect(page.Locator(".results li")).ToHaveCountAsync(2);
        await Expect(page.GetByText("in columns").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_lineage_shows_what_a_selection_names_and_is_saved_as_a_picture()
    {
        await using var open = await site.Open("#/lineage?select=%2Bcustomers");
        var page = open.Page;
        await Expect(page.GetByRole(AriaRole.Application)).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("Lineage of 3 nodes"));
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "SVG" }).ClickAsync());
        var svg = await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
        System.Xml.Linq.XDocument.Parse(svg).Descendants().Where(static e => e.Name.LocalName == "text").Select(static e => e.Value).Order(StringComparer.Ordinal)
            .ShouldBe(["customers", "raw_orders", "stg_orders"]);
        svg.Split("<path").Length.ShouldBe(3);
        await page.GetByLabel("Select").FillAsync("nowhere");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("The selection fits nothing.")).ToBeVisibleAsync();
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Application)).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("Lineage of 3 nodes"));
    }

    [Fact]
    public async Task The_lineage_is_coloured_and_narrowed()
    {
        await using var open = await site.Open("#/lineage");
        var page = open.Page;
        await page.GetByRole(AriaRole.Combobox).SelectOptionAsync("by duration");
        await Expect(page.GetByText("under 1 s")).ToBeVisibleAsync();
        await page.GetByLabel("Critical path").CheckAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("colour=duration&path=critical"));
        await page.GotoAsync(site.Address + "#/lineage?select=%2Bcustomers");
        var stage = page.GetByRole(AriaRole.Application);
        await Expect(stage).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("Lineage of 3 nodes"));
        await stage.ClickAsync(new LocatorClickOptions { Position = new Position { X = (await stage.BoundingBoxAsync())!.Width / 2, Y = (await stage.BoundingBoxAsync())!.Height / 2 } });
        await Expect(page.Locator(".stage-card b")).ToHaveTextAsync("stg_orders");
        await page.GetByRole(AriaRole.Button, new() { Name = "Focus, 1 step each way" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("select=1%2Bstg_orders%2B1"));
        await Expect(stage).ToHaveAttributeAsync("aria-label", new System.Text.RegularExpressions.Regex("Lineage of 3 nodes"));
    }

    [Fact]
    public async Task The_guide_is_on_the_site_and_its_pages_lead_to_each_other()
    {
        await using var open = await site.Open();
        var page = open.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Guide" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Welcome to all" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "elsewhere" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "on", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "The second part" })).ToBeInViewportAsync();
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "1 2" })).ToBeVisibleAsync();
        (await page.EvaluateAsync<int?>("window.harm ?? null")).ShouldBeNull();
        await page.GoBackAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Welcome to all" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Markup_in_descriptions_and_code_is_shown_and_does_nothing()
    {
        await using var open = await site.Open("#/node/model.shop.hostile");
        var page = open.Page;
        await Expect(page.GetByText("<b>bold</b>").First).ToBeVisibleAsync();
        await Expect(page.Locator(".text script, .text img, .text b")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "page" }).First).ToHaveAttributeAsync("href", "https://example.org/a?b=c:d");
        (await page.Locator("a[href^='javascript']").CountAsync()).ShouldBe(0);
        await Expect(page.Locator(".code")).ToContainTextAsync("</script><script>");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "link", Exact = true })).ToHaveCountAsync(0);
        (await page.EvaluateAsync<int?>("window.harm ?? null")).ShouldBeNull();
    }

    [Fact]
    public async Task Names_of_every_letter_have_a_page()
    {
        await using var open = await site.Open();
        var page = open.Page;
        await page.GetByRole(AriaRole.Searchbox).FillAsync("cödé");
        await page.Locator(".results a").First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ünï cödé 'q" })).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ünï cödé 'q" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_is_not_there_is_said()
    {
        await using var open = await site.Open("#/node/model.shop.gone");
        await Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("#/node/model.shop.customers")]
    [InlineData("#/search?q=order")]
    [InlineData("#/lineage")]
    public async Task A_phone_shows_all_of_it_without_scrolling_sideways(string route)
    {
        await using var open = await site.Open(route, width: 375, height: 700);
        var page = open.Page;
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Project" })).ToBeHiddenAsync();
        await page.WaitForTimeoutAsync(300);
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(375);
        await page.GetByRole(AriaRole.Button, new() { Name = "Project tree" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Project" })).ToBeVisibleAsync();
    }
}
