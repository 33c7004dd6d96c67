using System.Reflection;
using System.Runtime.InteropServices;

namespace Transform.Adapters.DuckDb.Native;

/// <summary>Finds and loads DuckDB's shared library, once per process, when the first adapter is made.</summary>
internal static class NativeEngine
{
    private static readonly Lock Gate = new();
    private static nint library;

    /// <summary>One cache per process, so that two adapters on one file share the open database instead of writing to
    /// it behind each other's back (DuckDB's file lock only keeps other processes out).</summary>
    internal static nint InstanceCache { get; private set; }

    /// <exception cref="WarehouseException">The library is not there, or does not load.</exception>
    internal static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (library != 0)
            {
                return;
            }

            library = Load(NativeLibraryLocator.Candidates(AppContext.BaseDirectory));
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), Resolve);
            InstanceCache = DuckDbNative.CreateInstanceCache();
        }
    }

    internal static nint Load(IEnumerable<string> candidates) => new EngineLibrary(
        "DuckDB",
        $"DuckDB's library {NativeLibraryLocator.FileName} for {NativeLibraryLocator.Platform} was not found",
        "Run `npm ci` in the folder engine/ to fetch it; `./transform` does that by itself.",
        "Delete engine/node_modules and run `npm ci` in the folder engine/ to fetch it again.").Load(candidates);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath) =>
        name == DuckDbNative.Library ? library : 0;
}
