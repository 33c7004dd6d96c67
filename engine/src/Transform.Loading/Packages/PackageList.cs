using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Transform.Templating;

namespace Transform.Loading.Packages;

/// <summary>What <c>packages.yml</c> or <c>dependencies.yml</c> lists, or a lock file.</summary>
public sealed record PackageList
{
    public static PackageList Empty { get; } = new();

    public ImmutableArray<PackageSpec> Packages { get; init; } = [];

    /// <summary>The projects of <c>projects:</c>, by name; they are read by dbt's platform only.</summary>
    public ImmutableArray<string> Projects { get; init; } = [];

    /// <summary>The file with the packages: <c>packages.yml</c> unless <c>dependencies.yml</c> lists them.</summary>
    public string File { get; init; } = PackageFileNames.Packages;

    /// <summary>A lock file's <c>sha1_hash</c>.</summary>
    public string? LockedHash { get; init; }

    /// <summary>dbt's hash of the list, by which it knows whether a lock file is still right.</summary>
    public string Hash()
    {
        var lines = Packages.Select(package => PythonJson.Dumps(package.Hashed, sortKeys: true)).Order(StringComparer.Ordinal);
#pragma warning disable CA5350 // dbt's format of the lock file; nothing depends on its strength.
        return Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))));
#pragma warning restore CA5350
    }
}
