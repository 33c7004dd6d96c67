using System.Runtime.InteropServices;

namespace Transform.Core;

/// <summary>Gives two files or folders each other's name in one step, which .NET has no call for.</summary>
public static partial class NameExchange
{
    private const int CurrentFolder = -100;
    private const uint Exchange = 2;

    /// <param name="one">A file or folder.</param>
    /// <param name="other">Another one on the same file system.</param>
    /// <returns>False where it was not done: one of them is missing, or neither this system nor this file system can.</returns>
    public static bool TrySwap(string one, string other)
    {
        try
        {
            return OperatingSystem.IsLinux() && RenameAt2(CurrentFolder, one, CurrentFolder, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);
}
