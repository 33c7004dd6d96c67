namespace Transform.Cli;

/// <summary>Keeps two calls of the program from working in one folder at once, where the warehouse does not keep them apart. It ends with the
/// process, however that ends.</summary>
internal sealed class RunLock : IDisposable
{
    private const string FileName = "run.lock";
    private const string HolderName = "run.pid";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private FileStream? file;
    private string? holder;

    /// <summary>Takes the folder, and waits for it.</summary>
    /// <param name="folder">The absolute folder for generated files.</param>
    /// <param name="onWait">Hears who has it.</param>
    public void Take(string folder, Action<string> onWait, CancellationToken cancellation)
    {
        var isTold = false;
        while (file is null)
        {
            try
            {
                file = new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                holder = Path.Combine(folder, HolderName);
                File.WriteAllText(holder, Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
            catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException)
            {
                // Somebody else's file, or no folder: what the warehouse says then has to do.
                return;
            }
            catch (IOException) when (file is null)
            {
                if (!isTold)
                {
                    onWait($"Another run{Holder(folder)} works in {folder}. Waiting until it is done.");
                    isTold = true;
                }

                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }
            catch (IOException)
            {
                // Nobody can read who has it; it is taken all the same.
            }
        }
    }

    public void Dispose()
    {
        try
        {
            if (file is not null && holder is not null)
            {
                File.Delete(holder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next one writes its own.
        }

        file?.Dispose();
        file = null;
    }

    private static string Holder(string folder)
    {
        try
        {
            return $" (process {File.ReadAllText(Path.Combine(folder, HolderName))})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return string.Empty;
        }
    }
}
