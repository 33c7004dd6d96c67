using Shouldly;
using Transform.Execution;
using Transform.Tests.Execution;

namespace Transform.Tests.Conformance;

/// <summary>A theme of the suite: whole projects that run in process on a database of their own. Their texts are the same for every
/// warehouse: dbt's portable macros and those of <c>fixtures/conformance/macros</c> say what differs.</summary>
public abstract class ProjectConformance(TestWarehouse warehouse)
{
    protected TestWarehouse Warehouse { get; } = warehouse;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly Lazy<(string Path, string Text)[]> Words = new(() =>
        [.. Directory.GetFiles(Golden.Fixture("conformance/macros"), "*.sql").Select(f => ("macros/" + Path.GetFileName(f), File.ReadAllText(f)))]);

    private protected TestProject Project(params (string Path, string Text)[] files) => new(Warehouse, [.. Words.Value, .. Warehouse.Files, .. files]);

    /// <summary>A project of one model <c>m</c>.</summary>
    private protected TestProject Model(string config, string sql) => Project(("models/m.sql", Text(config, sql)));

    /// <summary>A model's text.</summary>
    protected static string Text(string config, string sql) => $"{{{{ config({config}) }}}}\n{sql}\n";

    /// <summary>Another text for a first run than for those that fill the table up.</summary>
    protected static string Incremental(string config, string first, string then) =>
        Text("materialized='incremental', " + config, $"{{% if is_incremental() %}}{then}{{% else %}}{first}{{% endif %}}");

    /// <summary>Runs all, or the nodes with these names, and none of them fails.</summary>
    private protected static RunResult Passes(TestProject project, params string[] names)
    {
        var run = project.Run(names);
        run.Results.Where(r => r.Status is not (NodeStatus.Success or NodeStatus.Pass)).Select(r => $"{r.Node.Name} {r.Status}: {r.Message}").ShouldBeEmpty();
        return run;
    }

    /// <summary>Runs all, and one node fails.</summary>
    private protected static NodeResult Fails(TestProject project) => project.Run().Results.Where(r => r.Failed).ShouldHaveSingleItem();
}
