using Transform.Cli.Options;

namespace Transform.Cli;

/// <summary>Which folder holds the project.</summary>
internal static class ProjectFolder
{
    private static readonly string[] Files = ["transform.yml", "dbt_project.yml"];

    /// <summary>The folder that was named, else the current folder or the nearest one above that has a project file, else the
    /// current folder.</summary>
    public static string Find(Settings settings, string currentFolder)
    {
        if (settings.ProjectDir is { } named)
        {
            return Path.GetFullPath(named, currentFolder);
        }

        for (var folder = currentFolder; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (FileIn(folder) is not null)
            {
                return folder;
            }
        }

        return currentFolder;
    }

    /// <summary>The path of the folder's project file, or null.</summary>
    public static string? FileIn(string folder)
    {
        foreach (var name in Files)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
