using System.Text.Json;
using Shouldly;

namespace Transform.Tests.Conformance;

/// <summary>Names that must be quoted, or that are as long as a name may be.</summary>
public abstract class NameConformance(TestWarehouse warehouse) : ProjectConformance(warehouse)
{
    [Theory]
    [InlineData("with space")]
    [InlineData("select")]
    [InlineData("MixedCase")]
    [InlineData("quo\"ted")]
    [InlineData("it's")]
    [InlineData("back`tick")]
    [InlineData("Größe")]
    [InlineData("日本語 😀")]
    [InlineData("a-b+c")]
    [InlineData("100%s")]
    [InlineData("dot.ted")]
    [InlineData("{0} $1 ?")]
    [InlineData("semi;colon--")]
    [InlineData("back\\slash/x")]
    public void relations_columns_and_schemas_may_have_any_name(string name)
    {
        var config = (string end) => $"config: {{alias: {JsonSerializer.Serialize(name + end)}, schema: {JsonSerializer.Serialize(name)}}}";
        var quoted = JsonSerializer.Serialize(name);
        using var project = Project(
            ("dbt_project.yml", "name: shop\nprofile: shop\nmodels: {+persist_docs: {relation: true, columns: true}}\n"),
            ("models/t.sql", Text("materialized='table'", $"select 1 as {{{{ adapter.quote({quoted}) }}}}, 2 as other")),
            ("models/v.sql", Text("materialized='view'", "select * from {{ ref('t') }}")),
            ("models/i.sql", Text(
                $"materialized='incremental', unique_key={JsonSerializer.Serialize(Warehouse.Factory.Dialect.Quote(name))}, on_schema_change='append_new_columns'",
                $"select * from {{{{ ref('v') }}}} {{{{ 'where ' ~ adapter.quote({quoted}) ~ ' > 0' if is_incremental() }}}}")),
            ("snapshots/s.yml", $"snapshots: [{{name: s, relation: ref('t'), config: {{unique_key: other, strategy: check, check_cols: [other], alias: {JsonSerializer.Serialize(name + " s")}, schema: {quoted}}}}}]\n"),
            ("models/m.yml", $$"""
                models:
                  - {name: t, {{config(" t")}}, description: d, columns: [{name: {{quoted}}, quote: true, description: e, data_tests: [not_null, unique]}]}
                  - {name: v, {{config(" v")}}}
                  - {name: i, {{config(" i")}}}
                """));

        Passes(project);
        Passes(project);

        var schema = $"{project.Schema}_{name}";
        project.Relations(schema).ShouldBe([$"{name} i Table", $"{name} s Table", $"{name} t Table", $"{name} v View"], ignoreOrder: true);
        project.Columns(name + " i", schema).Select(c => c[..c.LastIndexOf(' ')]).ShouldBe([name, "other"]);
        var table = project.Ask(c => c.GetCatalog(null, [schema], Token)).Single(r => r.Relation.Identifier == name + " t");
        table.Columns[0].Comment.ShouldBe("e");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("ü")]
    public void names_may_be_as_long_as_the_warehouse_keeps_them(string letter)
    {
        using var project = Project();
        var bytes = Warehouse.Factory.Dialect.Types.LongestName ?? 120;
        var name = string.Concat(Enumerable.Repeat(letter, (bytes - 1) / Warehouse.Factory.Dialect.LengthOf(letter)));
        foreach (var kind in (string[])["table", "view", "incremental"])
        {
            project.Write($"models/{kind}.sql", Text($"materialized='{kind}', alias='{name}{kind[0]}'", "select 1 as id"));
        }

        Passes(project);
        Passes(project);

        project.Relations().ShouldBe([$"{name}i Table", $"{name}t Table", $"{name}v View"]);
    }

    [Fact]
    public void a_name_that_is_too_long_is_refused()
    {
        var limit = Warehouse.Factory.Dialect.Types.LongestName;
        var name = new string('a', (limit ?? 150) + 1);
        using var project = Model($"materialized='table', alias='{name}'", "select 1 as id");
        if (limit is not { } longest)
        {
            Passes(project);
            project.Relations().ShouldBe([$"{name} Table"]);
            return;
        }

        Fails(project).Message.ShouldBe($"The name '{name}' has {longest + 1} bytes, and {Warehouse.Type} keeps {longest}.");
        project.Relations().ShouldBeEmpty();
    }
}
