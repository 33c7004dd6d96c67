namespace Transform.Loading.Packages;

/// <summary>The files about packages, in the project's folder.</summary>
public static class PackageFileNames
{
    public const string Packages = "packages.yml";

    public const string Dependencies = "dependencies.yml";

    public const string Lock = "package-lock.yml";
}
