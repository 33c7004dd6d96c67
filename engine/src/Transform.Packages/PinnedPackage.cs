using System.Collections.Immutable;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>A package at the one version that will be installed.</summary>
/// <param name="Spec">What was asked for; of several, their union.</param>
/// <param name="Project">The name of its project, which is that of its folder.</param>
/// <param name="Version">A version of the index, a commit; null for folders.</param>
/// <param name="Dependencies">What it needs itself.</param>
internal sealed record PinnedPackage(PackageSpec Spec, string Project, string? Version, ImmutableArray<PackageSpec> Dependencies)
{
    /// <summary>Files that are there already, ready to be moved; null for what is still to be fetched or linked.</summary>
    public string? Files { get; init; }

    /// <summary>The version in the index, for packages of the index.</summary>
    public IndexedVersion? Indexed { get; init; }

    /// <summary>The newest version in the index that would do.</summary>
    public string? Latest { get; init; }

    /// <summary>As <c>deps</c> announces it.</summary>
    public string Description => Spec switch
    {
        LocalSpec local => $"<local @ {local.Path}>",
        TarballSpec tarball => $"tarball (url: {tarball.Address})",
        HubSpec => $"version {Version}",
        _ => $"revision {Version}",
    };
}
