using Shouldly;
using Transform.Core;
using Transform.Planning;

namespace Transform.Tests.Planning;

/// <summary><c>state:</c> after each change of <c>fixtures/state/edits.txt</c>, compared with what dbt selects (<c>expected.txt</c>). Sections of
/// <c>ours.txt</c> stand in for dbt's where Transform is meant to differ.</summary>
public sealed class StateTests
{
    private static readonly string[] Selectors =
    [
        "state:new", "state:modified", "state:modified.body", "state:modified.configs", "state:modified.persisted_descriptions",
        "state:modified.relation", "state:modified.macros", "state:modified.contract",
    ];

    private static readonly Lazy<Dictionary<string, List<string>>> Expected = new(() =>
    {
        var expected = StateProject.Sections(Golden.Fixture("state", "expected.txt"));
        foreach (var (edit, lines) in StateProject.Sections(Golden.Fixture("state", "ours.txt")))
        {
            expected[edit] = lines;
        }

        return expected;
    });

    private static readonly Lazy<string> OurBaseline = new(() => new StateProject().WriteManifest());

    public static TheoryData<string> Edits => [.. StateProject.Edits.Keys];

    // dbt's manifest says nothing of vars.
    public static TheoryData<string> EditsOfFiles => [.. StateProject.Edits.Keys.Except(["var"])];

    [Theory]
    [MemberData(nameof(Edits))]
    public void a_change_selects_what_it_does_in_dbt(string edit) => Check(edit, Golden.Fixture("state", "baseline"));

    [Theory]
    [MemberData(nameof(Edits))]
    public void a_change_selects_the_same_with_unrendered_values_of_dbt(string edit) => Check(edit, Golden.Fixture("state", "unrendered"));

    [Theory]
    [MemberData(nameof(EditsOfFiles))]
    public void a_change_selects_the_same_with_a_manifest_of_ours(string edit) => Check(edit, OurBaseline.Value);

    // dbt keeps less of what is written, so that another target is a difference to its manifests.
    [Theory]
    [InlineData("dev", null)]
    [InlineData("prod", null)]
    [InlineData("dev", "templates_baseline")]
    [InlineData("dev", "templates_unrendered")]
    public void templates_in_yaml_are_no_difference_for_another_target(string target, string? baseline)
    {
        using var before = new StateProject(project: "templates");
        using var after = new StateProject(project: "templates", target: target);
        var graph = after.Plan();
        var state = StateProject.Compare(graph, baseline is null ? before.WriteManifest() : Golden.Fixture("state", baseline));
        Selectors.SelectMany(selector => Select(graph, state, selector).Nodes.Select(id => $"{selector} {id}")).Order(StringComparer.Ordinal)
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("'table' if target.name == 'prod' else 'view' }}\"\n      meta", "'table' if target.name == 'live' else 'view' }}\"\n      meta", "model.shop.a")]
    [InlineData("{where: \"{{ target.name }}\"", "{where: \"{{ target['name'] }}\"", "model.shop.a")]
    [InlineData("{{ target.name }}_of_b", "{{ target.name }}_from_b", "model.shop.b.v1 model.shop.b.v2")]
    [InlineData("b_{{ target.name }}", "{{ 'b' }}_{{ target.name }}", "model.shop.b.v2")]
    [InlineData("{{ target.name }}_seeds", "{{ target.name }}_seed", "seed.shop.s")]
    [InlineData("'integer' if", "'smallint' if", "seed.shop.s")]
    [InlineData("{{ target.name }}_snap", "{{ target.name }}_snaps", "snapshot.shop.snap")]
    [InlineData("{{ 1 if target.name == 'prod' else 2 }}\"}\n", "{{ 3 if target.name == 'prod' else 2 }}\"}\n", "test.shop.unique_a_id.f6a5f640da")]
    [InlineData("{{ var('least', 0) }}", "{{ var('at_least', 0) }}", "test.shop.unique_a_id.f6a5f640da")]
    [InlineData("- name: sing\n    config: {severity: \"{{ 'error'", "- name: sing\n    config: {severity: \"{{ 'warn'", "test.shop.sing")]
    [InlineData("{{ target.name }}_raw", "{{ target.name }}_source", "source.shop.raw.t")]
    [InlineData("t_{{ target.name }}", "t{{ target.name }}", "source.shop.raw.t")]
    [InlineData("at_{{ target.name }}", "at{{ target.name }}", "source.shop.raw.t")]
    [InlineData("{{ 1 if target.name == 'prod' else 2 }}\", period", "{{ 1 if target.name == 'live' else 2 }}\", period", "source.shop.raw.t")]
    [InlineData("{at2: \"{{ target.name }}\"}", "{at2: \"{{ target.type }}\"}", "source.shop.raw.t")]
    [InlineData("http://{{ target.name }}", "https://{{ target.name }}", "exposure.shop.board")]
    [InlineData("owner: {name: \"{{ target.name }}\"}", "owner: {name: \"{{ target.schema }}\"}", "exposure.shop.board")]
    public void another_template_is_a_difference(string text, string other, string ids)
    {
        using var before = new StateProject(project: "templates");
        foreach (var target in new[] { "dev", "prod" })
        {
            using var after = new StateProject(project: "templates", target: target);
            after.Replace("models/schema.yml", text, other);
            var graph = after.Plan();
            string.Join(' ', Select(graph, StateProject.Compare(graph, before.WriteManifest()), "state:modified").Nodes.Order(StringComparer.Ordinal)).ShouldBe(ids);
        }
    }

    [Theory]
    [InlineData("prod", "out, config: {export_as: table", "")]
    [InlineData("dev", "out, config: {export_as: view", "saved_query.shop.weekly")]
    [InlineData("dev", "out, config: {alias: other, export_as: table", "saved_query.shop.weekly")]
    [InlineData("dev", "other, config: {export_as: table", "saved_query.shop.weekly")]
    public void exports_are_compared_as_they_are_written(string target, string export, string ids)
    {
        const string Written = "  - name: weekly\n    exports: [{name: out, config: {export_as: table";
        using var before = new StateProject();
        before.Replace("models/schema.yml", "  - name: weekly\n", Written + "}}]\n");
        using var after = new StateProject(target: target);
        after.Replace("models/schema.yml", "  - name: weekly\n", Written.Replace("out, config: {export_as: table", export, StringComparison.Ordinal) + "}}]\n");
        var graph = after.Plan();
        string.Join(' ', Select(graph, StateProject.Compare(graph, before.WriteManifest()), "state:modified").Nodes).ShouldBe(ids);
    }

    [Fact]
    public void unmodified_is_all_that_is_not_modified()
    {
        using var project = new StateProject("body");
        var graph = project.Plan();
        var state = StateProject.Compare(graph, OurBaseline.Value);
        var modified = Select(graph, state, "state:modified").Nodes;
        var unmodified = Select(graph, state, "state:unmodified").Nodes;
        modified.ShouldBe(["model.shop.stg_orders"]);
        unmodified.Order().ShouldBe(Select(graph, state, "*").Nodes.Union(Select(graph, state, "source:*").Nodes).Except(modified).Order());
        Select(graph, state, "state:old").Nodes.Count.ShouldBe(modified.Count + unmodified.Count);
    }

    [Theory]
    [InlineData("currency", "model.shop.stg_orders")]
    [InlineData("in_macro", "model.shop.stg_orders")]
    [InlineData("unread", "")]
    public void vars_touch_what_reads_them(string name, string readers)
    {
        using var project = new StateProject();
        project.Append("macros/deep.sql", "{% macro deep() %}{{ var('in_macro', 'with ' ~ target.name) }}{% endmacro %}{% macro over() %}{{ deep() }}{% endmacro %}");
        project.Append("models/staging/stg_orders.sql", "-- {{ over() }}");
        var state = project.WriteManifest();

        project.Vars[name] = 2;
        var graph = project.Plan();
        foreach (var selector in new[] { "state:modified.vars", "state:modified" })
        {
            string.Join(' ', Select(graph, StateProject.Compare(graph, state), selector).Nodes).ShouldBe(readers);
        }
    }

    [Theory]
    [InlineData("any", "model.shop.stg_orders")]
    [InlineData("by_keyword", "model.shop.orders model.shop.stg_orders")]
    [InlineData("of_builtins", "model.shop.days model.shop.stg_orders")]
    [InlineData("of_hook", "model.shop.helper model.shop.stg_orders")]
    [InlineData("of_config", "model.shop.payments model.shop.stg_orders")]
    [InlineData("of_project_file", "model.shop.stg_customers model.shop.stg_orders")]
    [InlineData("of_test", "model.shop.stg_orders test.shop.not_null_orders_id.84ef11d8fe")]
    [InlineData("of_argument", "model.shop.stg_orders test.shop.several_stg_customers__var_of_argument_1_.c64eb25ad2")]
    [InlineData("of_source", "model.shop.stg_orders source.shop.raw.orders source.shop.raw.refunds")]
    [InlineData("of_exposure", "exposure.shop.board model.shop.stg_orders")]
    public void vars_touch_what_reads_them_in_any_way(string name, string readers)
    {
        using var project = new StateProject();
        project.Vars["of_config"] = "table";
        project.Vars["currency"] = "of_computed";
        project.Append("models/staging/stg_orders.sql", "-- {{ var('a' ~ 'ny', 1) }}");
        project.Append("models/marts/orders.sql", "-- {{ var(var_name='by_keyword', default=1) }}");
        project.Append("models/marts/days.sql", "-- {{ builtins.var('of_builtins', 1) }}");
        project.Append("models/staging/helper.sql", "-- {{ config(post_hook=\"select {{ var('of_hook', 1) }}\") }}");
        project.Replace("models/schema.yml", "config: {contract: {enforced: true}}\n    columns:\n      - {name: id, data_type: integer, constraints", "config: {materialized: \"{{ var('of_config') }}\", contract: {enforced: true}}\n    columns:\n      - {name: id, data_type: integer, constraints");
        project.Replace("models/schema.yml", "{severity: warn}", "{where: \"1 = {{ var('of_test', 1) }}\"}");
        project.Replace("models/schema.yml", "{least: 1}", "{least: \"{{ var('of_argument', 1) }}\"}");
        project.Replace("models/schema.yml", "{{ 'landing' if", "{{ var('of_source', 'landing') if");
        project.Replace("models/schema.yml", "type: dashboard", "type: dashboard\n    url: \"{{ var('of_exposure', 'http://a') }}\"");
        project.Replace("dbt_project.yml", "    staging:\n", "    staging:\n      stg_customers: {+meta: {a: \"{{ var('of_project_file', 1) }}\"}}\n");
        var state = project.WriteManifest();

        project.Vars[name] = name == "of_config" ? "view" : 2;
        var graph = project.Plan();
        string.Join(' ', Select(graph, StateProject.Compare(graph, state), "state:modified.vars").Nodes.Order(StringComparer.Ordinal)).ShouldBe(readers);
    }

    [Theory]
    [InlineData("column of a contract removed", "The contract of 'payments' breaks what its readers rely on: the column amount is gone.")]
    [InlineData("type of a contract changed", "The contract of 'payments' breaks what its readers rely on: the column amount was decimal(10,2) and is text.")]
    [InlineData("constraint removed", "The contract of 'payments' breaks what its readers rely on: the constraint not_null of the column id is gone.")]
    [InlineData("contract ended", "The contract of 'payments' breaks what its readers rely on: the contract is not enforced any more.")]
    [InlineData("model with a contract deleted", "'payments' had a contract and is not in the project any more: its readers lose it.")]
    public void what_breaks_a_contract_is_told(string edit, string message)
    {
        using var project = new StateProject(edit);
        var graph = project.Plan();
        var told = Select(graph, StateProject.Compare(graph, OurBaseline.Value), "state:modified").Warnings.Where(w => w.Code == DiagnosticCodes.BrokenContract);
        told.ShouldHaveSingleItem().Message.ShouldBe(message);
    }

    [Fact]
    public void large_seeds_are_compared_by_their_path()
    {
        using var project = new StateProject();
        project.Append("seeds/customers_csv.csv", string.Concat(Enumerable.Repeat("3,Carl\n", 200_000)));
        Compare(OurBaseline.Value, "SeedIncreased").ShouldBe(["seed.shop.customers_csv"]);
        var state = project.WriteManifest();
        project.Append("seeds/customers_csv.csv", "4,Dora");
        Compare(state, "SeedExceedsLimitSamePath").ShouldBeEmpty();

        IEnumerable<string> Compare(string baseline, string name)
        {
            var graph = project.Plan();
            var selection = Select(graph, StateProject.Compare(graph, baseline), "state:modified");
            selection.Warnings.Single(w => w.Code == DiagnosticCodes.LargeSeed).Event.ShouldBe(name);
            return selection.Nodes;
        }
    }

    private static void Check(string edit, string baseline)
    {
        using var project = new StateProject(edit);
        var graph = project.Plan();
        var state = StateProject.Compare(graph, baseline);
        var lines = new List<string>();
        foreach (var selector in Selectors)
        {
            try
            {
                var found = Select(graph, state, selector).Nodes;
                if (found.Count > 0)
                {
                    lines.Add($"{selector}: {string.Join(' ', found.Order(StringComparer.Ordinal))}");
                }
            }
            catch (TransformException exception) when (exception.Diagnostics[0].Code == DiagnosticCodes.BrokenContract)
            {
                lines.Add($"{selector}: ContractBreakingChangeError");
            }
        }

        lines.ShouldBe(Expected.Value[edit]);
    }

    private static Selection Select(Graph graph, SelectionState state, string selector) => Selector.Select(graph, new SelectionOptions
    {
        Select = [selector],
        State = state,
        IndirectSelection = IndirectSelection.Empty,
        IncludeBlank = true,
    });
}
