using Transform.Cli.Options;
using Transform.Core;
using Transform.Loading;

namespace Transform.Cli.Commands;

/// <summary><c>clean</c>: deletes the folders of <c>clean-targets</c>, and nothing that is written by hand; outside of the project
/// only when told so. It needs no profile.</summary>
internal sealed class CleanCommand : ICommand
{
    public int Run(Session session)
    {
        var project = new Stages(session).LoadSettings();
        string[] sources =
        [
            .. project.File.ModelPaths, .. project.File.SeedPaths, .. project.File.TestPaths, .. project.File.AnalysisPaths,
            .. project.File.SnapshotPaths, .. project.File.MacroPaths, .. project.File.FunctionPaths, .. project.File.DocsPaths,
        ];
        var insideOnly = session.Settings.Values.Bool(Flags.CleanProjectFilesOnly) ?? true;
        var problems = project.File.CleanTargets.Select(target => Refuse(project, target, sources, insideOnly)).OfType<Diagnostic>().ToList();
        if (problems.Count > 0)
        {
            throw new TransformException([.. problems]);
        }

        foreach (var target in project.File.CleanTargets)
        {
            Delete(session, target, Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, project.Root)));
        }

        session.Reporter.Info("Finished cleaning all paths.");
        return ExitCode.Success;
    }

    private static void Delete(Session session, string target, string path)
    {
        if (!Directory.Exists(path))
        {
            session.Reporter.Info($"{target} is not there");
            return;
        }

        // The log lies in there as a rule.
        session.Log.Dispose();
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            Directory.Delete(path);
        }
        else
        {
            Directory.Delete(path, recursive: true);
        }

        session.Reporter.Info($"Deleted {Path.GetRelativePath(session.CurrentFolder, path)}");
    }

    private static Diagnostic? Refuse(ProjectSettings project, string target, string[] sources, bool insideOnly)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, project.Root));
        if (IsInside(project.Root, path))
        {
            return Diagnostic.Error(
                DiagnosticCodes.InvalidValue, $"clean-targets names '{target}', which holds the project itself; nothing was deleted.",
                hint: "List only folders with generated files, such as target and dbt_packages.");
        }

        if (insideOnly && (!IsInside(path, project.Root) || ResolvesOutside(path, project.Root)))
        {
            return Diagnostic.Error(
                DiagnosticCodes.InvalidValue, $"clean-targets names '{target}', which is outside of the project; nothing was deleted.",
                hint: "List only folders below the project's own folder, or run again with --no-clean-project-files-only to delete it all the same.");
        }

        var source = Array.Find(sources, source => IsInside(Path.GetFullPath(source, project.Root), path));
        return source is null ? null : Diagnostic.Error(
            DiagnosticCodes.InvalidValue,
            $"clean-targets names '{target}', which holds the project's own files ({source}); nothing was deleted.",
            hint: "List only folders with generated files, such as target and dbt_packages.");
    }

    private static bool IsInside(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // A link on the way could lead anywhere; a target that is a link itself is removed as one.
    private static bool ResolvesOutside(string path, string root)
    {
        for (var at = Path.GetDirectoryName(path); at is not null && at != root && at.Length > root.Length; at = Path.GetDirectoryName(at))
        {
            if (new DirectoryInfo(at) is { Exists: true, LinkTarget: not null })
            {
                return true;
            }
        }

        return false;
    }
}
