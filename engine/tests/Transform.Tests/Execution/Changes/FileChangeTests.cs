using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution.Changes;

/// <summary>Files that DuckDB reads where other warehouses have tables.</summary>
public sealed class FileChangeTests
{
    [Fact]
    public void A_file_that_is_another_one_runs_what_reads_it()
    {
        using var project = new TestProject();
        var data = Path.Combine(project.Folder, "data");
        project.Write("data/orders.csv", "id\n1\n");
        project.Write("data/more/a.csv", "id\n1\n");
        project.Write("models/sources.yml", $"sources: [{{name: raw, tables: [{{name: orders, meta: {{external_location: '{data}/orders.csv'}}}}, {{name: far, meta: {{external_location: 'https://example.com/x.csv'}}}}]}}]");
        project.Write("models/of_source.sql", "{{ config(materialized='table') }} select * from {{ source('raw', 'orders') }}");
        project.Write("models/of_view.sql", "{{ config(materialized='table') }} select * from {{ ref('a_view') }}");
        project.Write("models/a_view.sql", "select * from {{ source('raw', 'orders') }}");
        project.Write("models/of_sql.sql", $"{{{{ config(materialized='table') }}}} select * from read_csv('{data}/more/*.csv')");
        project.Options = project.Options with { OnlyChanged = true };
        Run(project).Values.ShouldAllBe(why => why == "no earlier run is known");
        Run(project).Values.ShouldAllBe(why => why == "reused");

        File.SetLastWriteTimeUtc(Path.Combine(data, "orders.csv"), DateTime.UnixEpoch);
        Run(project).Values.ShouldAllBe(why => why == "reused");

        project.Write("data/more/b.csv", "id\n2\n");
        Run(project).Where(pair => pair.Value != "reused").ShouldBe([KeyValuePair.Create("of_sql", "a file that it reads is different")]);
        project.Rows("select count(*) from of_sql").ShouldBe(["2"]);

        project.Write("data/orders.csv", "id\n2\n");
        Run(project).Where(pair => pair.Value != "reused").ShouldBe(
            [
                KeyValuePair.Create("of_source", "a file that it reads is different"),
                KeyValuePair.Create("a_view", "a file that it reads is different"),
                KeyValuePair.Create("of_view", "a_view ran"),
            ],
            ignoreOrder: true);
        project.Rows("select * from of_view").ShouldBe(["2"]);
    }

    private static Dictionary<string, string> Run(TestProject project)
    {
        var results = project.Run().Results;
        results.Where(r => r.Failed).Select(r => r.Message).ShouldBeEmpty();
        return results.ToDictionary(r => r.Node.Name, r => r.Status == NodeStatus.Reused ? "reused" : r.Reason!.Text);
    }
}
