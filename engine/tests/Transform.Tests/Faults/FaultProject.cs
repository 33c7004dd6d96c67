using System.Globalization;
using Shouldly;
using Transform.Adapters;
using Transform.Tests.Conformance;
using Transform.Tests.Execution;

namespace Transform.Tests.Faults;

/// <summary>A project with a node for every materialization and strategy of a warehouse. Each run has a version, a number that its rows
/// show: what a relation holds tells which runs reached it.</summary>
internal class FaultProject : IDisposable
{
    /// <summary>Where a run can be made to wait, in the order in which it comes there: before the transaction, in it, in the query, when all
    /// is done but not committed, and after the commit.</summary>
    public static readonly string[] Phases = ["before", "begun", "query", "done", "committed"];

    private readonly Dictionary<string, Kind> nodes = [];

    /// <param name="warehouse">Where it runs.</param>
    /// <param name="pauseHook">A statement that waits, as a template: <c>model.name</c> is the node's name.</param>
    /// <param name="pauseCondition">A condition that waits and is true then, within a text of a template: <c>name</c> is the node's name.</param>
    /// <param name="settings">Lines of the project file.</param>
    public FaultProject(TestWarehouse warehouse, string pauseHook, string pauseCondition, params string[] settings)
        : this(warehouse, null, pauseHook, pauseCondition, settings)
    {
    }

    private protected FaultProject(TestWarehouse warehouse, Capabilities? capabilities, string pauseHook, string pauseCondition, params string[] settings)
    {
        Project = new TestProject(warehouse);
        Capabilities = capabilities ?? Project.Capabilities;
        var hooks = """
            +pre-hook: [{sql: "{{ pause('before') }}", transaction: false}, {sql: "{{ pause('begun') }}"}]
            +post-hook: [{sql: "{{ pause('done') }}"}, {sql: "{{ pause('committed') }}", transaction: false}]
            """.Replace("\n", "\n  ", StringComparison.Ordinal);
        Project.Write("dbt_project.yml", $"name: shop\nprofile: shop\nmodels:\n  {hooks}\nseeds:\n  {hooks}\nsnapshots:\n  {hooks}\n{string.Join('\n', settings)}\n");
        Project.Write("macros/pause.sql", $$$"""
            {% macro pause(phase) %}{% if phase == paused_phase() %}{{{pauseHook}}}{% endif %}{% endmacro %}
            {% macro query_pause(name) %}{{ "{{{pauseCondition}}}" if 'query' == paused_phase() else '1 = 1' }}{% endmacro %}
            """);
        Add("a_table", Kind.Replaced, "materialized='table'");
        Add("a_view", Kind.View, "materialized='view'");
        Write("seeds/a_seed.csv", "id,v\n1,1\n");
        nodes["a_seed"] = Kind.Seed;
        Write("snapshots/a_snapshot.yml", "snapshots: [{name: a_snapshot, relation: ref('of_snapshot'), config: {strategy: check, unique_key: id, check_cols: [v]}}]\n");
        Write("models/of_snapshot.sql", "{{ config(materialized='ephemeral') }} " + Query("a_snapshot"));
        nodes["a_snapshot"] = Kind.Versions;
        foreach (var strategy in Capabilities.IncrementalStrategies)
        {
            var config = strategy switch
            {
                "microbatch" => ", event_time='ts', batch_size='year', begin=run_started_at.year ~ '-01-01', lookback=0, unique_key=('id' if target.type in ['postgres', 'clickhouse'] else none)",
                "append" => string.Empty,
                "insert_overwrite" => ", partition_by='id'",
                "upsert" => ", unique_key='id', indexes=[{'columns': ['id'], 'unique': true}]",
                _ => ", unique_key='id'",
            };
            var name = "incremental_" + strategy.Replace('+', '_');
            Add(name, strategy == "append" ? Kind.Appended : Kind.Replaced, $"materialized='incremental', incremental_strategy='{strategy}'{config}");
        }

        Project.Options = new() { Threads = nodes.Count + 1 };
        Next(1);
    }

    private enum Kind
    {
        Replaced,
        Appended,
        Versions,
        View,
        Seed,
        MaterializedView,
    }

    public TestProject Project { get; }

    private protected IEnumerable<string> Names => nodes.Keys;

    public Capabilities Capabilities { get; }

    private static string Query(string name) =>
        $"select 1 as id, {{{{ version() }}}} as v, {{{{ dbt.current_timestamp() }}}} as ts where {{{{ query_pause('{name}') }}}}";

    /// <summary>Adds a materialized view of a table outside of the project.</summary>
    public void AddMaterializedView()
    {
        Write("models/a_materialized_view.sql", "{{ config(materialized='materialized_view') }} select id, v from elsewhere.numbers");
        nodes["a_materialized_view"] = Kind.MaterializedView;
    }

    /// <summary>Runs it here, or only those nodes.</summary>
    public virtual void RunsWell(params string[] names)
    {
        var failed = Project.Run(names).Results.Where(r => r.Failed).ToList();
        failed.ShouldBeEmpty(string.Join('\n', failed.Select(r => $"{r.Node.Name}: {string.Join(' ', r.Diagnostics.Select(d => d.Message))}")));
    }

    /// <summary>What the next run is to be.</summary>
    /// <param name="phase">Where it waits; null for nowhere.</param>
    public void Next(int version, string? phase = null)
    {
        Write("macros/version.sql", $"{{% macro version() %}}{version}{{% endmacro %}}{{% macro paused_phase() %}}{{{{ return('{phase}') }}}}{{% endmacro %}}");
        Write("seeds/a_seed.csv", $"id,v\n1,{version}\n");
        if (nodes.ContainsKey("a_materialized_view"))
        {
            Project.Execute($"create schema if not exists elsewhere; create table if not exists elsewhere.numbers (id integer, v integer); delete from elsewhere.numbers; insert into elsewhere.numbers values (1, {version})");
        }
    }

    /// <summary>The nodes that come to a phase: not all have a query that runs.</summary>
    public IReadOnlyList<string> Reaching(string phase) =>
        [.. nodes.Where(n => phase != "query" || n.Value is Kind.Replaced or Kind.Appended or Kind.Versions).Select(n => n.Key)];

    /// <summary>What every relation holds after the runs of these versions, and that nothing lies beside them.</summary>
    public string[] Expected(params int[] versions) => Expected(_ => versions);

    /// <param name="versions">Those that count for a node.</param>
    public string[] Expected(Func<string, int[]> versions) =>
        [.. nodes.OrderBy(n => n.Key, StringComparer.Ordinal).Select(n => $"{n.Key}: {string.Join(", ", Expected(n.Value, versions(n.Key)))}")];

    /// <summary>Which versions each node has: all but the last one, or all of them.</summary>
    public Dictionary<string, int[]> Survived(params int[] versions)
    {
        var found = Found();
        var without = Expected(versions[..^1]);
        var with = Expected(versions);
        found.Length.ShouldBe(with.Length, string.Join('\n', found));
        return found.Select((text, i) => (Name: text.Split(':')[0], Versions: text == without[i] ? versions[..^1] : text == with[i] ? versions
            : throw new ShouldAssertException($"{text}, which is neither {without[i]} nor {with[i]}"))).ToDictionary(n => n.Name, n => n.Versions);
    }

    /// <summary>The same, as it is.</summary>
    public virtual string[] Found()
    {
        var names = Project.Relations().Select(r => r.Split(' ')[0]).ToList();
        return [.. names.Select(name => $"{name}: {string.Join(", ", nodes.ContainsKey(name) ? Project.Rows(RowsOf(name)) : ["left behind"])}")];
    }

    /// <summary>Everything anew, for the first run.</summary>
    public void Start() => Project.Execute("drop schema public cascade; create schema public");

    /// <summary>Waits until the server has seen that the killed run is gone.</summary>
    public void WaitForSessions() => WaitFor("state <> 'idle'", 0);

    /// <summary>Waits until so many other sessions of the database are as a condition says.</summary>
    public void WaitFor(string activity, int count)
    {
        var sql = $"select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and {activity}";
        for (var i = 0; !Project.Rows(sql).SequenceEqual([$"{count}"]); i++)
        {
            i.ShouldBeLessThan(500, activity);
            Thread.Sleep(20);
        }
    }

    public void Dispose() => Project.Dispose();

    private static IEnumerable<string> Expected(Kind kind, int[] versions) => kind switch
    {
        Kind.Appended => versions.Select(v => v.ToString(CultureInfo.InvariantCulture)),
        Kind.Versions => versions.Select((v, i) => string.Create(CultureInfo.InvariantCulture, $"{v}{(i == versions.Length - 1 ? " now" : string.Empty)}")),
        _ => [versions[^1].ToString(CultureInfo.InvariantCulture)],
    };

    /// <summary>The query for the versions that a node's relation shows.</summary>
    private protected string RowsOf(string name) => nodes[name] == Kind.Versions
        ? $"select concat(v, case when dbt_valid_to is null then ' now' else '' end) from {name} order by v"
        : $"select v from {name} order by v";

    private void Add(string name, Kind kind, string config)
    {
        Write($"models/{name}.sql", $"{{{{ config({config}) }}}} {(kind == Kind.View ? "select 1 as id, {{ version() }} as v" : Query(name))}");
        nodes[name] = kind;
    }

    private void Write(string path, string text) => Project.Write(path, text);
}
