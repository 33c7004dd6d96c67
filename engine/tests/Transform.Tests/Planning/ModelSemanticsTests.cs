using Shouldly;
using Transform.Planning;

namespace Transform.Tests.Planning;

/// <summary>Semantic models that are written within models, as dbt documents them for 1.12.</summary>
public sealed class ModelSemanticsTests : IDisposable
{
    private const string Yaml = """
        models:
          - name: orders
            description: All orders
            semantic_model: {name: sales, config: {meta: {team: a}}}
            agg_time_dimension: ordered_at
            columns:
              - {name: id, description: its number, entity: {type: primary, name: order}}
              - {name: customer_id, entity: foreign}
              - {name: ordered_at, granularity: day, dimension: {type: time}}
            derived_semantics:
              dimensions:
                - {name: is_big, type: categorical, expr: amount > 5}
            metrics:
              - {name: revenue, agg: sum, expr: amount, filter: "{{ Dimension('order__is_big') }}", fill_nulls_with: 0}
              - {name: running, type: cumulative, input_metric: revenue, window: 7 days}
          - name: spine
            time_spine: {standard_granularity_column: date_day}
            columns: [{name: date_day, granularity: day}]
        metrics:
          - {name: doubled, type: derived, expr: 2 * revenue, input_metrics: [revenue]}
        """;

    private readonly string folder = PlanningProject.Write(new Dictionary<string, string>
    {
        ["models/orders.sql"] = "select 1 as id",
        ["models/spine.sql"] = "select 1 as date_day",
        ["models/models.yml"] = Yaml,
    });

    [Fact]
    public void columns_become_entities_and_dimensions()
    {
        var model = (DeclaredNode)PlanningProject.Build(folder).Nodes["semantic_model.shop.sales"];

        model.DependsOn.ShouldBe(["model.shop.orders"]);
        Names(model, "entities").ShouldBe(["order", "customer_id"]);
        Names(model, "dimensions").ShouldBe(["ordered_at", "is_big"]);
        model.Values["defaults"].Repr().ShouldBe("{'agg_time_dimension': 'ordered_at'}");
        var entity = model.Values["entities"].AsList()![0].AsDict()!;
        entity["expr"].ToString().ShouldBe("id");
        entity["description"].ToString().ShouldBe("its number");
        entity["config"].Repr().ShouldBe("{'meta': {'team': 'a'}}");
    }

    [Fact]
    public void metrics_aggregate_the_model_that_they_stand_on()
    {
        var nodes = PlanningProject.Build(folder).Nodes;
        var revenue = (DeclaredNode)nodes["metric.shop.revenue"];

        revenue.DependsOn.ShouldBe(["semantic_model.shop.sales"]);
        var parameters = revenue.Values["type_params"].AsDict()!;
        var aggregation = parameters["metric_aggregation_params"].AsDict()!;
        aggregation["semantic_model"].ToString().ShouldBe("sales");
        aggregation["agg"].ToString().ShouldBe("sum");
        aggregation["agg_time_dimension"].ToString().ShouldBe("ordered_at");
        parameters["fill_nulls_with"].ToString().ShouldBe("0");
        revenue.Values["filter"].Repr().ShouldContain("{{ Dimension(");
        nodes["metric.shop.running"].DependsOn.ShouldBe(["metric.shop.revenue"]);
        nodes["metric.shop.doubled"].DependsOn.ShouldBe(["metric.shop.revenue"]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static IEnumerable<string> Names(DeclaredNode node, string part) =>
        node.Values[part].AsList()!.Select(item => item.AsDict()!["name"].ToString());
}
