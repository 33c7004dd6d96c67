using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Context;
using Transform.Loading.Packages;
using Transform.Loading.Reading;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>What can be known of a project without its profile and without reading its resources: enough to install its packages
/// or to clean it.</summary>
public sealed class ProjectSettings
{
    private readonly ProjectContext context;

    internal ProjectSettings(ProjectFile file, PackageList packages, string root, string targetPath, ProjectContext context)
    {
        File = file;
        Packages = packages;
        Root = root;
        TargetPath = targetPath;
        this.context = context;
    }

    public ProjectFile File { get; }

    /// <summary>What its <c>packages.yml</c> or <c>dependencies.yml</c> lists.</summary>
    public PackageList Packages { get; }

    /// <summary>The project's folder, absolute.</summary>
    public string Root { get; }

    /// <summary>The folder for generated files, absolute.</summary>
    public string TargetPath { get; }

    /// <summary>The folder of installed packages, absolute.</summary>
    public string InstallPath => Path.GetFullPath(File.PackagesInstallPath, Root);

    public SecretMask Secrets => context.Secrets;

    /// <summary>The lock file; null when there is none.</summary>
    /// <exception cref="TransformException">It cannot be read.</exception>
    public PackageList? ReadLock() => Collect(report => PackageListReader.ReadLock(Root, context, report));

    /// <summary>The list of the project's packages, read again.</summary>
    /// <exception cref="TransformException">It cannot be read.</exception>
    public PackageList ReadPackages() => Collect(report => PackageListReader.Read(Root, string.Empty, context, report));

    /// <summary>Name and dependencies of the package in a folder.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="shown">What messages call the folder, with a slash at the end.</param>
    /// <param name="span">Where the package is listed.</param>
    /// <exception cref="TransformException">There is no project in it, or it cannot be read.</exception>
    public (string Name, PackageList Packages) ReadPackage(string folder, string shown, SourceSpan? span) => Collect(report =>
    {
        if (!ProjectLoader.FileNames.Any(name => System.IO.File.Exists(Path.Combine(folder, name))))
        {
            report(Diagnostic.Error(
                DiagnosticCodes.InvalidPackage, $"There is no project in {shown}: it has neither {string.Join(" nor ", ProjectLoader.FileNames)}.", span,
                "Give the folder with the package's project file; in a repository, with subdirectory."));
            return (string.Empty, PackageList.Empty);
        }

        var document = ProjectLoader.ReadProjectDocument(folder, shown, report);
        var node = (document?.Root as YamlMap)?["name"];
        if (document is not null && node is not YamlScalar { IsNull: false })
        {
            report(Diagnostic.Error(DiagnosticCodes.MissingKey, "The package's project file has no 'name'.", document.Source.Span(0, 0)));
        }

        return ((node as YamlScalar)?.Text ?? string.Empty, PackageListReader.Read(folder, shown, context, report));
    });

    /// <summary>The entries of a JSON list, as the index has them.</summary>
    /// <exception cref="TransformException">It cannot be read.</exception>
    public ImmutableArray<PackageSpec> ReadEntries(SourceText json) => Collect(report => PackageListReader.ReadJson(json, context, report));

    private static T Collect<T>(Func<Action<Diagnostic>, T> read)
    {
        var bag = new DiagnosticBag();
        var result = read(bag.Add);
        bag.ThrowIfErrors();
        return result;
    }
}
