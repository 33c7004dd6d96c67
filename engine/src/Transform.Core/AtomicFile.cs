namespace Transform.Core;

/// <summary>A file that readers see whole or not at all: it is written beside the old one and then takes its place.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file; its folder is made where it is missing.</summary>
    /// <param name="path">Where it is to be.</param>
    /// <param name="write">Writes all of it.</param>
    /// <param name="isChecked">Who reads it sees whether it is whole. Then the file system is not asked to have it on the disk before it takes the place of
    /// the old one: after a power failure it may be cut off.</param>
    /// <returns>The length of what was written, and the ticks of its time: those of the file, until another one takes its place.</returns>
    /// <exception cref="TransformException">The folder or file cannot be written (TF1012).</exception>
    public static (long Length, long Written) Write(string path, Action<Stream> write, bool isChecked = false)
    {
        // Processes of several containers have the same number.
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);

            // Not opened with FileMode.Create: ext4 writes a file that was emptied, though it be new, to the disk as it is closed.
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                write(stream);
            }

            DiscardAbandoned(path, temporary);
            var file = new FileInfo(temporary);
            var stamp = (file.Length, file.LastWriteTimeUtc.Ticks);
            Place(temporary, path, isChecked);
            return stamp;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(temporary);
            throw TransformException.Error(
                DiagnosticCodes.UnwritableFolder,
                $"Cannot write {Path.GetFileName(path)} in {Path.GetDirectoryName(path)}: {e.Message}",
                hint: "Make the folder writable and see that the disk has room, or choose another folder with --target-path.");
        }
    }

    // ext4 writes a file to the disk before it takes the place of another, which takes as long again as to make it; not where the two are swapped.
    private static void Place(string temporary, string path, bool isChecked)
    {
        if (isChecked && File.Exists(path) && NameExchange.TrySwap(temporary, path))
        {
            Discard(temporary);
        }
        else
        {
            File.Move(temporary, path, overwrite: true);
        }
    }

    // What runs that were killed have left beside it. Another run may be writing now, so a file counts as left after an hour.
    private static void DiscardAbandoned(string path, string temporary)
    {
        var limit = File.GetLastWriteTimeUtc(temporary).AddHours(-1);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".*.tmp"))
        {
            if (File.GetLastWriteTimeUtc(file) < limit)
            {
                Discard(file);
            }
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The reason that is worth telling is the one why it could not be written.
        }
    }
}
