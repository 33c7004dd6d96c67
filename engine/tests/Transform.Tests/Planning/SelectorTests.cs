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
    [InlineData("orders,tag:nowhere", "Did you mean 'orders'?")]
    public void a_selector_without_match_is_a_warning(string selector, string hint)
    {
        var warning = Select(selector).Warnings.ShouldHaveSingleItem();
        warning.Code.ShouldBe(DiagnosticCodes.NothingSelected);
        warning.Message.ShouldBe($"The selection '{selector}' matches no nodes.");
        warning.Hint.ShouldBe(hint);
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
