using System.Reflection;
using Transform.Cli.Options;
using Transform.Core;

namespace Transform.Cli.Commands;

/// <summary><c>init</c>: writes the starter project into a new folder.</summary>
internal sealed class InitCommand : ICommand
{
    // Stands for the project's name in the files of Starter/.
    private const string Placeholder = "starter_project";

    public int Run(Session session)
    {
        var name = session.Settings.Argument
            ?? throw UsageErrors.Because("`init` needs the name of the new project.", "Write for example `transform init my_shop`.");
        if (name.Length == 0 || !(char.IsAsciiLetter(name[0]) || name[0] == '_') || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw UsageErrors.Because(
                $"'{name}' cannot be a project's name.", "Use letters, digits and underscores, and start with a letter: my_shop.");
        }

        var folder = Path.Combine(
            session.Settings.ProjectDir is { } parent ? Path.GetFullPath(parent, session.CurrentFolder) : session.CurrentFolder, name);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw UsageErrors.Because(
                $"{Path.GetRelativePath(session.CurrentFolder, folder)} exists already, and init writes over nothing.", "Choose another name, or move the folder away.");
        }

        try
        {
            Write(folder, name, session.Settings.Values.Bool(Flags.SkipProfileSetup) == true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(DiagnosticCodes.UnwritableFolder, $"The folder {folder} cannot be written: {exception.Message}");
        }

        session.Reporter.Info($"Wrote a new project to {Path.GetRelativePath(session.CurrentFolder, folder)}");
        session.Reporter.Info($"Build it with: cd {Path.GetRelativePath(session.CurrentFolder, folder)} && transform build");
        return ExitCode.Success;
    }

    private static void Write(string folder, string name, bool skipProfile)
    {
        var assembly = typeof(InitCommand).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(r => r.StartsWith("Starter/", StringComparison.Ordinal)))
        {
            var file = resource["Starter/".Length..].Replace('\\', '/');
            if (skipProfile && file == "profiles.yml")
            {
                continue;
            }

            var path = Path.Combine(folder, file == "gitignore" ? ".gitignore" : file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, Read(assembly, resource).Replace(Placeholder, name, StringComparison.Ordinal));
        }
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
