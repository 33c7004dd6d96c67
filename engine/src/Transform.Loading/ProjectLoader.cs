using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Loading.Files;
using Transform.Loading.Packages;
using Transform.Loading.Reading;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>Loads a project: finds its files, reads and parses each of them once.</summary>
public sealed class ProjectLoader
{
    internal static readonly string[] FileNames = ["transform.yml", "dbt_project.yml"];

    private readonly LoadOptions options;
    private readonly CancellationToken cancellation;
    private readonly DiagnosticBag bag;
    private readonly ProjectContext context;

    private ProjectLoader(LoadOptions options, CancellationToken cancellation)
    {
        this.options = options;
        this.cancellation = cancellation;
        bag = new DiagnosticBag(options.ShowAllDeprecations);
        context = new ProjectContext(options);
    }

    /// <summary>Loads the project in a folder.</summary>
    /// <exception cref="TransformException">Everything that is wrong with it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Project Load(LoadOptions options, CancellationToken cancellation) => Find(options, cancellation).Read();

    /// <summary>Reads the project's settings and begins to find its files.</summary>
    /// <exception cref="TransformException">There is no project, no profile, or no way to read them; what else is wrong is said when the files are read.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ProjectFrame Find(LoadOptions options, CancellationToken cancellation) => new ProjectLoader(options, cancellation).Find();

    /// <summary>Reads what needs neither a profile nor the project's resources.</summary>
    /// <exception cref="TransformException">Everything that is wrong with it.</exception>
    public static ProjectSettings LoadSettings(LoadOptions options)
    {
        var loader = new ProjectLoader(options, CancellationToken.None);
        var document = loader.ReadMainDocument();
        var targetPath = loader.TargetPath(document);
        loader.SetUnknownTarget();
        var settings = loader.ReadSettings(document);
        var packages = PackageListReader.Read(options.ProjectDir, string.Empty, loader.context, loader.Report);
        loader.bag.ThrowIfErrors();
        return new ProjectSettings(settings, packages, options.ProjectDir, targetPath, loader.context);
    }

    private ProjectFrame Find()
    {
        var document = ReadMainDocument();
        var targetPath = TargetPath(document);
        var target = ReadTarget(document, targetPath);
        if (target is null)
        {
            SetUnknownTarget();
        }

        var settings = ReadSettings(document);
        var folders = new List<PackageFolder> { new(settings, options.ProjectDir, string.Empty, IsMain: true) };
        folders.AddRange(FindPackages(settings));
        CheckInstalled(settings, folders);
        context.SetPackages(folders.Select(f => new Package { Name = f.Settings.Name, Root = f.Root, Settings = f.Settings }));
        var reader = new PackageReader(context, Report, folders, BuiltIn(target?.Factory), cancellation);
        var packages = reader.WithLaterBlocks();
        var selectors = SelectorsReader.Read(options.ProjectDir, context, Report);
        return new ProjectFrame(bag, reader, new Project
        {
            Root = options.ProjectDir,
            Main = packages[0],
            Packages = packages,
            Target = target!,
            TargetPath = targetPath,
            CliVars = options.Vars,
            Selectors = selectors,
            Context = context,
        });
    }

    private YamlDocument ReadMainDocument()
    {
        var document = ReadProjectDocument(options.ProjectDir, string.Empty, Report);
        if (document is { Root: null })
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.MissingKey, "The project file is empty.", document.Source.Span(0, 0),
                "It needs at least a name: and a profile:, such as name: my_project"));
        }

        bag.ThrowIfErrors();
        return document!;
    }

    // Not known, but what else is wrong can be said all the same.
    private void SetUnknownTarget() => context.SetTarget(DictValue.Of(("name", ""), ("type", ""), ("schema", ""), ("database", "")));

    private ProjectFile ReadSettings(YamlDocument document)
    {
        var vars = VarsFile.Read(options.ProjectDir, Report);
        context.SetFileVars(vars);
        var settings = ProjectFileReader.Read(document, context, Report);
        if (settings is null)
        {
            bag.ThrowIfErrors();
        }

        if (vars.Count > 0)
        {
            if (settings!.Vars.Count > 0 && (document.Root as YamlMap)?.Find("vars") is { } entry)
            {
                Report(Diagnostic.Error(
                    DiagnosticCodes.InvalidValue, $"'vars' is given here and in {VarsFile.Name} too.", document.Span(entry.Key),
                    $"Keep the variables in one of the two files; only those of {VarsFile.Name} can be used in the project file itself."));
            }

            settings = settings with { Vars = vars };
        }

        CheckVersion(settings!, document);
        context.SetProject(settings!);
        return settings!;
    }

    private void CheckVersion(ProjectFile settings, YamlDocument document)
    {
        if (settings.Other.TryGetValue("require-dbt-version", out var required)
            && DbtVersions.Problem(settings.Name, required, document.Root is YamlMap map && map["require-dbt-version"] is { } node ? document.Span(node) : null, options.VersionCheck) is { } problem)
        {
            Report(problem);
        }
    }

    // dbt counts: a package that was put there by hand will do.
    private void CheckInstalled(ProjectFile settings, List<PackageFolder> folders)
    {
        var wanted = PackageListReader.Read(options.ProjectDir, string.Empty, context, Report);
        var installed = folders.Count - 1;
        if (wanted.Packages.Length > installed)
        {
            Report(Diagnostic.Error(
                DiagnosticCodes.PackagesNotInstalled,
                $"{wanted.File} lists {Packages(wanted.Packages.Length)}, but {settings.PackagesInstallPath} has {(installed == 0 ? "none" : $"only {installed}")}.",
                wanted.Packages[0].Span,
                "Run `transform deps` to install them."));
        }

        static string Packages(int count) => count == 1 ? "a package" : $"{count} packages";
    }

    private void Report(Diagnostic diagnostic) => bag.Add(diagnostic);

    internal static YamlDocument? ReadProjectDocument(string folder, string shown, Action<Diagnostic> report)
    {
        foreach (var name in FileNames)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return TextFile.Read(path, shown + name, report) is { } source ? YamlReader.Read(source, report) : null;
            }
        }

        report(Diagnostic.Error(
            DiagnosticCodes.ProjectNotFound,
            Directory.Exists(folder)
                ? $"There is no project in {folder}: it has neither transform.yml nor dbt_project.yml."
                : $"There is no project in {folder}: the folder does not exist.",
            null,
            "Go to the project's folder, pass it with --project-dir, or make a new project with transform init."));
        return null;
    }

    private string TargetPath(YamlDocument document)
    {
        var path = options.TargetPath
            ?? options.Environment.GetValueOrDefault("DBT_TARGET_PATH")
            ?? ProjectFileReader.ReadText(document, "target-path", context, static _ => { })
            ?? "target";
        return Path.GetFullPath(path, options.ProjectDir);
    }

    private Target? ReadTarget(YamlDocument document, string targetPath)
    {
        var node = (document.Root as YamlMap)?["profile"];
        var profile = ProjectFileReader.ReadText(document, "profile", context, Report);
        return new ProfileReader(options, context, Report)
            .Read(profile, node is null ? document.Source.Span(0, 0) : document.Span(node), targetPath);
    }

    // Installed packages are the folders with a project file, by name. Their warnings are not the reader's business.
    private List<PackageFolder> FindPackages(ProjectFile settings)
    {
        var packages = new List<PackageFolder>();
        var install = Path.GetFullPath(settings.PackagesInstallPath, options.ProjectDir);
        if (!Directory.Exists(install))
        {
            return packages;
        }

        foreach (var folder in Directory.GetDirectories(install).Order(StringComparer.Ordinal))
        {
            if (!FileNames.Any(name => File.Exists(Path.Combine(folder, name))))
            {
                continue;
            }

            var shown = $"{settings.PackagesInstallPath}/{Path.GetFileName(folder)}/";
            if (ReadProjectDocument(folder, shown, PackageReader.ErrorsOnly(Report)) is not { } document
                || ProjectFileReader.Read(document, context.ForProjectFiles(), PackageReader.ErrorsOnly(Report)) is not { } package)
            {
                continue;
            }

            CheckVersion(package, document);
            var twin = package.Name == settings.Name ? "the project" : packages.Find(p => p.Settings.Name == package.Name)?.Shown;
            if (twin is not null)
            {
                Report(Diagnostic.Error(
                    DiagnosticCodes.InvalidValue, $"The package in {shown} has the name '{package.Name}', which {twin} has too.",
                    document.Source.Span(0, 0), "Names of packages must differ: remove one of the two."));
                continue;
            }

            packages.Add(new PackageFolder(package, folder, shown, IsMain: false));
        }

        packages.Sort(static (a, b) => string.CompareOrdinal(a.Settings.Name, b.Settings.Name));
        return packages;
    }

    private static List<(string Name, Func<IReadOnlyList<SourceText>> Macros)> BuiltIn(IAdapterFactory? factory)
    {
        var packages = new List<(string, Func<IReadOnlyList<SourceText>>)>();
        if (factory is not null)
        {
            packages.Add((factory.MacroPackage, () => factory.Macros));
        }

        packages.Add((MacroLibrary.GlobalPackage, static () => MacroLibrary.Global));
        return packages;
    }
}
