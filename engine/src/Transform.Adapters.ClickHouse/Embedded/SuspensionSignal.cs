using System.Runtime.InteropServices;

namespace Transform.Adapters.ClickHouse.Embedded;

/// <summary>The signal with which .NET stops its threads, as for a garbage collection: the first of the real-time ones. ClickHouse's table
/// of stack traces takes it for itself as the engine starts, and its handler allocates: a thread that is stopped while it allocates would
/// never go on, and so neither would the process.</summary>
internal static unsafe partial class SuspensionSignal
{
    // More than a struct sigaction has on any system.
    private const int HandlerSize = 256;

    /// <summary>Calls what starts the engine, and gives .NET its handler back.</summary>
    internal static nint* Keep(int count, byte** arguments)
    {
        if (!OperatingSystem.IsLinux())
        {
            return ChdbNative.Connect(count, arguments);
        }

        var handler = stackalloc byte[HandlerSize];
        var signal = FirstOfRealTime();
        _ = Handle(signal, null, handler);
        try
        {
            return ChdbNative.Connect(count, arguments);
        }
        finally
        {
            _ = Handle(signal, handler, null);
        }
    }

    [LibraryImport("libc", EntryPoint = "sigaction")]
    private static partial int Handle(int signal, byte* next, byte* previous);

    [LibraryImport("libc", EntryPoint = "__libc_current_sigrtmin")]
    private static partial int FirstOfRealTime();
}
