using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution;

/// <summary>insert_overwrite on DuckDB.</summary>
public sealed class PartitionTests
{
    private const string Old = "select 1 as id, 'old' as state, date '2024-01-05' as d, 'a' as part union all select 2, 'old', date '2024-01-20', 'b' "
        + "union all select 3, 'old', date '2024-02-01', null union all select 4, 'old', null, 'a'";

    [Theory]
    [InlineData("'part'", "select 9 as id, 'new' as state, null::date as d, 'a' as part", "2 old,3 old,9 new")]
    [InlineData("'part'", "select 9 as id, 'new' as state, null::date as d, null::varchar as part", "1 old,2 old,4 old,9 new")]
    [InlineData("[\"date_trunc('month', d)\"]", "select 9 as id, 'new' as state, date '2024-01-31' as d, 'c' as part", "3 old,4 old,9 new")]
    [InlineData("['part', 'd']", "select 9 as id, 'new' as state, null::date as d, 'a' as part", "1 old,2 old,3 old,9 new")]
    [InlineData("'part'", "select 9 as id, 'new' as state, null::date as d, 'a' as part where false", "1 old,2 old,3 old,4 old")]
    [InlineData("'part', incremental_predicates=['id > 1']", "select 9 as id, 'new' as state, null::date as d, 'a' as part", "1 old,2 old,3 old,9 new")]
    public void partitions_of_new_rows_are_written_anew(string partition, string sql, string expected)
    {
        using var project = Project($"partition_by={partition}", sql);
        project.Run().Failed.ShouldBeFalse();

        project.Run().Results.Single().Status.ShouldBe(NodeStatus.Success);

        project.Rows("select id || ' ' || state from m order by id").ShouldBe(expected.Split(','));
        project.Last.Messages.ShouldNotContain(m => m.Contains("DuckLake"));
    }

    [Fact]
    public void it_needs_partitions()
    {
        using var project = Project("", Old);
        project.Run();

        project.Run().Results.Single().Message.ShouldContain("needs the config partition_by");
    }

    private static TestProject Project(string config, string sql) => new((
        "models/m.sql",
        $"{{{{ config(materialized='incremental', incremental_strategy='insert_overwrite'{(config.Length > 0 ? ", " : "")}{config}) }}}}"
            + $"{{% if is_incremental() %}}{sql}{{% else %}}{Old}{{% endif %}}"));
}
