using System.Reflection;
using System.Runtime.InteropServices;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>Finds and loads the engine's library, once per process. It is large, so it is there only where somebody has fetched it.</summary>
internal static class EmbeddedLibrary
{
    private const string FileName = "libchdb.so";

    private static nint library;

    /// <exception cref="WarehouseException">The library is not there, or does not load.</exception>
    internal static void EnsureLoaded()
    {
        if (library == 0)
        {
            library = Load(AppContext.BaseDirectory);
            NativeLibrary.SetDllImportResolver(
                Assembly.GetExecutingAssembly(), static (name, _, _) => name == ChdbNative.Library ? library : 0);

            // What signals do is the program's affair: Ctrl-C, and those that .NET itself uses.
            ChdbNative.SetSignalHandlersEnabled(0);
        }
    }

    /// <summary>Beside the engine's other artifacts, in a folder <c>clickhouse</c> somewhere above the program.</summary>
    internal static nint Load(string programFolder) => new EngineLibrary(
        "ClickHouse",
        $"ClickHouse's engine for `path:`, {FileName}, was not found: it is fetched only where it is wanted",
        "Run `engine/clickhouse/fetch` once (178 MB), or use `host:` in place of `path:`.",
        "Delete it and run `engine/clickhouse/fetch` to fetch it again.").Load(Places(programFolder));

    private static IEnumerable<string> Places(string programFolder)
    {
        for (var folder = new DirectoryInfo(programFolder); folder is not null; folder = folder.Parent)
        {
            yield return Path.Combine(folder.FullName, "clickhouse", FileName);
        }
    }
}
