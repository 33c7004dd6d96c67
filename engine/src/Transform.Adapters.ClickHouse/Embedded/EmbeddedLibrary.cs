using System.Reflection;
using System.Runtime.InteropServices;
using Transform.Core;

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
    internal static nint Load(string programFolder)
    {
        for (var folder = new DirectoryInfo(programFolder); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "clickhouse", FileName);
            if (!File.Exists(path))
            {
                continue;
            }

            try
            {
                return NativeLibrary.Load(path);
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                throw new WarehouseException(DiagnosticCodes.EngineNotFound, $"ClickHouse's library {path} does not load: {e.Message}", inner: e)
                {
                    Hint = "Delete it and run `engine/clickhouse/fetch` to fetch it again.",
                };
            }
        }

        throw new WarehouseException(
            DiagnosticCodes.EngineNotFound, $"ClickHouse's engine for `path:`, {FileName}, was not found: it is fetched only where it is wanted")
        {
            Hint = "Run `engine/clickhouse/fetch` once (178 MB), or use `host:` in place of `path:`.",
        };
    }
}
