using Transform.Loading;

namespace Transform.Planning;

/// <summary>Where a YAML file lies below the declared folders of its package.</summary>
internal static class YamlPaths
{
    /// <summary>The path relative to the longest declared folder that it is in.</summary>
    public static string InRoot(Package package, string path)
    {
        var settings = package.Settings;
        var best = 0;
        foreach (var roots in (ReadOnlySpan<System.Collections.Immutable.ImmutableArray<string>>)
            [settings.ModelPaths, settings.SeedPaths, settings.SnapshotPaths, settings.TestPaths, settings.AnalysisPaths, settings.MacroPaths])
        {
            foreach (var root in roots)
            {
                var clean = root.TrimEnd('/');
                if (clean.Length > best && path.Length > clean.Length && path[clean.Length] == '/'
                    && path.StartsWith(clean, StringComparison.Ordinal))
                {
                    best = clean.Length;
                }
            }
        }

        return best > 0 ? path[(best + 1)..] : WithoutFirst(path);
    }

    /// <summary>The path without its first folder: what generic tests are filed under.</summary>
    public static string WithoutFirst(string path) => path[(path.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
