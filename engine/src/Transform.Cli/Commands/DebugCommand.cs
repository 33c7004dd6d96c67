using System.Runtime.InteropServices;
using Transform.Adapters;
using Transform.Core;
using Transform.Loading;

namespace Transform.Cli.Commands;

/// <summary><c>debug</c>: says what Transform found and whether the warehouse answers. Its checks are what runs, so one that
/// fails ends with 1, as in dbt.</summary>
internal sealed class DebugCommand : ICommand
{
    public int Run(Session session)
    {
        var stages = new Stages(session);
        var reporter = session.Reporter;
        reporter.Info($"transform version: {VersionText.Version} (projects of dbt {ProjectContext.DbtVersion})");
        reporter.Info($"runtime: {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}");
        reporter.Info($"project folder: {stages.ProjectDir}");

        Project project;
        try
        {
            project = stages.Load();
        }
        catch (TransformException exception)
        {
            reporter.Info("project and profile: [ERROR]");
            reporter.Report(exception.Diagnostics);
            return ExitCode.Failed;
        }

        reporter.Report(project.Warnings);
        reporter.Info($"project file: {project.Main.Settings.Source?.Path} [OK]");
        reporter.Info($"profile: {project.Target.ProfileName}, target {project.Target.Name} ({Place(project)}) [OK]");
        reporter.Info($"folder for generated files: {project.TargetPath}");
        reporter.Info($"warehouse: {project.Target.Type}, {project.Target.Threads} threads");
        reporter.Info($"  database: {project.Target.Description.Database}");
        reporter.Info($"  schema: {project.Target.Description.Schema}");
        return TestConnection(session, stages, project);
    }

    private static string Place(Project project) => project.Target.Output.Span?.ToString() ?? "built in";

    private static int TestConnection(Session session, Stages stages, Project project)
    {
        try
        {
            using var adapter = stages.Connect(project);
            foreach (var (key, value) in adapter.Describe())
            {
                session.Reporter.Info($"  {key}: {value}");
            }

            using var connection = adapter.Connect(session.Cancellation);
            connection.QueryValue("select 1 as id", session.Cancellation);
        }
        catch (WarehouseException exception)
        {
            session.Reporter.Info("connection: [ERROR]");
            session.Reporter.Report([session.Explain(exception)]);
            return ExitCode.Failed;
        }

        session.Reporter.Info("connection: [OK]");
        session.Reporter.Info("All checks passed");
        return ExitCode.Success;
    }
}
