using Transform.Core;
using Transform.Loading;
using Transform.Loading.Packages;
using Transform.Templating;

namespace Transform.Packages;

/// <summary>Writes <c>package-lock.yml</c>, byte for byte as dbt does.</summary>
internal static class LockFile
{
    /// <param name="path">Absolute.</param>
    /// <param name="packages">What was resolved.</param>
    /// <param name="hash">The hash of the list that it was resolved from.</param>
    /// <param name="secrets">What may not be written: the secrets of the environment.</param>
    /// <param name="warn">Takes a warning where a secret was left out.</param>
    public static void Write(string path, List<PinnedPackage> packages, string hash, SecretMask secrets, Action<Diagnostic> warn)
    {
        var entries = new ListValue(packages.Count);
        foreach (var package in packages)
        {
            entries.Add(Entry(package, secrets, warn));
        }

        PackageYaml.Write(path, DictValue.Of(("packages", entries), ("sha1_hash", hash)));
    }

    /// <summary>A lock file's list with the addresses of the project's own list, where they differ in the passwords that were left out.</summary>
    public static PackageList WithSecrets(PackageList locked, PackageList list)
    {
        var full = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var spec in list.Packages)
        {
            if (spec is GitSpec or TarballSpec)
            {
                var url = Url(spec);
                full.TryAdd(Credentials.Hide(url), url);
            }
        }

        return full.Count == 0 ? locked : locked with
        {
            Packages = [.. locked.Packages.Select(spec => spec switch
            {
                GitSpec git when full.TryGetValue(git.Url, out var url) => git with { Url = url },
                TarballSpec tarball when full.TryGetValue(tarball.Url, out var url) => tarball with { Url = url },
                _ => spec,
            })],
        };

        static string Url(PackageSpec spec) => spec is GitSpec git ? git.Url : ((TarballSpec)spec).Url;
    }

    private static DictValue Entry(PinnedPackage package, SecretMask secrets, Action<Diagnostic> warn)
    {
        var entry = DictValue.Of(("name", package.Project));
        switch (package.Spec)
        {
            case LocalSpec local:
                entry["local"] = local.Path;
                break;
            case HubSpec hub:
                entry["package"] = hub.Package;
                entry["version"] = package.Version;
                break;
            case GitSpec git:
                entry["git"] = Masked(git.Written, git.Span);
                entry["revision"] = package.Version;
                if (git.Subdirectory is not null)
                {
                    entry["subdirectory"] = git.Subdirectory;
                }

                break;
            case TarballSpec tarball:
                entry["tarball"] = Masked(tarball.Written, tarball.Span);
                break;
            default:
                break;
        }

        return entry;

        string Masked(string text, SourceSpan? span)
        {
            var masked = Credentials.Hide(secrets.Mask(text));
            if (masked != text)
            {
                warn(Diagnostic.Warning(
                    DiagnosticCodes.InvalidValue, $"A secret stands in '{masked}', and is left out of {PackageFileNames.Lock}.", span,
                    "Read it with env_var('...') instead: the lock file keeps that as it is written."));
            }

            return masked;
        }
    }
}
