using Transform.Core;

namespace Transform.Cli.Commands;

/// <summary><c>clean</c>: deletes the folders of <c>clean-targets</c>, and nothing outside the project or that is written by hand.</summary>
internal sealed class CleanCommand : ICommand
{
    public int Run(Session session)
    {
        var project = new Stages(session).Load();
        var settings = project.Main.Settings;
        string[] targets = settings.CleanTargets.IsEmpty ? [settings.TargetPath] : [.. settings.CleanTargets];
        string[] sources =
        [
            .. settings.ModelPaths, .. settings.SeedPaths, .. settings.TestPaths, .. settings.AnalysisPaths, .. settings.SnapshotPaths,
            .. settings.MacroPaths, .. settings.FunctionPaths, .. settings.DocsPaths,
        ];
        var problems = targets.Select(target => Refuse(project.Root, target, sources)).OfType<Diagnostic>().ToList();
        if (problems.Count > 0)
        {
            throw new TransformException([.. problems]);
        }

        foreach (var target in targets)
        {
            var path = Path.GetFullPath(target, project.Root);
            if (Directory.Exists(path))
            {
                // The log lies in there as a rule.
                session.Log.Dispose();
                Directory.Delete(path, recursive: true);
                session.Reporter.Info($"Deleted {Path.GetRelativePath(session.CurrentFolder, path)}");
            }
            else
            {
                session.Reporter.Info($"{target} is not there");
            }
        }

        return ExitCode.Success;
    }

    private static Diagnostic? Refuse(string root, string target, string[] sources)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target, root));
        if (!IsInside(path, root) || path == root || ResolvesOutside(path, root))
        {
            return Diagnostic.Error(
                DiagnosticCodes.InvalidValue,
                $"clean-targets names '{target}', which is not a folder inside the project; nothing was deleted.",
                hint: "List only folders below the project's own folder.");
        }

        var source = sources.FirstOrDefault(source => IsInside(Path.GetFullPath(source, root), path));
        return source is null ? null : Diagnostic.Error(
            DiagnosticCodes.InvalidValue,
            $"clean-targets names '{target}', which holds the project's own files ({source}); nothing was deleted.",
            hint: "List only folders with generated files, such as target and dbt_packages.");
    }

    private static bool IsInside(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // A link in the way could lead anywhere.
    private static bool ResolvesOutside(string path, string root)
    {
        for (var at = path; at is not null && at != root; at = Path.GetDirectoryName(at))
        {
            if (new DirectoryInfo(at) is { Exists: true, LinkTarget: not null })
            {
                return true;
            }
        }

        return false;
    }
}
