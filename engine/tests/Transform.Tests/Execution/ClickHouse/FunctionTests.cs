using Shouldly;
using Transform.Execution;
using Transform.Tests.Conformance;

namespace Transform.Tests.Execution.ClickHouse;

public sealed class FunctionTests
{
    private const string Functions = """
        functions:
          - name: add_tax
            arguments: [{name: price, data_type: Float64}]
            returns: {data_type: Float64}
          - name: label
            arguments: [{name: amount, data_type: Float64}]
            returns: {data_type: String}
          - name: spread
            config: {type: aggregate}
            arguments: [{name: x, data_type: Float64}]
            returns: {data_type: Int32}

        """;

    [Fact]
    public void functions_call_each_other_and_are_made_anew()
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http,
            ("functions/functions.yml", Functions),
            ("functions/add_tax.sql", "round(price * 1.2, 2)"),
            ("functions/label.sql", "{{ config(alias='label_it') }} concat('tax: ', {{ function('add_tax') }}(amount))"),
            ("functions/spread.sql", "max(x) - min(x)"),
            ("models/m.sql", "{{ config(materialized='table') }} select {{ function('label') }}(10) as label, (select {{ function('spread') }}(number) from numbers(5)) as spread"));
        Passes(project);
        project.Rows("select label, spread, toTypeName(spread) from m").ShouldBe(["tax: 12|4|Nullable(Int32)"]);
        project.Write("functions/add_tax.sql", "price * 2");

        Passes(project);

        project.Rows("select label from m").ShouldBe(["tax: 20"]);
        foreach (var name in (string[])["label_it", "add_tax", "spread"])
        {
            project.Execute($"drop function `{project.Schema}.{name}`");
        }
    }

    [Theory]
    [InlineData("arguments: [{name: a, data_type: Int32, default_value: 1}], returns: {data_type: Int32}", "has a default value for 'a'")]
    [InlineData("config: {type: table}, returns: {data_type: table}", "make it a view with parameters")]
    public void what_a_function_cannot_be_is_told(string properties, string expected)
    {
        using var project = new TestProject(
            ClickHouseWarehouse.Http, ("functions/f.yml", $"functions: [{{name: f, {properties}}}]\n"), ("functions/f.sql", "select 1"));

        project.Run().Results.Single().Message.ShouldNotBeNull().ShouldContain(expected);
    }

    private static void Passes(TestProject project) =>
        project.Run().Results.Where(r => r.Failed || r.Status == NodeStatus.Skipped).Select(r => $"{r.Node.Name}: {r.Message}").ShouldBeEmpty();
}
