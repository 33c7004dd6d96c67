using Shouldly;
using Transform.Core;
using Transform.Execution;

namespace Transform.Tests.Execution.Changes;

/// <summary>The table <c>transform_meta.node_results</c>.</summary>
public sealed class RecordTests
{
    private const string Table = "transform_meta.node_results";

    [Fact]
    public void A_run_that_does_not_ask_for_it_makes_none()
    {
        using var project = Project();
        project.Run().Failed.ShouldBeFalse();
        project.Relations("transform_meta").ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_built_that_cannot_be_recorded()
    {
        using var project = Project();
        Changed(project, true);
        project.Run().Failed.ShouldBeFalse();
        project.Execute($"drop table {Table}");
        project.Execute($"create view {Table} as select 1 as id");
        Changed(project, false);
        Should.Throw<TransformException>(() => project.Run()).Diagnostics[0].Code.ShouldBe(DiagnosticCodes.RecordFailed);

        project.Execute($"drop view {Table}");
        project.Run().Failed.ShouldBeFalse();
    }

    [Fact]
    public void Two_targets_with_one_schema_know_of_each_other()
    {
        using var project = Project();
        Changed(project, true);
        project.Run().Failed.ShouldBeFalse();
        project.Rows($"select distinct node_key from {Table}").ShouldBe(["shop|main|m"]);
        project.Execute($"update {Table} set unique_id = 'model.store.m'");
        project.Run().Results[0].Reason!.Text.ShouldBe("model.store.m made its relation");
    }

    [Fact]
    public void Attempts_of_no_more_use_are_deleted()
    {
        using var project = Project();
        Changed(project, true);
        project.Run().Failed.ShouldBeFalse();
        project.Execute($"insert into {Table} select node_key, 'old' || range, 'failed', '', unique_id, node_schema, '', '', '', '', '' from {Table}, range(600)");
        project.Execute($"update {Table} set replaces = (select string_agg(attempt, ' ') from {Table} where attempt like 'old%') where event = 'succeeded'");
        project.Run().Results[0].Status.ShouldBe(NodeStatus.Reused);
        project.Rows($"select count(*) from {Table}").ShouldBe(["1"]);
    }

    [Fact]
    public void A_strategy_is_part_of_what_its_models_are_made_from()
    {
        static string Strategy(string more) =>
            $"{{% macro get_incremental_own_sql(arg_dict) %}}insert into {{{{ arg_dict['target_relation'] }}}} select * from {{{{ arg_dict['temp_relation'] }}}} {more}{{% endmacro %}}";
        using var project = new TestProject(
            ("models/m.sql", "{{ config(materialized='incremental', incremental_strategy='own') }} select 1 as id"), ("macros/own.sql", Strategy("")));
        Changed(project, true);
        project.Run().Failed.ShouldBeFalse();
        project.Run().Results[0].Status.ShouldBe(NodeStatus.Reused);

        project.Write("macros/own.sql", Strategy("where id > 1"));

        project.Run().Results[0].Reason!.Text.ShouldBe("a macro of its materialization or its hooks, or what that reads, is different");
        project.Run().Results[0].Status.ShouldBe(NodeStatus.Reused);
    }

    private static TestProject Project() => new(("models/m.sql", "{{ config(materialized='table') }} select 1 as id"));

    private static void Changed(TestProject project, bool only) => project.Options = project.Options with { OnlyChanged = only };
}
