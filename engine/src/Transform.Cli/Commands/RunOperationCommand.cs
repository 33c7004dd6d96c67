using Transform.Execution;

namespace Transform.Cli.Commands;

/// <summary><c>run-operation</c>: calls a macro.</summary>
internal sealed class RunOperationCommand : ICommand
{
    public int Run(Session session)
    {
        var stages = new Stages(session);
        var arguments = YamlArguments.Read("--args", session.Settings.MacroArguments);
        var graph = stages.Plan();
        using var adapter = stages.Open(graph.Project, changes: true);
        var result = stages.Runner(graph, adapter).RunOperation(new OperationCall(session.Settings.Argument!, arguments), session.Cancellation);
        stages.WriteArtifacts(graph, new RunResult
        {
            Results = [result],
            Elapsed = result.ExecutionTime,
            Started = result.ExecuteStarted ?? session.Started,
            Completed = result.ExecuteCompleted ?? session.Started,
        });
        if (result.Failed)
        {
            session.Reporter.Report(Reporting.Summary.Diagnostics(result));
        }

        return result.Failed ? ExitCode.Failed : ExitCode.Success;
    }
}
