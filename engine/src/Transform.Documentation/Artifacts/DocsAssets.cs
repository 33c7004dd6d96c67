using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Documentation.Artifacts;

/// <summary>The pictures and other files that descriptions show (<c>asset-paths</c>), beside the artifacts that a site is made of.</summary>
public static class DocsAssets
{
    /// <summary>Puts a copy of each folder into the target folder, under the same path, in place of an earlier one.</summary>
    /// <param name="project">The project's folder.</param>
    /// <param name="paths">The folders, relative to it. One that is not there, or that is not below it, is passed over.</param>
    /// <param name="target">The target folder.</param>
    /// <exception cref="TransformException">A file cannot be read or written (TF1012).</exception>
    public static void Copy(string project, ImmutableArray<string> paths, string target)
    {
        target = Path.GetFullPath(target);
        foreach (var path in paths)
        {
            var (from, to) = (Path.GetFullPath(path, project), Path.GetFullPath(path, target));
            if (!Directory.Exists(from) || !to.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                continue;
            }

            try
            {
                if (Directory.Exists(to))
                {
                    Directory.Delete(to, recursive: true);
                }

                // All of them first: the copies may come to lie below.
                foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
                {
                    var copy = Path.Combine(to, Path.GetRelativePath(from, file));
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.Copy(file, copy);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw TransformException.Error(
                    DiagnosticCodes.UnwritableFolder,
                    $"Cannot copy {path} to {to}: {e.Message}",
                    hint: "See that the files can be read and the folder is writable, or choose another one with --target-path.");
            }
        }
    }
}
