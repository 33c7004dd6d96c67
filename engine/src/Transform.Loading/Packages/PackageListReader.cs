using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Files;
using Transform.Loading.Reading;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Packages;

/// <summary>Reads the entries of <c>packages:</c>, whose texts are templates that may use secrets of the environment.</summary>
internal sealed class PackageListReader : FileReport
{
    private static readonly string[] Kinds = ["package", "git", "local", "tarball", "private"];

    private readonly PackageRenderer renderer;

    private PackageListReader(SourceText source, ProjectContext context, Action<Diagnostic> report)
        : base(source, report) => renderer = new PackageRenderer(source, new ProfileScope(context), context.Secrets, report);

    /// <summary>Reads <c>packages.yml</c> and <c>dependencies.yml</c> of a folder.</summary>
    public static PackageList Read(string folder, string shown, ProjectContext context, Action<Diagnostic> report)
    {
        var packages = Document(folder, PackageFileNames.Packages, shown, report);
        var dependencies = Document(folder, PackageFileNames.Dependencies, shown, report);
        var list = PackageList.Empty;
        if (dependencies?.Root is YamlMap other)
        {
            var reader = new PackageListReader(dependencies.Source, context, report);
            list = list with { Projects = reader.Projects(other) };
            if (other.Find("packages") is { } entry)
            {
                if (packages?.Root is YamlMap main && main.Find("packages") is { } twin)
                {
                    reader.Error(
                        DiagnosticCodes.InvalidValue, entry.Key, $"'packages' is given here and in {packages.Source.Path}:{packages.Source.Locate(twin.Key.Start).Line} too.",
                        "Keep the list in one of the two files.");
                }

                return list with { Packages = reader.Entries(entry.Value), File = PackageFileNames.Dependencies };
            }
        }

        return packages is null ? list : list with { Packages = new PackageListReader(packages.Source, context, report).Root(packages.Root, isLock: false) };
    }

    /// <summary>Reads a lock file; null when there is none.</summary>
    public static PackageList? ReadLock(string folder, ProjectContext context, Action<Diagnostic> report)
    {
        if (Document(folder, PackageFileNames.Lock, string.Empty, report) is not { } document)
        {
            return null;
        }

        var hash = (document.Root as YamlMap)?["sha1_hash"] as YamlScalar;
        return new PackageList
        {
            Packages = new PackageListReader(document.Source, context, report).Root(document.Root, isLock: true),
            File = PackageFileNames.Lock,
            LockedHash = hash?.Text,
        };
    }

    /// <summary>Reads a JSON list of entries, as the index has them.</summary>
    public static ImmutableArray<PackageSpec> ReadJson(SourceText source, ProjectContext context, Action<Diagnostic> report) =>
        YamlReader.Read(source, report) is { Root: { } root } ? new PackageListReader(source, context, report).Entries(root) : [];

    private static YamlDocument? Document(string folder, string name, string shown, Action<Diagnostic> report)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) && TextFile.Read(path, shown + name, report) is { } source ? YamlReader.Read(source, report) : null;
    }

    private ImmutableArray<PackageSpec> Root(YamlNode? root, bool isLock)
    {
        if (root is null or YamlScalar { IsNull: true } || Map(root, "The file") is not { } map)
        {
            return [];
        }

        ImmutableArray<PackageSpec> packages = [];
        foreach (var (key, value) in map.Entries)
        {
            switch (key.Text)
            {
                case "packages":
                    packages = Entries(value);
                    break;
                case "sha1_hash" when isLock:
                    break;
                case "projects":
                    Error(
                        DiagnosticCodes.InvalidValue, key, "'projects' cannot stand in packages.yml.",
                        $"Move it to {PackageFileNames.Dependencies}.");
                    break;
                default:
                    Unknown(key, "beside 'packages'", ["packages"]);
                    break;
            }
        }

        return packages;
    }

    private ImmutableArray<string> Projects(YamlMap map)
    {
        if (map["projects"] is not { } node)
        {
            return [];
        }

        var names = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items(node, "'projects'"))
        {
            if (Map(item, "An entry of 'projects'")?["name"] is { } name && Rendered(name).AsString() is { } text)
            {
                names.Add(text);
            }
        }

        return names.DrainToImmutable();
    }

    private ImmutableArray<PackageSpec> Entries(YamlNode node)
    {
        var specs = ImmutableArray.CreateBuilder<PackageSpec>();
        foreach (var item in Items(node, "'packages'"))
        {
            if (Map(item, "An entry of 'packages'") is { } map && Entry(map) is { } spec)
            {
                specs.Add(spec with { Span = Span(map) });
            }
        }

        return specs.DrainToImmutable();
    }

    private PackageSpec? Entry(YamlMap map)
    {
        var kinds = Kinds.Where(kind => map[kind] is not null).ToArray();
        if (kinds.Length != 1)
        {
            Error(
                kinds.Length == 0 ? DiagnosticCodes.MissingKey : DiagnosticCodes.InvalidValue, map,
                kinds.Length == 0
                    ? "This entry does not say where the package comes from."
                    : $"This entry has '{kinds[0]}' and '{kinds[1]}'; a package comes from one place.",
                kinds.Length == 0 ? NearKind(map) : "Make two entries of it.");
            return null;
        }

        var fields = new PackageFields(this, map, kinds[0], Rendered);
        return kinds[0] switch
        {
            "package" => fields.Hub(),
            "git" => fields.Git(),
            "local" => fields.Local(),
            "tarball" => fields.Tarball(),
            _ => fields.Private(),
        };
    }

    private static string NearKind(YamlMap map)
    {
        foreach (var (key, _) in map.Entries)
        {
            if (NearMiss.Question(key.Text, Kinds) is { } question)
            {
                return question;
            }
        }

        return "Write for example - package: org/name with a version below it, or - git: URL, - local: FOLDER, - tarball: URL.";
    }

    private Value Rendered(YamlNode node) => Values.ToRendered(node, renderer);
}
