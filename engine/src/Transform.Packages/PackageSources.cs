using System.Collections.Concurrent;
using Transform.Core;
using Transform.Loading;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>Where packages come from: finds the version that fits and what it depends on, and brings its files. Each source is
/// asked once, from any thread.</summary>
internal sealed class PackageSources(
    ProjectSettings settings, InstallOptions options, Staging staging, Downloads downloads, Action<Diagnostic> warn, CancellationToken cancellation)
{
    private readonly PackageIndex index = new(options, downloads, warn);
    private readonly GitProgram git = new(options, cancellation);
    private readonly Archive archive = new(options.Log, cancellation);
    private readonly ConcurrentDictionary<(string Url, string? Revision), Lazy<GitRepository>> repositories = new();
    private readonly ConcurrentDictionary<(string Url, string? Subdirectory, string Commit), Lazy<string>> checkouts = new();
    private readonly ConcurrentDictionary<string, Lazy<string>> archives = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> unpinned = new(StringComparer.Ordinal);
    private int repositoryCount;
    private int checkoutCount;

    /// <summary>Asks for what <see cref="Pin"/> will need; failures are told by that.</summary>
    public void Warm(PackageSpec spec)
    {
        try
        {
            switch (spec)
            {
                case HubSpec hub:
                    index.Versions(hub);
                    break;
                case GitSpec remote:
                    CheckOut(remote);
                    break;
                case TarballSpec tarball:
                    Unpacked(tarball);
                    break;
                default:
                    break;
            }
        }
        catch (Exception exception) when (exception is TransformException or OperationCanceledException)
        {
        }
    }

    /// <summary>The package at the version that will be installed.</summary>
    /// <param name="request">What is wanted, and by whom.</param>
    /// <exception cref="TransformException">It is not there, or no version fits.</exception>
    public PinnedPackage Pin(PackageRequest request) => request.Spec switch
    {
        LocalSpec local => PinLocal(local),
        GitSpec remote => PinGit(remote),
        TarballSpec tarball => PinTarball(tarball),
        HubSpec hub => PinHub(hub, request),
        _ => throw Failures.Source(
            $"The private package '{request.Spec.Name}' cannot be resolved here: only dbt's own platform knows where it is.", request.Spec.Span,
            "Give it as git: with its address instead; a token can be put in with env_var('DBT_ENV_SECRET_...')."),
    };

    /// <summary>The files of a package of the index, unpacked into a new folder that may be moved away.</summary>
    public string Fetch(PinnedPackage package) => package.Indexed is { } version
        ? Unpack(version.Tarball, version.Checksum, $"{package.Spec.Name} {version.Text}", package.Spec.Span)
        : package.Files ?? throw new InvalidOperationException($"{package.Spec.Name} has no files.");

    /// <summary>The folder of a <c>local:</c> package, absolute.</summary>
    public string Folder(LocalSpec spec) => Path.GetFullPath(spec.Path, settings.Root);

    private PinnedPackage PinLocal(LocalSpec spec)
    {
        var folder = Folder(spec);
        if (!Directory.Exists(folder))
        {
            throw TransformException.Error(
                DiagnosticCodes.PackageNotFound, $"There is no folder '{spec.Path}' for this package ({folder}).", spec.Span,
                "The path of a local package starts at the folder of the project that is run.");
        }

        var (name, packages) = settings.ReadPackage(folder, Shown(spec), spec.Span);
        return new PinnedPackage(spec, name, null, packages.Packages);
    }

    private PinnedPackage PinGit(GitSpec spec)
    {
        var (repository, folder) = CheckOut(spec);
        if (spec.WarnUnpinned && spec.Revision is null or "HEAD" or "main" or "master" && unpinned.TryAdd(spec.Name, true) && spec.WarnUnpinned)
        {
            warn(Diagnostic.Warning(
                DiagnosticCodes.UnpinnedPackage,
                $"The git package \"{spec.Address}\" is {(spec.Revision is null or "HEAD" ? "not pinned, using HEAD (default branch)" : $"pinned to the \"{spec.Revision}\" branch")}. "
                    + "This can introduce breaking changes into your project without warning!",
                spec.Span, "Give revision: a tag or a commit, or say warn-unpinned: false."));
        }

        var (name, packages) = settings.ReadPackage(folder, Shown(spec), spec.Span);
        return new PinnedPackage(spec, name, repository.Commit, packages.Packages) { Files = folder };
    }

    private PinnedPackage PinTarball(TarballSpec spec)
    {
        var folder = Unpacked(spec);
        var (_, packages) = settings.ReadPackage(folder, Shown(spec), spec.Span);
        return new PinnedPackage(spec, spec.Package, "tarball", packages.Packages) { Files = folder };
    }

    private PinnedPackage PinHub(HubSpec spec, PackageRequest request)
    {
        if (!VersionRange.TryReduce(spec.Versions, out var range))
        {
            throw request.Conflict();
        }

        var all = index.Versions(spec);
        var prereleases = spec.InstallPrerelease || spec.Versions.Any(version => version.Prerelease is not null);
        var known = all.Where(version => prereleases || version.Version.Prerelease is null).ToList();
        var compatible = known.Where(version => !options.VersionCheck || DbtVersions.Satisfy(version.Requirements)).OrderBy(version => version.Version, VersionSpecifier.Order).ToList();
        var chosen = compatible.FindAll(version => range.Contains(version.Version)).MaxBy(version => version.Version, VersionSpecifier.Order);
        if (chosen is null)
        {
            throw VersionFailures.NothingFits(spec, request, range, all, known, compatible);
        }

        index.RequireSafe(chosen, spec);
        var source = new SourceText($"{spec.Package} {chosen.Text} in the package index", chosen.Dependencies);
        return new PinnedPackage(spec, chosen.Project, chosen.Text, settings.ReadEntries(source)) { Indexed = chosen, Latest = compatible[^1].Text };
    }

    private (GitRepository Repository, string Folder) CheckOut(GitSpec spec)
    {
        var repository = repositories.GetOrAdd((spec.Url, spec.Revision), _ => new Lazy<GitRepository>(() => Fetch(spec))).Value;

        // The lock file names the commit where the list of packages names a branch.
        repositories.TryAdd((spec.Url, repository.Commit), new Lazy<GitRepository>(repository));
        var folder = checkouts.GetOrAdd((spec.Url, spec.Subdirectory, repository.Commit), _ => new Lazy<string>(() =>
        {
            var target = Path.Combine(staging.Work, $"tree-{Interlocked.Increment(ref checkoutCount)}");
            repository.CheckOut(spec, target);
            Links.Clean(target, spec.Name, options.Log);
            return target;
        })).Value;
        return (repository, folder);
    }

    private GitRepository Fetch(GitSpec spec) =>
        GitRepository.Fetch(git, spec, Path.Combine(staging.Work, $"git-{Interlocked.Increment(ref repositoryCount)}"));

    private string Unpacked(TarballSpec spec) => archives.GetOrAdd(spec.Url, _ => new Lazy<string>(() =>
    {
        var address = Uri.TryCreate(spec.Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "file"
            ? uri
            : File.Exists(Path.GetFullPath(spec.Url, settings.Root))
                ? new Uri(Path.GetFullPath(spec.Url, settings.Root))
                : throw Failures.Source($"'{spec.Address}' is no address of an archive.", spec.Span, "Write tarball: https://...");
        return Unpack(address, null, spec.Address, spec.Span);
    })).Value;

    private string Unpack(Uri address, string? checksum, string shown, SourceSpan? span)
    {
        var file = Download(address, checksum, shown, span);
        var target = Path.Combine(staging.Work, $"tree-{Interlocked.Increment(ref checkoutCount)}");
        try
        {
            archive.Unpack(file, target, shown);
        }
        catch (TransformException exception)
        {
            File.Delete(file);
            throw new TransformException([.. exception.Diagnostics.Select(problem => problem with { Span = problem.Span ?? span })]);
        }

        // Archives of repositories have everything in one folder.
        var entries = Directory.GetFileSystemEntries(target);
        return entries is [var only] && Directory.Exists(only) && new DirectoryInfo(only).LinkTarget is null ? only : target;
    }

    // What is kept from earlier runs counts where its checksum tells that it is right, or where nothing else can be had.
    private string Download(Uri address, string? checksum, string shown, SourceSpan? span)
    {
        var kept = Path.Combine(options.CacheFolder, "archives", Downloads.CacheName(address.AbsoluteUri) + ".tar.gz");
        if (checksum is not null && File.Exists(kept) && Archive.Matches(kept, checksum))
        {
            options.Log(LogLevel.Debug, $"{shown}: taken from {kept}");
            return kept;
        }

        try
        {
            downloads.Get(address, kept);
        }
        catch (DownloadException exception) when (checksum is null && !exception.IsNotFound && File.Exists(kept))
        {
            warn(Diagnostic.Warning(
                DiagnosticCodes.PackageSourceFailed, $"{Credentials.Hide(address.AbsoluteUri)} cannot be fetched: {exception.Message}. The download of {File.GetLastWriteTimeUtc(kept):yyyy-MM-dd} is used.", span));
            return kept;
        }
        catch (DownloadException exception)
        {
            throw Failures.Source(
                $"The archive of {shown} cannot be fetched from {Credentials.Hide(address.AbsoluteUri)}: {exception.Message}.", span,
                "Check the address, the network, and the proxy if there is one (HTTPS_PROXY).");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw TransformException.Error(
                DiagnosticCodes.UnwritableFolder, $"Downloads cannot be kept in {options.CacheFolder}: {exception.Message}", null,
                "Make the folder writable, or name another one in the environment variable TRANSFORM_DOWNLOADS_DIR.");
        }

        if (checksum is not null && !Archive.Matches(kept, checksum))
        {
            File.Delete(kept);
            throw Failures.Invalid(
                $"The archive of {shown} is not the one that the index describes: its checksum differs from {checksum}.", span,
                "Try again; if it stays so, the archive was changed after it was published, and should not be trusted.");
        }

        return kept;
    }

    private static string Shown(PackageSpec spec) => spec.Name.TrimEnd('/') + "/";
}
