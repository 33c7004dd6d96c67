using Shouldly;
using Transform.Core;
using Transform.Planning;

namespace Transform.Tests.Planning;

/// <summary>Selectors that cannot be read, or that match nothing.</summary>
public sealed class SelectorTests
{
    private static readonly Lazy<Graph> Shop = new(() => PlanningProject.Build(Golden.Fixture("planning", "projects", "shop")));

    [Theory]
    [InlineData("tags:x", "'tags' is not a selector method.")]
    [InlineData("@orders+", "The selector '@orders+' has both '@' and a '+' behind it.")]
    [InlineData("source:a.b.c.d", "'a.b.c.d' does not name a source.")]
    [InlineData("resource_type:modle", "'modle' is not a resource type.")]
    [InlineData("test_type:none", "'none' is not a type of test.")]
    [InlineData("version:newest", "'newest' is not a kind of version.")]
    [InlineData("config:table", "config: needs the name of a config.")]
    public void unreadable_selectors_are_errors(string selector, string message)
    {
        var exception = Should.Throw<TransformException>(() => Select(selector));
        var diagnostic = exception.Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe(DiagnosticCodes.InvalidSelector);
        diagnostic.Message.ShouldBe(message);
        diagnostic.Hint.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("ordres", "Did you mean 'orders'?")]
    [InlineData("tag:stagin", "Did you mean 'staging'?")]
    [InlineData("source:raww", "Did you mean 'raw'?")]
    [InlineData("orders,tag:nowhere", "No node matches 'nowhere' in it. `transform ls` lists what can be selected.")]
    [InlineData("orders,tag:stagin", "No node matches 'stagin' in it. Did you mean 'staging'?")]
    [InlineData("orders,exposure:board", "Each of its parts matches nodes, but none that the others match, too.")]
    [InlineData("raw.orders", "'raw.orders' is the name of a source: write source:raw.orders.")]
    [InlineData("exposure:bord", "Did you mean 'board'?")]
    [InlineData("unit_test:orders_ad_up", "Did you mean 'orders_add_up'?")]
    [InlineData("config.materialized:tabel", "Did you mean 'table'?")]
    [InlineData("path:models/staging/stg_order.sql", "Did you mean 'models/staging/stg_orders.sql'?")]
    public void a_selector_without_match_is_a_warning(string selector, string hint)
    {
        var warning = Select(selector).Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldBe(DiagnosticCodes.NothingSelected);
        warning.Message.ShouldBe($"The selection '{selector}' matches no nodes.");
        warning.Hint.ShouldBe(hint);
    }

    // dbt 1.12 documents this; what 1.11 gives for the same without a name is recorded.
    [Theory]
    [InlineData("selector:full", "tag:money")]
    [InlineData("+selector:key_config", "+config.materialized:incremental")]
    [InlineData("selector:full+1", "tag:money+1")]
    [InlineData("@selector:text_file", "@orders.sql")]
    [InlineData("selector:full,path:models/marts", "tag:money,path:models/marts")]
    [InlineData("selector:inherits days", "tag:nightly config.materialized:ephemeral 1+exposure:* days")]
    public void a_named_selection_is_a_method(string selector, string same)
    {
        var graph = PlanningProject.Build(Golden.Fixture("planning", "projects", "select"));
        Nodes(new SelectionOptions { Select = [selector] }).ShouldBe(Nodes(new SelectionOptions { Select = [same] }), ignoreOrder: true);
        Nodes(new SelectionOptions { Exclude = [selector] }).ShouldBe(Nodes(new SelectionOptions { Exclude = [same] }), ignoreOrder: true);

        IEnumerable<string> Nodes(SelectionOptions options) => Selector.Select(graph, options).Nodes;
    }

    [Fact]
    public void a_named_selection_keeps_its_own_tests()
    {
        var graph = PlanningProject.Build(Golden.Fixture("planning", "projects", "select"));
        Selector.Select(graph, new SelectionOptions { Select = ["selector:empty_tests"] }).Nodes.ShouldBe(["model.atlas.orders"]);
    }

    [Fact]
    public void an_unknown_name_is_an_error()
    {
        var graph = PlanningProject.Build(Golden.Fixture("planning", "projects", "select"));
        foreach (var options in new SelectionOptions[] { new() { Named = "intersecte" }, new() { Select = ["selector:intersecte"] } })
        {
            var diagnostic = Should.Throw<TransformException>(() => Selector.Select(graph, options)).Diagnostics.ShouldHaveSingleItem();
            diagnostic.Message.ShouldBe("There is no selector 'intersecte' in selectors.yml.");
            diagnostic.Hint.ShouldBe("Did you mean 'intersected'?");
        }

        Should.Throw<TransformException>(() => Selector.Select(Shop.Value, new SelectionOptions { Named = "any" }))
            .Diagnostics[0].Message.ShouldBe("There is no selector 'any': the project has no selectors.yml with selectors in it.");
    }

    [Theory]
    [InlineData("state:new")]
    [InlineData("result:error")]
    [InlineData("source_status:fresher")]
    public void an_earlier_state_must_be_named(string selector)
    {
        var diagnostic = Should.Throw<TransformException>(() => Selector.Select(Shop.Value, new SelectionOptions { Select = [selector] }))
            .Diagnostics.ShouldHaveSingleItem();
        diagnostic.Code.ShouldBe(DiagnosticCodes.StateNotFound);
        diagnostic.Message.ShouldBe($"'{selector}' compares the project with an earlier state, and none is given.");
        diagnostic.Hint.ShouldBe("Name the folder of the earlier artifacts with --state FOLDER.");
    }

    // Ours: dbt 1.11 knows 'fresher' alone, and finds nothing for the others.
    [Theory]
    [InlineData("source_status:error", "source.shop.raw.orders")]
    [InlineData("source_status:pass", "source.shop.raw.customers")]
    public void sources_are_selected_by_their_present_status(string selector, string id)
    {
        var current = new Dictionary<string, SourceState>
        {
            ["source.shop.raw.orders"] = new("error", null), ["source.shop.raw.customers"] = new("pass", DateTimeOffset.UnixEpoch),
        };
        var state = StateProject.Compare(Shop.Value, "nowhere") with { Sources = new(() => current), CurrentSources = new(() => current) };
        Selector.Select(Shop.Value, new SelectionOptions { Select = [selector], State = state, IndirectSelection = IndirectSelection.Empty }).Nodes.ShouldBe([id]);
    }

    [Fact]
    public void hooks_are_not_selected() =>
        Selector.Select(Shop.Value, new SelectionOptions()).Nodes.ShouldNotContain(id => id.StartsWith("operation.", StringComparison.Ordinal));

    [Fact]
    public void blank_files_are_selected_only_to_be_listed()
    {
        using var project = new Execution.TestProject(("models/a.sql", "select 1 as id"), ("models/b.sql", " \n"), ("tests/c.sql", ""));
        var graph = project.Plan();

        Selector.Select(graph, new SelectionOptions()).Nodes.ShouldBe(["model.shop.a"]);
        Selector.Select(graph, new SelectionOptions { IncludeBlank = true }).Nodes
            .ShouldBe(["model.shop.a", "model.shop.b", "test.shop.c"], ignoreOrder: true);
    }

    private static Selection Select(string selector) => Selector.Select(Shop.Value, new SelectionOptions { Select = [selector] });
}
