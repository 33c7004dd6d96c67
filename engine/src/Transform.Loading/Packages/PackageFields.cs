using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Reading;
using Transform.Loading.Yaml;
using Transform.Templating;

namespace Transform.Loading.Packages;

/// <summary>Reads the keys of one entry of <c>packages:</c>.</summary>
internal sealed class PackageFields(FileReport file, YamlMap map, string kind, Func<YamlNode, Value> render)
{
    public HubSpec? Hub()
    {
        CheckKeys("package", "version", "install_prerelease", "install-prerelease", "name");
        var package = Required("package");
        if (package is not null && !package.Contains('/', StringComparison.Ordinal))
        {
            file.Error(
                DiagnosticCodes.InvalidValue, map["package"]!, $"'{package}' has no organization; packages of the index are named org/name.",
                $"Write for example package: dbt-labs/{package}");
            package = null;
        }

        if (map["version"] is not { } node || node is YamlScalar { IsNull: true } or YamlScalar { Text: "" })
        {
            file.Error(
                DiagnosticCodes.MissingKey, map, $"The package '{package ?? "of the index"}' has no 'version'; it must have one.",
                "Write for example version: [\">=1.0.0\", \"<2.0.0\"]");
            return null;
        }

        var versions = ImmutableArray.CreateBuilder<VersionSpecifier>();
        foreach (var item in node is YamlList list ? list.Items : [node])
        {
            AddVersions(item, versions);
        }

        return package is null ? null : new HubSpec(package, versions.DrainToImmutable(), Flag("install_prerelease") ?? Flag("install-prerelease") ?? false)
        {
            Hashed = Hashed(
                ("package", package), ("version", render(node)), ("install_prerelease", Raw("install_prerelease", Raw("install-prerelease", false)))),
        };
    }

    public GitSpec? Git()
    {
        CheckKeys("git", "revision", "subdirectory", "warn-unpinned", "warn_unpinned", "name");
        var url = Required("git");
        var warn = Flag("warn-unpinned") ?? Flag("warn_unpinned");
        var subdirectory = Text("subdirectory")?.Trim('/');
        if (subdirectory is not null && subdirectory.Split('/', '\\').Any(part => part == ".."))
        {
            file.Error(
                DiagnosticCodes.InvalidValue, map["subdirectory"]!, "'subdirectory' leads out of the repository.",
                "Give a folder's path from the root of the repository.");
            return null;
        }

        return url is null ? null : new GitSpec(url, Written("git"), Revision(), string.IsNullOrEmpty(subdirectory) ? null : subdirectory, warn != false)
        {
            Hashed = Hashed(
                ("git", url), ("revision", Raw("revision", Value.None)), ("warn-unpinned", Raw("warn-unpinned", Raw("warn_unpinned", Value.None))),
                ("subdirectory", Raw("subdirectory", Value.None))),
        };
    }

    public LocalSpec? Local()
    {
        CheckKeys("local", "name");
        return Required("local") is { } path ? new LocalSpec(path) { Hashed = Hashed(("local", path)) } : null;
    }

    public TarballSpec? Tarball()
    {
        CheckKeys("tarball", "name");
        var url = Required("tarball");
        var name = Required("name");
        if (name is not null && (name.Length == 0 || name.AsSpan().ContainsAny("/\\:") || name is "." or ".."))
        {
            file.Error(DiagnosticCodes.InvalidValue, map["name"]!, $"'{name}' cannot be the name of a package.", "Give the name of its project.");
            return null;
        }

        return url is null || name is null
            ? null
            : new TarballSpec(url, Written("tarball"), name) { Hashed = Hashed(("tarball", url), ("name", name)) };
    }

    public PrivateSpec? Private()
    {
        CheckKeys("private", "provider", "revision", "subdirectory", "warn-unpinned", "warn_unpinned", "name");
        return Required("private") is { } name
            ? new PrivateSpec(name)
            {
                Hashed = Hashed(
                    ("private", name), ("provider", Raw("provider", Value.None)), ("revision", Raw("revision", Value.None)),
                    ("warn-unpinned", Raw("warn-unpinned", Value.None)), ("subdirectory", Raw("subdirectory", Value.None))),
            }
            : null;
    }

    private void AddVersions(YamlNode item, ImmutableArray<VersionSpecifier>.Builder versions)
    {
        var text = render(item).ToString();
        foreach (var part in text.Split(','))
        {
            if (VersionSpecifier.TryParse(part, out var version))
            {
                versions.Add(version);
            }
            else
            {
                file.Error(
                    DiagnosticCodes.InvalidValue, item, $"'{part.Trim()}' is not a version: it needs three numbers, as in 1.2.0.",
                    Proposal(part.Trim()));
            }
        }
    }

    private static string Proposal(string text)
    {
        var longer = text.AsSpan().Count('.') == 0 ? text + ".0.0" : text + ".0";
        return VersionSpecifier.TryParse(longer, out _)
            ? $"Write \"{longer}\" for exactly that version, or a range such as [\">={longer.TrimStart('>', '<', '=')}\", \"<...\"]."
            : "Write for example \"1.2.0\", or a range: [\">=1.2.0\", \"<2.0.0\"].";
    }

    private string? Revision() => map["revision"] is not { } node || node is YamlScalar { IsNull: true } ? null : render(node).ToString();

    // dbt refuses entries with keys that it does not know.
    private void CheckKeys(params string[] known)
    {
        foreach (var (key, _) in map.Entries)
        {
            if (!known.Contains(key.Text))
            {
                file.Error(
                    DiagnosticCodes.UnknownKey, key, $"Unknown key '{key.Text}' in an entry with '{kind}'.",
                    NearMiss.Question(key.Text, known) ?? $"It takes: {string.Join(", ", known.Where(name => name is not ("install-prerelease" or "warn_unpinned")))}.");
            }
        }
    }

    private string? Required(string key)
    {
        if (map[key] is null)
        {
            file.Error(DiagnosticCodes.MissingKey, map, $"This entry has no '{key}'; it must have one.", $"Add {key}: below {kind}.");
            return null;
        }

        var text = Text(key);
        if (string.IsNullOrEmpty(text))
        {
            file.Error(
                DiagnosticCodes.MissingKey, map[key]!, $"'{key}' is empty.", "Give it a value; if it is a template, see what it is made of.");
            return null;
        }

        return text;
    }

    private string? Text(string key)
    {
        if (map[key] is not { } node || node is YamlScalar { IsNull: true })
        {
            return null;
        }

        var value = render(node);
        if (value.AsString() is { } text)
        {
            return text;
        }

        if (value.IsNone)
        {
            return null;
        }

        file.WrongType(node, $"'{key}'", "a text");
        return null;
    }

    private bool? Flag(string key) => map[key] is { } node ? file.Boolean(node, render(node), $"'{key}'") : null;

    private Value Raw(string key, Value fallback) => map[key] is { } node ? render(node) : fallback;

    private string Written(string key) => map[key] is YamlScalar scalar ? scalar.Text : string.Empty;

    // dbt hashes the fields in its own types, and beside them the entry as it is written.
    private DictValue Hashed(params ReadOnlySpan<(string Key, Value Value)> fields)
    {
        var hashed = DictValue.Of(fields);
        if (!hashed.ContainsKey("name") && Raw("name", Value.None) is { IsNone: false } name)
        {
            hashed["name"] = name;
        }

        hashed["unrendered"] = file.Values.ToValue(map);
        return hashed;
    }
}
