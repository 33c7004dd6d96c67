using System.Runtime.InteropServices;

namespace Transform.Adapters.DuckDb.Native;

/// <summary>Where DuckDB's shared library may lie: beside the program, or in an npm folder above it.</summary>
internal static class NativeLibraryLocator
{
    internal static string FileName =>
        OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";

    /// <summary>The platform as npm names it, such as <c>linux-x64</c>.</summary>
    internal static string Platform => $"{OperatingSystemName("win32", "darwin")}-{Architecture}";

    private static string Architecture => RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>Absolute paths, the first that exists is taken.</summary>
    internal static IEnumerable<string> Candidates(string programFolder)
    {
        yield return Path.Combine(programFolder, FileName);
        var runtime = $"{OperatingSystemName("win", "osx")}-{Architecture}";
        yield return Path.Combine(programFolder, "runtimes", runtime, "native", FileName);

        var package = Path.Combine("node_modules", "@duckdb", "node-bindings-" + Platform, FileName);
        for (var folder = new DirectoryInfo(programFolder); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, package);
            yield return Path.Combine(folder.FullName, "engine", package);
        }
    }

    private static string OperatingSystemName(string windows, string mac) =>
        OperatingSystem.IsWindows() ? windows : OperatingSystem.IsMacOS() ? mac : "linux";
}
