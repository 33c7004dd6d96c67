using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Packages;

/// <summary>An entry of <c>packages:</c>, rendered.</summary>
public abstract record PackageSpec
{
    /// <summary>What messages call it.</summary>
    public abstract string Name { get; }

    /// <summary>Where it is written.</summary>
    public SourceSpan? Span { get; init; }

    /// <summary>The entry as dbt hashes it for the lock file.</summary>
    public required DictValue Hashed { get; init; }
}

/// <summary><c>local:</c>, a folder, relative to the project.</summary>
public sealed record LocalSpec(string Path) : PackageSpec
{
    public override string Name => Path;
}

/// <summary><c>git:</c></summary>
/// <param name="Url">Rendered, with whatever secrets there are in it.</param>
/// <param name="Written">As it is written, for the lock file.</param>
/// <param name="Revision">A tag, a branch or a commit; null for the repository's default branch.</param>
/// <param name="Subdirectory">The folder in the repository; null for all of it.</param>
/// <param name="WarnUnpinned">Warn when the revision is a branch that moves.</param>
public sealed record GitSpec(string Url, string Written, string? Revision, string? Subdirectory, bool WarnUnpinned) : PackageSpec
{
    public override string Name => Subdirectory is null ? Address : $"{Address}/{Subdirectory}";

    /// <summary>The address as it may be printed.</summary>
    public string Address => Credentials.Hide(Url);
}

/// <summary><c>tarball:</c> with the package's name.</summary>
public sealed record TarballSpec(string Url, string Written, string Package) : PackageSpec
{
    public override string Name => Package;

    /// <summary>The address as it may be printed.</summary>
    public string Address => Credentials.Hide(Url);
}

/// <summary><c>package:</c> of the index, with the versions that are wanted.</summary>
public sealed record HubSpec(string Package, ImmutableArray<VersionSpecifier> Versions, bool InstallPrerelease) : PackageSpec
{
    public override string Name => Package;
}

/// <summary><c>private:</c>, which only dbt's own platform can resolve.</summary>
public sealed record PrivateSpec(string Repository) : PackageSpec
{
    public override string Name => Repository;
}
