using Transform.Core;
using Transform.Loading;
using Transform.Loading.Packages;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Packages;

/// <summary>Adds a package to <c>packages.yml</c>: <c>deps --add-package</c>.</summary>
public static class PackageListEditor
{
    private static readonly string[] Kinds = ["package", "git", "local", "tarball", "private"];

    /// <summary>Adds an entry in the place of those that mean the same package. Like dbt's, the file is written anew, without its
    /// comments.</summary>
    /// <param name="settings">The project.</param>
    /// <param name="name">The package, the address or the folder.</param>
    /// <param name="version">A version, several with commas between them, or a revision; null for none.</param>
    /// <param name="source"><c>hub</c>, <c>git</c> or <c>local</c>.</param>
    /// <param name="log">Takes what was done.</param>
    /// <exception cref="TransformException">The file cannot be read or written.</exception>
    public static void Add(ProjectSettings settings, string name, string? version, string source, Action<LogLevel, string> log)
    {
        var file = settings.Packages.File;
        var path = Path.Combine(settings.Root, file);
        var content = new DictValue();
        if (File.Exists(path))
        {
            content = YamlText.ReadMapping(new SourceText(file, File.ReadAllText(path)));
        }
        else
        {
            log(LogLevel.Info, $"Created {file}");
        }

        var packages = content.TryGetValue("packages", out var value) && value.AsList() is { } list ? list : [];
        var kept = new ListValue(packages.Count + 1);
        foreach (var item in packages)
        {
            if (item.AsDict() is { } entry && Place(entry) is { } place && Means(place, name))
            {
                log(LogLevel.Info, $"Found duplicate package in {file}, removing: {Describe(entry)}");
            }
            else
            {
                kept.Add(item);
            }
        }

        kept.Add(Entry(name, version, source));
        content["packages"] = kept;
        PackageYaml.Write(path, content);
        log(LogLevel.Info, $"Added new package {name}@{version ?? "None"} to {path}");
    }

    private static DictValue Entry(string name, string? version, string source)
    {
        var entry = DictValue.Of((source == "hub" ? "package" : source, name));
        if (!string.IsNullOrEmpty(version))
        {
            entry[source == "git" ? "revision" : "version"] =
                version.Contains(',', StringComparison.Ordinal) ? new ListValue(version.Split(',').Select(part => (Value)part)) : version;
        }

        return entry;
    }

    private static string? Place(DictValue entry)
    {
        foreach (var kind in Kinds)
        {
            if (entry.TryGetValue(kind, out var place) && place.AsString() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    // The name or its last part, with hyphens or underscores, between slashes and dots.
    private static bool Means(string place, string name)
    {
        var shortName = name[(name.LastIndexOf('/') + 1)..];
        string[] spellings =
        [
            name, name.Replace('_', '-'), name.Replace('-', '_'), shortName, shortName.Replace('_', '-'), shortName.Replace('-', '_'),
        ];
        return spellings.Any(spelling => HasPart(place, spelling));
    }

    private static bool HasPart(string text, string part)
    {
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0 && part.Length > 0; at = text.IndexOf(part, at + 1, StringComparison.Ordinal))
        {
            var end = at + part.Length;
            if ((at == 0 || text[at - 1] is '/' or '.') && (end == text.Length || text[end] is '/' or '.'))
            {
                return true;
            }
        }

        return false;
    }

    private static string Describe(DictValue entry)
    {
        var shown = new DictValue();
        foreach (var (key, value) in entry)
        {
            if (value.Kind is ValueKind.String or ValueKind.Integer or ValueKind.Float)
            {
                shown[key] = value;
            }
        }

        return shown.ToString();
    }
}
