using System.Collections.Immutable;
using Transform.Cli.Output;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>compile</c>: renders SQL and changes nothing; prints what was asked for by name.</summary>
internal sealed class CompileCommand : ICommand
{
    /// <summary>What has something to compile.</summary>
    public static ImmutableArray<ResourceType> Types { get; } =
        [ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Test, ResourceType.Analysis, ResourceType.Function];

    public int Run(Session session)
    {
        var settings = session.Settings;
        var stages = new Stages(session);
        var graph = stages.Plan();
        using var adapter = stages.Open(graph.Project, changes: false);
        var runner = stages.Runner(graph, adapter, RunWork.Compile);
        if (settings.Inline is { } sql)
        {
            Print(session, null, runner.CompileInline(sql, session.Cancellation));
            return ExitCode.Success;
        }

        var selected = Selections.Choose(
            session,
            graph,
            Types);
        if (selected.Count == 0)
        {
            return ExitCode.Success;
        }

        var result = runner.Run(selected, session.Cancellation);
        stages.WriteArtifacts(graph, result);
        foreach (var node in result.Results.Where(r => !r.Failed && r.CompiledCode is not null && Selections.IsNamed(session, r.Node)))
        {
            Print(session, node.Node, node.CompiledCode!);
        }

        foreach (var failed in result.Results.Where(r => r.Failed))
        {
            session.Reporter.Report(Reporting.Summary.Diagnostics(failed));
        }

        return !result.Failed ? ExitCode.Success : result.Cancelled ? ExitCode.Failed : ExitCode.CouldNotRun;
    }

    private static void Print(Session session, Node? node, string sql)
    {
        if (session.Settings.Output != "json")
        {
            session.Reporter.Info(node is null ? "Compiled inline node is:" : $"Compiled node '{node.Name}' is:");
            session.Reporter.Product(sql);
            return;
        }

        session.Reporter.Product(JsonText.Write(json =>
        {
            json.WriteStartObject();
            if (node is not null)
            {
                json.WriteString("node", node.Name);
            }

            json.WriteString("compiled", sql);
            json.WriteEndObject();
        }, indented: true));
    }
}
