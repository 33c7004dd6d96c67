using System.Globalization;
using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Execution.Postgres;

/// <summary>Relations that read each other are rebuilt side by side without standing in each other's way.</summary>
public sealed class DeadlockTests
{
    private const int Tables = 4;
    private const int Views = 5;
    private const int Runs = 100;
    private const string Deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";

    /// <summary>Every table is read by every view: rebuilding two tables at once drops the same views, and each would begin with
    /// another one of them.</summary>
    [Fact]
    public void a_hundred_runs_over_what_is_there_never_deadlock()
    {
        using var project = TestProject.OnPostgres([.. Models()]);
        project.Options = new() { Threads = 8 };
        var failures = new List<string>();
        project.Run().Failed.ShouldBeFalse();
        var before = project.Rows(Deadlocks);
        project.With((graph, adapter, observer) =>
        {
            var all = graph.Nodes.Keys.ToHashSet();
            for (var i = 0; i < Runs; i++)
            {
                var run = new Runner(graph, adapter, project.Options, observer, TimeProvider.System).Run(all, TestContext.Current.CancellationToken);
                failures.AddRange(run.Results.Where(r => r.Status != NodeStatus.Success).Select(r => $"{r.Node.Name}: {r.Message}"));
            }

            return true;
        });

        failures.ShouldBeEmpty();
        project.Rows(Deadlocks).ShouldBe(before);
        project.Rows("select count(*) from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm')")
            .ShouldBe([(Tables + Views + 3).ToString(CultureInfo.InvariantCulture)]);
    }

    private static IEnumerable<(string Path, string Text)> Models()
    {
        var tables = Enumerable.Range(1, Tables).ToList();
        foreach (var i in tables)
        {
            yield return ($"models/t{i}.sql", "{{ config(materialized='table') }} select i as id from generate_series(1, 50) as i");
        }

        for (var i = 1; i <= Views; i++)
        {
            // Each reads them in an order of its own.
            var order = tables.OrderBy(t => (t * i) % 5).ToList();
            yield return ($"models/v{i}.sql", $"select t{order[0]}.id from {string.Join(" join ", order.Select((t, n) => $"{{{{ ref('t{t}') }}}} as t{t}{(n == 0 ? string.Empty : " using (id)")}"))}");
        }

        yield return ("models/on_views.sql", "select id from {{ ref('v1') }} join {{ ref('v2') }} using (id)");
        yield return ("models/kept.sql", "{{ config(materialized='materialized_view') }} select id from {{ ref('v3') }} join {{ ref('v4') }} using (id)");
        yield return ("models/filled.sql", "{{ config(materialized='incremental') }} select id from {{ ref('on_views') }} where id = 1");
    }
}
