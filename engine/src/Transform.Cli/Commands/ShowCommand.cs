using Transform.Cli.Options;
using Transform.Cli.Output;
using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Commands;

/// <summary><c>show</c>: runs a query and prints its first rows.</summary>
internal sealed class ShowCommand : ICommand
{
    public int Run(Session session)
    {
        var settings = session.Settings;
        if ((settings.Inline ?? settings.InlineDirect) is null && settings.Select.IsEmpty)
        {
            throw UsageErrors.Because("`show` needs to know what to show.", "Name a model with --select, or give SQL with --inline.");
        }

        var stages = new Stages(session);
        var graph = stages.Plan();
        stages.WriteArtifacts(graph, null);
        using var adapter = stages.Open(graph.Project, changes: false);
        var runner = stages.Runner(graph, adapter, RunWork.Compile);
        if (settings.InlineDirect is { } direct)
        {
            Print(session, null, runner.ShowDirect(direct, settings.Limit, session.Cancellation));
            return ExitCode.Success;
        }

        if (settings.Inline is { } sql)
        {
            Print(session, null, runner.Show(null, sql, settings.Limit, session.Cancellation).Rows);
            return ExitCode.Success;
        }

        var selected = Selections.Choose(
            session, graph, [ResourceType.Model, ResourceType.Seed, ResourceType.Snapshot, ResourceType.Test, ResourceType.Analysis]);
        var named = selected.Select(id => graph.Nodes[id]).Where(node => Selections.IsNamed(session, node)).OrderBy(n => n.UniqueId, StringComparer.Ordinal).ToList();
        if (named.Count == 0)
        {
            if (selected.Count > 0)
            {
                stages.Warn([Diagnostic.Warning(
                    DiagnosticCodes.NothingSelected,
                    $"'{string.Join(' ', settings.Select)}' names no node, so there is nothing to show.",
                    hint: "`show` prints nodes that are named. `transform ls` with the same --select lists the names.")]);
            }

            return ExitCode.Success;
        }

        foreach (var node in named)
        {
            Print(session, node, runner.Show(node.UniqueId, null, settings.Limit, session.Cancellation).Rows);
        }

        return ExitCode.Success;
    }

    private static void Print(Session session, Node? node, QueryRows rows)
    {
        if (session.Settings.Output == "json")
        {
            session.Reporter.Product(RowsJson.Write(node?.Name, rows));
            return;
        }

        session.Reporter.Info(node is null ? "Previewing inline node:" : $"Previewing node '{node.Name}':");
        session.Reporter.Product(TextTable.Write(rows));
    }
}
