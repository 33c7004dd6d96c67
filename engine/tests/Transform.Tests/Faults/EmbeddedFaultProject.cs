using Shouldly;
using Transform.Adapters;
using Transform.Tests.Conformance;
using Transform.Tests.Execution;

namespace Transform.Tests.Faults;

/// <summary>ClickHouse's engine keeps a folder until its process ends, so that only the real program opens the project's: it runs the
/// nodes, and it tells what the relations hold.</summary>
internal sealed class EmbeddedFaultProject : FaultProject
{
    private const string Mark = "found ";

    // What the last run told at its end.
    private string[]? told;

    public EmbeddedFaultProject(string pauseHook, string pauseCondition)
        : base(
            ClickHouseWarehouse.Embedded with { NewDatabase = NewDatabase, Drop = static _ => { } },
            AskCapabilities(),
            pauseHook,
            pauseCondition,
            "on-run-end: \"{{ tell() }}\"") =>
        Project.Write("macros/tell.sql", $$"""
            {% macro tell() %}
              {%- set queries = { {{string.Join(", ", Names.Select(name => $"'{name}': \"{RowsOf(name)}\""))}} } -%}
              {%- for name in (run_query('show tables').columns[0].values() if execute else []) -%}
                {%- do print('{{Mark}}' ~ name ~ ': ' ~ (run_query(queries[name]).columns[0].values() | join(', ') if name in queries else 'left behind')) -%}
              {%- endfor -%}
            {% endmacro %}
            """);

    public override void RunsWell(params string[] names) => told = Tell(["build", "--threads", $"{Project.Options.Threads}", .. names.Length == 0 ? [] : names.Prepend("--select")]);

    public override string[] Found()
    {
        var found = told ?? Tell(["run-operation", "tell"]);
        told = null;
        return found;
    }

    private string[] Tell(string[] arguments)
    {
        var result = EndToEnd.Cli.Run(Project.Folder, arguments);
        result.ExitCode.ShouldBe(0, result.Transcript);
        return [.. result.Output.Split('\n').Where(line => line.StartsWith(Mark, StringComparison.Ordinal)).Select(line => line[Mark.Length..]).Order(StringComparer.Ordinal)];
    }

    private static ProfileOutput NewDatabase(string folder) =>
        new("dev", new Dictionary<string, object?> { ["type"] = "clickhouse", ["path"] = Path.Combine(folder, "data"), ["schema"] = "shop", ["threads"] = 4L }, folder, folder);

    private static Capabilities AskCapabilities()
    {
        using var project = new TestProject(ClickHouseWarehouse.Embedded);
        return project.Capabilities;
    }
}
