using Transform.Core;
using Transform.Loading;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>Finds all packages that a list needs, level by level as dbt does, so that both lock the same versions.</summary>
internal sealed class Resolver(ProjectSettings settings, PackageSources sources, Action<Diagnostic> warn, CancellationToken cancellation)
{
    private const string Project = "the project";

    private readonly Dictionary<string, List<string>> needs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    /// <summary>The packages, with those that they need, in the order in which they were met.</summary>
    /// <exception cref="TransformException">A package is not there, versions do not meet, or packages need each other in a circle.</exception>
    public List<PinnedPackage> Resolve(PackageList list)
    {
        var final = new Listing();
        var pending = new Listing();
        foreach (var spec in list.Packages)
        {
            pending.Add(PackageRequest.Of(Project, spec));
        }

        while (pending.Requests.Count > 0)
        {
            Warm(pending);
            var next = new Listing();
            foreach (var request in pending.Requests)
            {
                var merged = final.Add(request);
                var package = sources.Pin(merged);
                names[Key(merged.Spec)] = package.Project;
                var by = $"package '{package.Project}'";
                foreach (var dependency in package.Dependencies)
                {
                    AddNeed(merged.Spec, dependency);
                    next.Add(PackageRequest.Of(by, dependency));
                }
            }

            pending = next;
        }

        return PinAll(final);
    }

    /// <summary>The packages of a lock file.</summary>
    public List<PinnedPackage> ReadLock(PackageList list)
    {
        var final = new Listing();
        foreach (var spec in list.Packages)
        {
            final.Add(PackageRequest.Of("the lock file", spec));
        }

        Warm(final);
        var packages = PinAll(final);
        CheckNeeds(packages);
        return packages;
    }

    // Folders change without the list that the lock file was made of.
    private void CheckNeeds(List<PinnedPackage> packages)
    {
        var locked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var package in packages)
        {
            names[Key(package.Spec)] = package.Project;
            locked.Add(Key(package.Spec));
        }

        foreach (var package in packages)
        {
            foreach (var dependency in package.Dependencies)
            {
                AddNeed(package.Spec, dependency);
                if (package.Spec is LocalSpec && !locked.Contains(Key(dependency)))
                {
                    warn(Diagnostic.Warning(
                        DiagnosticCodes.PackageNotFound, $"The package '{package.Project}' needs '{dependency.Name}', which {PackageFileNames.Lock} does not have.", dependency.Span,
                        "Run `transform deps --upgrade` to resolve all packages anew."));
                }
            }
        }
    }

    private List<PinnedPackage> PinAll(Listing final)
    {
        var packages = final.Requests.ConvertAll(sources.Pin);
        var seen = new Dictionary<string, PinnedPackage>(StringComparer.Ordinal);
        foreach (var package in packages)
        {
            if (package.Project.Length == 0 || package.Project is "." or ".." || package.Project.AsSpan().ContainsAny("/\\\0"))
            {
                throw Failures.Invalid($"The package '{package.Spec.Name}' has a name that cannot be a folder's: '{package.Project}'.", package.Spec.Span);
            }

            if (package.Project == settings.File.Name)
            {
                throw Duplicate(package, "the project itself", "Rename one of the two.");
            }

            if (!seen.TryAdd(package.Project, package))
            {
                throw Duplicate(package, $"the package from '{seen[package.Project].Spec.Name}'", "Keep one of the two; a package that others bring along need not be listed.");
            }
        }

        return packages;
    }

    private static TransformException Duplicate(PinnedPackage package, string twin, string hint) => TransformException.Error(
        DiagnosticCodes.DuplicatePackage, $"The package from '{package.Spec.Name}' is named '{package.Project}', and so is {twin}.", package.Spec.Span, hint);

    private void Warm(Listing listing)
    {
        Parallel.ForEach(
            listing.Requests, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = 8 }, request => sources.Warm(request.Spec));
        cancellation.ThrowIfCancellationRequested();
    }

    // The circle is told at once: resolving it would not end.
    private void AddNeed(PackageSpec from, PackageSpec to)
    {
        var (source, target) = (Key(from), Key(to));
        if (!needs.TryGetValue(source, out var list))
        {
            needs[source] = list = [];
        }

        list.Add(target);
        var path = new List<string>();
        if (Find(target, source, path, []))
        {
            path.Reverse();
            throw TransformException.Error(
                DiagnosticCodes.PackageCycle, $"Packages need each other in a circle: {string.Join(" → ", path.Prepend(source).Select(key => names.GetValueOrDefault(key, key)))}.", from.Span ?? to.Span,
                "One of them must do without the other: move what both need into a package of its own.");
        }
    }

    private bool Find(string at, string goal, List<string> path, HashSet<string> seen)
    {
        if (at != goal && (!seen.Add(at) || !needs.TryGetValue(at, out var list) || !list.Exists(next => Find(next, goal, path, seen))))
        {
            return false;
        }

        path.Add(at);
        return true;
    }

    // A folder is the same however the way to it is written.
    private string Key(PackageSpec spec) => spec is LocalSpec local
        ? Path.GetRelativePath(settings.Root, sources.Folder(local))
        : PackageRequest.Names(spec).Min(StringComparer.Ordinal)!;

    /// <summary>Requests by name, in order.</summary>
    private sealed class Listing
    {
        private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

        public List<PackageRequest> Requests { get; } = [];

        /// <summary>Adds a request to those for the same package.</summary>
        public PackageRequest Add(PackageRequest request)
        {
            var names = PackageRequest.Names(request.Spec);
            foreach (var name in names)
            {
                if (places.TryGetValue(name, out var place))
                {
                    return Requests[place] = Requests[place].Join(request);
                }
            }

            places[names[0]] = Requests.Count;
            Requests.Add(request);
            return request;
        }
    }
}
