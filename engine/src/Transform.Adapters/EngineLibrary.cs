using System.Runtime.InteropServices;
using Transform.Core;

namespace Transform.Adapters;

/// <summary>The shared library of an engine that runs within the process.</summary>
/// <param name="Engine">Whose library it is.</param>
/// <param name="NotFound">The message where there is none.</param>
/// <param name="HowToFetch">The next step then.</param>
/// <param name="HowToFetchAgain">The next step where it is broken.</param>
public sealed record EngineLibrary(string Engine, string NotFound, string HowToFetch, string HowToFetchAgain)
{
    /// <param name="paths">Where it may be; the first that there is is loaded.</param>
    /// <returns>The library's handle.</returns>
    /// <exception cref="WarehouseException">TF5004: the library is not there, or does not load.</exception>
    public nint Load(IEnumerable<string> paths)
    {
        if (paths.FirstOrDefault(File.Exists) is not { } path)
        {
            throw new WarehouseException(DiagnosticCodes.EngineNotFound, NotFound) { Hint = HowToFetch };
        }

        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new WarehouseException(DiagnosticCodes.EngineNotFound, $"{Engine}'s library {path} does not load: {e.Message}", inner: e)
            {
                Hint = HowToFetchAgain,
            };
        }
    }
}
