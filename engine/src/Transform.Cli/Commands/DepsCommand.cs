using Transform.Cli.Options;
using Transform.Core;
using Transform.Loading;
using Transform.Packages;

namespace Transform.Cli.Commands;

/// <summary><c>deps</c>: installs the packages that the project lists.</summary>
internal sealed class DepsCommand : ICommand
{
    private static readonly string[] CacheVariables = ["TRANSFORM_DOWNLOADS_DIR", "DBT_DOWNLOADS_DIR"];

    public int Run(Session session)
    {
        var values = session.Settings.Values;
        var project = new Stages(session).LoadSettings();
        if (values.Text(Flags.AddPackage) is { } added)
        {
            Add(session, project, added);
        }

        if (!project.Packages.Projects.IsEmpty)
        {
            session.Reporter.Message(
                LogLevel.Debug, $"Projects that only dbt's platform can read: {string.Join(", ", project.Packages.Projects)}", null);
        }

        PackageInstaller.Install(
            project,
            new InstallOptions
            {
                Index = Index(session, project),
                CacheFolder = CacheFolder(session),
                VersionCheck = session.Settings.VersionCheck,
                LockOnly = values.Bool(Flags.LockOnly) ?? false,
                Upgrade = values.Bool(Flags.Upgrade) ?? false,
                Timeout = Timeout(session.Environment),
                Environment = session.Environment,
                Time = session.Time,
                Log = Log(session),
                Warn = warning => new Stages(session).Warn([warning]),
            },
            session.Cancellation);
        return ExitCode.Success;
    }

    private static void Add(Session session, ProjectSettings project, string added)
    {
        var at = added.LastIndexOf('@');
        var source = session.Settings.Values.Text(Flags.Source) ?? "hub";

        // git@host:org/name has an @ of its own.
        var (name, version) = at > 0 && added.AsSpan(at).IndexOfAny("/:") < 0 ? (added[..at], added[(at + 1)..]) : (added, null);
        if (name.Length == 0 || (version is null && source == "hub"))
        {
            throw UsageErrors.Because(
                $"{Flags.AddPackage.Option} takes name@version, not '{added}'.", $"Write for example {Flags.AddPackage.Option} dbt-labs/dbt_utils@1.3.0");
        }

        PackageListEditor.Add(project, name, version, source, Log(session));
    }

    private static Action<LogLevel, string> Log(Session session) => (level, text) =>
    {
        if (level == LogLevel.Info)
        {
            session.Reporter.Info(text);
        }
        else
        {
            session.Reporter.Message(level, text, null);
        }
    };

    // A folder is meant from where it is written: the command line, or the project file.
    private static string Index(Session session, ProjectSettings project)
    {
        var index = session.Settings.Values.Text(Flags.PackageIndex) ?? InstallOptions.PublicIndex;
        if (index.Contains("://", StringComparison.Ordinal))
        {
            return index;
        }

        var here = Path.GetFullPath(index, session.CurrentFolder);
        return Directory.Exists(here) ? here : Path.GetFullPath(index, project.Root);
    }

    private static string CacheFolder(Session session)
    {
        foreach (var name in CacheVariables)
        {
            if (session.Environment.GetValueOrDefault(name) is { Length: > 0 } folder)
            {
                return Path.GetFullPath(folder, session.CurrentFolder);
            }
        }

        return session.Environment.GetValueOrDefault("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? Path.Combine(cache, "transform")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "transform");
    }

    private static TimeSpan Timeout(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("DBT_HTTP_TIMEOUT") is { } text && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, 3600))
            : TimeSpan.FromSeconds(30);
}
