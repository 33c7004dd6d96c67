namespace Transform.Cli.Commands;

/// <summary><c>parse</c>: reads and checks the project, and writes its manifest.</summary>
internal sealed class ParseCommand : ICommand
{
    public int Run(Session session)
    {
        var stages = new Stages(session);
        var start = session.Time.GetTimestamp();
        var graph = stages.Plan();
        var parsed = session.Time.GetElapsedTime(start);
        stages.WriteArtifacts(graph, null);
        var all = session.Time.GetElapsedTime(start);
        var manifest = Path.GetRelativePath(session.CurrentFolder, Path.Combine(graph.Project.TargetPath, "manifest.json"));
        session.Reporter.Info(session.Settings.WriteJson
            ? $"Parsed in {parsed.TotalSeconds:F2}s; wrote {manifest} in {(all - parsed).TotalSeconds:F2}s"
            : $"Parsed in {parsed.TotalSeconds:F2}s");
        return ExitCode.Success;
    }
}
