using System.Collections.Concurrent;
using System.Text.Json;
using Transform.Core;
using Transform.Loading;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>A version of a package, as the index describes it.</summary>
/// <param name="Text">As the index writes it.</param>
/// <param name="Project">The name of the package's project.</param>
/// <param name="Tarball">The address of its files.</param>
/// <param name="Checksum">Of the archive, SHA-256 or SHA-1; null when none is given.</param>
/// <param name="Requirements">The versions of dbt that it needs.</param>
/// <param name="Dependencies">JSON: the entries of its <c>packages:</c>.</param>
internal sealed record IndexedVersion(
    string Text, VersionSpecifier Version, string Project, Uri Tarball, string? Checksum, IReadOnlyList<string> Requirements, string Dependencies);

/// <summary>Asks an index of packages in the format of dbt's hub: <c>api/v1/index.json</c> and <c>api/v1/org/name.json</c> below its
/// address. Answers are kept, and used when the index cannot be reached.</summary>
internal sealed class PackageIndex(InstallOptions options, Downloads downloads, Action<Diagnostic> warn)
{
    private readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<IndexedVersion>>> packages = new(StringComparer.Ordinal);
    private int saidStale;

    private Uri Base { get; } = ParseBase(options.Index);

    private string Shown => Credentials.Hide(Base.AbsoluteUri);

    /// <summary>The address of an index, or a folder.</summary>
    /// <exception cref="TransformException">It is neither.</exception>
    public static Uri ParseBase(string index)
    {
        if (Uri.TryCreate(index, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "file" && !Path.IsPathRooted(index))
        {
            return address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        }

        return Directory.Exists(index)
            ? new Uri(Path.GetFullPath(index).TrimEnd('/') + "/")
            : throw Failures.Source(
                $"The package index '{index}' is neither an address nor a folder that exists.", null,
                "Give it as https://..., as file:///... or as a folder with api/v1/index.json.");
    }

    /// <summary>All versions of a package that can be understood, in the index's order.</summary>
    /// <exception cref="TransformException">It is not there, or the index does not answer.</exception>
    public IReadOnlyList<IndexedVersion> Versions(HubSpec spec) =>
        packages.GetOrAdd(spec.Package, _ => new Lazy<IReadOnlyList<IndexedVersion>>(() => Read(spec))).Value;

    /// <summary>Refuses a version whose archive the index may not name: files of this machine are for an index on this machine, and
    /// what begins encrypted stays so.</summary>
    /// <exception cref="TransformException">It is such a version.</exception>
    public void RequireSafe(IndexedVersion version, HubSpec spec)
    {
        var scheme = version.Tarball.Scheme;
        if (scheme == Uri.UriSchemeHttps || (scheme == Uri.UriSchemeHttp && Base.Scheme != Uri.UriSchemeHttps) || (version.Tarball.IsFile && Base.IsFile))
        {
            return;
        }

        throw Failures.Source(
            $"The package index at {Shown} says that the files of '{spec.Package}' {version.Text} are at {Credentials.Hide(version.Tarball.AbsoluteUri)}, where they are not fetched from.",
            spec.Span,
            version.Tarball.IsFile ? "Only an index that is a folder itself may name files of this machine."
            : scheme == Uri.UriSchemeHttp ? "An index that is reached over https must name https addresses."
            : "It must be an https address.");
    }

    private IReadOnlyList<IndexedVersion> Read(HubSpec spec)
    {
        var address = Address(spec.Package);
        byte[] answer;
        try
        {
            answer = Ask(address);
        }
        catch (DownloadException exception) when (exception.IsNotFound)
        {
            throw NotFound(spec);
        }
        catch (DownloadException exception)
        {
            throw Unreachable(spec.Span, exception);
        }

        try
        {
            using var document = JsonDocument.Parse(answer);
            WarnRedirect(spec, document.RootElement);
            return [.. document.RootElement.GetProperty("versions").EnumerateObject().Select(ReadVersion).OfType<IndexedVersion>()];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or UriFormatException)
        {
            throw Failures.Source(
                $"The package index at {Shown} answered for '{spec.Package}' with something that is no description of a package.", spec.Span,
                $"Look at {Credentials.Hide(address.AbsoluteUri)} with a browser: it should be JSON with 'versions'.");
        }
    }

    private byte[] Ask(Uri address)
    {
        var kept = Path.Combine(options.CacheFolder, "index", Downloads.CacheName(address.AbsoluteUri) + ".json");
        try
        {
            var answer = downloads.Get(address);
            if (!address.IsFile)
            {
                Keep(kept, answer);
            }

            return answer;
        }
        catch (DownloadException exception) when (!exception.IsNotFound && File.Exists(kept))
        {
            if (Interlocked.Exchange(ref saidStale, 1) == 0)
            {
                warn(Diagnostic.Warning(
                    DiagnosticCodes.PackageSourceFailed,
                    $"The package index at {Shown} cannot be reached: {exception.Message}. What it said on {File.GetLastWriteTimeUtc(kept):yyyy-MM-dd} is used.",
                    null, "Newer versions may exist; run `transform deps` again when there is a network."));
            }

            return File.ReadAllBytes(kept);
        }
    }

    // The cache is a convenience: what cannot be written is asked for again.
    private static void Keep(string path, byte[] content)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var part = $"{path}.{Guid.NewGuid():N}.part";
            File.WriteAllBytes(part, content);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    private Uri Address(string name) => new(Base, $"api/v1/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}.json");

    private IndexedVersion? ReadVersion(JsonProperty entry)
    {
        var info = entry.Value;
        if (!VersionSpecifier.TryParse(entry.Name, out var version)
            || !info.TryGetProperty("downloads", out var files) || !files.TryGetProperty("tarball", out var tarball))
        {
            return null;
        }

        return new IndexedVersion(
            entry.Name,
            version,
            info.GetProperty("name").GetString() ?? string.Empty,
            new Uri(Base, tarball.GetString() ?? string.Empty),
            Text(files, "sha256") ?? Text(files, "sha1"),
            Requirements(info),
            info.TryGetProperty("packages", out var dependencies) && dependencies.ValueKind == JsonValueKind.Array ? dependencies.GetRawText() : "[]");
    }

    private static string[] Requirements(JsonElement info)
    {
        if (!info.TryGetProperty("require_dbt_version", out var required))
        {
            return [];
        }

        return required.ValueKind switch
        {
            JsonValueKind.String => required.GetString()!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            JsonValueKind.Array => [.. required.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        };
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private void WarnRedirect(HubSpec spec, JsonElement root)
    {
        var (owner, name) = (Text(root, "redirectnamespace"), Text(root, "redirectname"));
        if (owner is not null || name is not null)
        {
            var parts = spec.Package.Split('/');
            var modern = $"{owner ?? Text(root, "namespace") ?? parts[0]}/{name ?? Text(root, "name") ?? parts[^1]}";
            warn(Diagnostic.Deprecated(
                "PackageRedirectDeprecation", $"The package '{spec.Package}' has moved to '{modern}'.", spec.Span,
                $"Write package: {modern} instead."));
        }
    }

    private TransformException NotFound(HubSpec spec)
    {
        string[] known;
        try
        {
            using var document = JsonDocument.Parse(Ask(Address("index")));
            known = [.. document.RootElement.EnumerateArray().Select(item => item.GetString() ?? string.Empty)];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or DownloadException)
        {
            known = [];
        }

        var name = spec.Package.Split('/')[^1];
        var sameName = known.Where(other => other.EndsWith("/" + name, StringComparison.Ordinal)).Take(3).ToArray();
        return TransformException.Error(
            DiagnosticCodes.PackageNotFound, $"There is no package '{spec.Package}' in the index at {Shown}.", spec.Span,
            sameName.Length > 0
                ? $"Did you mean {string.Join(" or ", sameName.Select(other => $"'{other}'"))}?"
                : NearMiss.Question(spec.Package, known) ?? "Look the package's name up in the index; a package that is not in it can be installed with git: or local:.");
    }

    private TransformException Unreachable(SourceSpan? span, DownloadException exception) => Failures.Source(
        $"The package index at {Shown} cannot be reached: {exception.Message}.", span,
        "Check the network, and the proxy if there is one (HTTPS_PROXY). Without a network, name a copy of the index with --package-index "
            + "(an address or a folder), or give the package as local: FOLDER.");
}
