using Transform.Core;

namespace Transform.Packages;

/// <summary>A folder beside that of installed packages, in which the new ones are put together. It takes their place in one step,
/// so that a killed run leaves the old ones or the new ones. Only one run at a time has it.</summary>
internal sealed class Staging : IDisposable
{
    private readonly string folder;
    private readonly string install;
    private readonly FileStream gate;

    private Staging(string install, string folder, FileStream gate)
    {
        this.install = install;
        this.folder = folder;
        this.gate = gate;
    }

    /// <summary>Where downloads and repositories are unpacked.</summary>
    public string Work => Path.Combine(folder, "work");

    /// <summary>Where the packages are put.</summary>
    public string Packages => Path.Combine(folder, "packages");

    private string Old => Path.Combine(folder, "old");

    /// <summary>Makes the folder, and clears what a killed run has left of it.</summary>
    /// <param name="install">The folder of installed packages, absolute.</param>
    /// <exception cref="TransformException">It cannot be written, or another run has it.</exception>
    public static Staging Open(string install)
    {
        install = Path.TrimEndingDirectorySeparator(install);
        var parent = Path.GetDirectoryName(install)!;
        var name = Path.GetFileName(install);
        var folder = Path.Combine(parent, $".{name}.new");
        FileStream? gate = null;
        try
        {
            Directory.CreateDirectory(parent);
            gate = Lock(Path.Combine(parent, $".{name}.lock"));
            var staging = new Staging(install, folder, gate);
            staging.Recover();
            Directory.CreateDirectory(staging.Work);
            Directory.CreateDirectory(staging.Packages);
            return staging;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            gate?.Dispose();
            throw Unwritable(install, exception);
        }
    }

    /// <summary>Puts the new packages in the place of the old ones.</summary>
    /// <exception cref="TransformException">It cannot be done; the old ones are in their place.</exception>
    public void Commit()
    {
        try
        {
            if (!Directory.Exists(install))
            {
                Directory.Move(Packages, install);
            }
            else if (!NameExchange.TrySwap(Packages, install))
            {
                // What ends between the two is mended when this is disposed of, or by the next run.
                Directory.Move(install, Old);
                Directory.Move(Packages, install);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(install, exception);
        }
    }

    public void Dispose()
    {
        try
        {
            Recover();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next run tries again.
        }

        gate.Dispose();
    }

    /// <summary>What to say where something could not be written.</summary>
    /// <param name="install">The folder of installed packages.</param>
    /// <param name="exception">What the system said.</param>
    public static TransformException Unwritable(string install, Exception exception) => TransformException.Error(
        DiagnosticCodes.UnwritableFolder, $"Packages cannot be installed in {install}: {exception.Message}", null,
        "Make the folder writable and free of other programs, or name another one with packages-install-path in the project file.");

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw TransformException.Error(
                DiagnosticCodes.UnwritableFolder, $"Another run is installing packages at this moment ({path} is taken).", null, "Wait until it is done.");
        }
    }

    private void Recover()
    {
        if (Directory.Exists(Old) && !Directory.Exists(install))
        {
            Directory.Move(Old, install);
        }

        Delete(folder);
    }

    // Links are removed, never followed; what git has written may be read-only.
    private static void Delete(string path)
    {
        if (!Directory.Exists(path))
        {
            return;
        }

        if (!OperatingSystem.IsWindows())
        {
            Directory.Delete(path, recursive: true);
            return;
        }

        foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            file.Attributes = FileAttributes.Normal;
        }

        Directory.Delete(path, recursive: true);
    }
}
