using Transform.Core;
using Transform.Loading;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>Installs the packages that a project lists: <c>transform deps</c>.</summary>
public sealed class PackageInstaller
{
    private readonly ProjectSettings settings;
    private readonly InstallOptions options;
    private readonly CancellationToken cancellation;
    private readonly Lock warnings = new();

    private PackageInstaller(ProjectSettings settings, InstallOptions options, CancellationToken cancellation)
    {
        this.settings = settings;
        this.options = options;
        this.cancellation = cancellation;
    }

    /// <summary>Writes the lock file where it is not right any more, and installs what it names.</summary>
    /// <exception cref="TransformException">Something is wrong; the packages that were installed are untouched.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; the packages that were installed are untouched.</exception>
    public static void Install(ProjectSettings settings, InstallOptions options, CancellationToken cancellation) =>
        new PackageInstaller(settings, options, cancellation).Install();

    private void Install()
    {
        var list = settings.ReadPackages();
        var kept = options.Upgrade ? null : FromLock(settings.ReadLock);
        using var staging = Staging.Open(settings.InstallPath);
        using var downloads = new Downloads(options, cancellation);
        var sources = new PackageSources(settings, options, staging, downloads, Warn, cancellation);
        var hash = list.Hash();
        if (list.Packages.IsEmpty)
        {
            options.Log(LogLevel.Info, $"Warning: No packages were found in {list.File}");
        }
        else if (kept?.LockedHash != hash)
        {
            Lock(list, hash, sources);
            kept = null;
        }

        if (options.LockOnly)
        {
            return;
        }

        if (!list.Packages.IsEmpty)
        {
            // With the lock file's own texts: what it names is what is installed, here and on every other machine.
            var packages = kept is null ? Locked(settings.ReadLock()!) : FromLock(() => Locked(kept));
            Put(packages, sources, staging);
        }

        cancellation.ThrowIfCancellationRequested();
        staging.Commit();

        List<PinnedPackage> Locked(PackageList locked) => new Resolver(settings, sources, Warn, cancellation).ReadLock(LockFile.WithSecrets(locked, list));
    }

    // What is wrong with a lock file that was there before goes away with it.
    private static T FromLock<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TransformException exception)
        {
            const string Anew = "`transform deps --upgrade` resolves all packages anew and writes " + PackageFileNames.Lock + ".";
            throw new TransformException([.. exception.Diagnostics.Select(static problem =>
                problem.Code == DiagnosticCodes.PackageSourceFailed ? problem : problem with { Hint = problem.Hint is { } hint ? $"{hint} {Anew}" : Anew })]);
        }
    }

    private void Lock(PackageList list, string hash, PackageSources sources)
    {
        var packages = new Resolver(settings, sources, Warn, cancellation).Resolve(list);
        var path = Path.Combine(settings.Root, PackageFileNames.Lock);
        var secrets = new SecretMask();
        foreach (var (name, value) in options.Environment)
        {
            if (SecretVariables.Contains(name))
            {
                secrets.Add(value);
            }
        }

        LockFile.Write(path, packages, hash, secrets, Warn);
        options.Log(LogLevel.Info, $"Updating lock file in file path: {path}");
    }

    private void Put(List<PinnedPackage> packages, PackageSources sources, Staging staging)
    {
        var folders = new Lazy<string?>[packages.Count];
        for (var i = 0; i < packages.Count; i++)
        {
            var package = packages[i];
            folders[i] = new Lazy<string?>(() => package.Spec is LocalSpec ? null : sources.Fetch(package));
        }

        // The downloads run beside each other; what is said stays in order.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var fetching = Task.Run(() => Parallel.ForEach(
            folders, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = stop.Token }, folder => Ignore(() => _ = folder.Value)), CancellationToken.None);
        try
        {
            var updates = new List<string>();
            for (var i = 0; i < packages.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Put(packages[i], folders[i], sources, staging, updates);
            }

            if (updates.Count > 0)
            {
                options.Log(LogLevel.Info, string.Empty);
                options.Log(LogLevel.Info, $"Updates available for packages: [{string.Join(", ", updates.Select(name => $"'{name}'"))}]");
                options.Log(LogLevel.Info, $"Update your versions in {settings.Packages.File}, then run transform deps");
            }
        }
        finally
        {
            stop.Cancel();
            Ignore(fetching.Wait);
        }
    }

    private void Put(PinnedPackage package, Lazy<string?> folder, PackageSources sources, Staging staging, List<string> updates)
    {
        options.Log(LogLevel.Info, $"Installing {package.Spec.Name}");
        var target = Path.Combine(staging.Packages, package.Project);
        try
        {
            if (package.Spec is LocalSpec local)
            {
                LinkOrCopy(sources.Folder(local), target);
            }
            else
            {
                Directory.Move(folder.Value!, target);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Staging.Unwritable(settings.InstallPath, exception);
        }

        options.Log(LogLevel.Info, $"Installed from {package.Description}");
        if (package.Latest is { } latest)
        {
            options.Log(LogLevel.Info, latest == package.Version ? "Up to date!" : $"Updated version available: {latest}");
            if (latest != package.Version)
            {
                updates.Add(package.Spec.Name);
            }
        }

        if (package.Spec is GitSpec { Subdirectory: { } subdirectory })
        {
            options.Log(LogLevel.Info, $"and subdirectory {subdirectory}");
        }
    }

    private void LinkOrCopy(string source, string target)
    {
        try
        {
            Directory.CreateSymbolicLink(target, source);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            options.Log(LogLevel.Debug, $"Links are not to be had here ({exception.Message}); the folder is copied");
            Copy(source, target, settings.InstallPath);
        }
    }

    private static void Copy(string source, string target, string install)
    {
        Directory.CreateDirectory(target);
        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } folder && folder.FullName != install)
            {
                Copy(folder.FullName, Path.Combine(target, folder.Name), install);
            }
            else if (entry is FileInfo file)
            {
                file.CopyTo(Path.Combine(target, file.Name));
            }
        }
    }

    private void Warn(Diagnostic warning)
    {
        lock (warnings)
        {
            options.Warn(warning);
        }
    }

    // Whoever waits for the result meets the failure itself.
    private static void Ignore(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is TransformException or OperationCanceledException or AggregateException)
        {
        }
    }
}
