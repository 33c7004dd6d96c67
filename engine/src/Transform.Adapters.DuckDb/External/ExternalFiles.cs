using System.Globalization;
using System.Runtime.InteropServices;
using Transform.Core;

namespace Transform.Adapters.DuckDb;

/// <summary>The files and folders that external models of a session write, made part of its transaction: they are written aside, in a
/// hidden folder next to their place, and take it when they are whole. A rollback brings back what was there.</summary>
internal sealed partial class ExternalFiles
{
    private readonly List<Swap> swaps = [];

    private enum Way
    {
        /// <summary>Written where it belongs: an address, where nothing can be renamed, or a folder that only grows.</summary>
        InPlace,

        /// <summary>Takes the place of what is there.</summary>
        Replaces,

        /// <summary>Its files take the places of those of the same names; others stay.</summary>
        Joins,
    }

    /// <summary>Where to write first. What a run that broke off left there is cleared away, and what it took from the place put back.</summary>
    /// <param name="location">Where the file or the folder belongs.</param>
    /// <param name="options">Those of COPY.</param>
    internal static string Place(string location, IReadOnlyDictionary<string, object?> options)
    {
        if (WayOf(location, options) == Way.InPlace)
        {
            return location;
        }

        return Files(location, () =>
        {
            var swap = new Swap(location);
            swap.Restore();
            Directory.CreateDirectory(swap.Aside);
            return swap.Written;
        });
    }

    /// <summary>Puts what was written aside into its place.</summary>
    internal void Replace(string location, IReadOnlyDictionary<string, object?> options)
    {
        var way = WayOf(location, options);
        if (way == Way.InPlace)
        {
            return;
        }

        Files(location, () =>
        {
            var swap = new Swap(location);
            if (way == Way.Joins && Directory.Exists(swap.Written))
            {
                swap.Join();
            }
            else
            {
                swaps.Add(swap);
                swap.Replace();
            }

            return location;
        });
    }

    /// <summary>The transaction has ended well. What cannot be cleared away now is left to the next run.</summary>
    internal void Keep()
    {
        foreach (var swap in swaps)
        {
            try
            {
                swap.Clear();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The rows are in their place, and the transaction cannot be taken back.
            }
        }

        swaps.Clear();
    }

    /// <summary>The transaction has not. What can be brought back is, the last first.</summary>
    /// <exception cref="WarehouseException">The first that could not.</exception>
    internal void Undo()
    {
        WarehouseException? first = null;
        for (var i = swaps.Count - 1; i >= 0; i--)
        {
            var swap = swaps[i];
            try
            {
                Files(swap.Location, () =>
                {
                    swap.Undo();
                    return swap.Location;
                });
            }
            catch (WarehouseException e)
            {
                first ??= e;
            }
        }

        swaps.Clear();
        if (first is not null)
        {
            throw first;
        }
    }

    private static Way WayOf(string location, IReadOnlyDictionary<string, object?> options)
    {
        var grows = options.Any(o => string.Equals(o.Key, "append", StringComparison.OrdinalIgnoreCase) && IsOn(o.Value));
        return grows || location.StartsWith('~') || location.Contains("://", StringComparison.Ordinal) ? Way.InPlace
            : options.Any(o => string.Equals(o.Key, "overwrite_or_ignore", StringComparison.OrdinalIgnoreCase) && IsOn(o.Value)) ? Way.Joins
            : Way.Replaces;
    }

    private static bool IsOn(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture)?.ToUpperInvariant() is "TRUE" or "1" or "";

    private static string Files(string location, Func<string> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WarehouseException(DiagnosticCodes.UnwritableFolder, $"The external file {location} cannot be written: {e.Message}", inner: e)
            {
                Hint = "Allow writing in its folder, or give the model another location.",
            };
        }
    }

    // A second name for a file, so that its place is never empty. Windows has none here: the file itself steps aside for a moment.
    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string name);

    /// <summary>A place, and the folder beside it for what is new and what was there.</summary>
    private sealed class Swap
    {
        private readonly string place;
        private readonly string old;

        internal Swap(string location)
        {
            Location = location;
            place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(location));
            Aside = Path.Combine(Path.GetDirectoryName(place)!, ".transform-" + Path.GetFileName(place));

            // The name's ending stays, since it says how the file is packed.
            Written = Path.Combine(Aside, Path.GetFileName(place));
            old = Path.Combine(Aside, "old");
        }

        internal string Location { get; }

        internal string Aside { get; }

        internal string Written { get; }

        internal void Replace()
        {
            if (Directory.Exists(place))
            {
                Directory.Move(place, old);
            }
            else if (File.Exists(place) && (Directory.Exists(Written) || OperatingSystem.IsWindows() || Link(place, old) != 0))
            {
                File.Move(place, old);
            }

            MoveNew(Written, place);
        }

        internal void Join()
        {
            foreach (var file in Directory.EnumerateFiles(Written, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList())
            {
                var target = Path.Combine(place, Path.GetRelativePath(Written, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Move(file, target, overwrite: true);
            }

            Clear();
        }

        internal void Undo()
        {
            // Otherwise what is new has not taken the place yet.
            if (!Exists(Written))
            {
                Delete(place);
            }

            if (Exists(old))
            {
                MoveNew(old, place);
            }

            Clear();
        }

        internal void Restore()
        {
            if (!Exists(place) && Exists(old))
            {
                MoveNew(old, place);
            }

            Clear();
        }

        internal void Clear() => Delete(Aside);

        private static void Delete(string path)
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else if (File.Exists(path))
            {
                File.Delete(path);
            }
        }

        private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

        private static void MoveNew(string from, string to)
        {
            if (Directory.Exists(from))
            {
                Directory.Move(from, to);
            }
            else
            {
                File.Move(from, to, overwrite: true);
            }
        }
    }
}
