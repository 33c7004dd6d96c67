namespace Transform.Loading.Files;

/// <summary>What a file of a package is.</summary>
internal enum FileKind
{
    Model,
    Analysis,
    SingularTest,
    Snapshot,
    Macro,
    Seed,
    Docs,
    Properties,
    PythonModel,
    Fixture,
    Function,
    PythonFunction,
}

/// <summary>A file to read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Relative to the package.</param>
/// <param name="Root">The declared path it was found under.</param>
/// <param name="Length">In bytes; zero, as <paramref name="Written"/>, for what comes with the program.</param>
/// <param name="Written">Ticks of the time of its last change, in UTC.</param>
internal readonly record struct PackageFile(FileKind Kind, string Path, string Root, long Length = 0, long Written = 0);

/// <summary>Sorts the files under a package's declared paths by what they are.</summary>
internal static class PackageFiles
{
    /// <summary>Every file, each once for each kind, in a fixed order.</summary>
    public static List<PackageFile> Find(string root, ProjectFile project, IgnoreFile ignore)
    {
        var files = new List<PackageFile>();
        var seen = new HashSet<string>?[Enum.GetValues<FileKind>().Length];
        var found = new Dictionary<string, List<FoundFile>>(StringComparer.Ordinal);
        foreach (var folder in project.MacroPaths)
        {
            Add(folder, ".sql", FileKind.Macro);
        }

        foreach (var folder in project.ModelPaths)
        {
            Add(folder, ".sql", FileKind.Model);
            Add(folder, ".py", FileKind.PythonModel);
        }

        foreach (var folder in project.SnapshotPaths)
        {
            Add(folder, ".sql", FileKind.Snapshot);
        }

        foreach (var folder in project.AnalysisPaths)
        {
            Add(folder, ".sql", FileKind.Analysis);
        }

        foreach (var folder in project.TestPaths)
        {
            AddTests(folder);
        }

        foreach (var folder in project.SeedPaths)
        {
            Add(folder, ".csv", FileKind.Seed);
        }

        foreach (var folder in project.FunctionPaths)
        {
            Add(folder, ".sql", FileKind.Function);
            Add(folder, ".py", FileKind.PythonFunction);
        }

        string[] sources =
        [
            .. project.ModelPaths, .. project.SeedPaths, .. project.SnapshotPaths, .. project.AnalysisPaths, .. project.MacroPaths,
            .. project.TestPaths, .. project.FunctionPaths,
        ];
        foreach (var folder in sources)
        {
            Add(folder, ".yml", FileKind.Properties);
            Add(folder, ".yaml", FileKind.Properties);
        }

        foreach (var folder in project.DocsPaths.IsDefaultOrEmpty ? sources : [.. project.DocsPaths])
        {
            Add(folder, ".md", FileKind.Docs);
        }

        return files;

        void Add(string folder, string extension, FileKind kind)
        {
            foreach (var file in Under(folder))
            {
                if (file.Path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
                {
                    Take(kind, file, folder);
                }
            }
        }

        // tests/generic holds macros, tests/fixtures the data of unit tests.
        void AddTests(string folder)
        {
            foreach (var file in Under(folder))
            {
                var path = file.Path;
                var inFolder = path.AsSpan(folder.Length + 1);
                var isSql = path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);
                if (inFolder.StartsWith("fixtures/") && (isSql || path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)))
                {
                    Take(FileKind.Fixture, file, folder);
                }
                else if (isSql && inFolder.StartsWith("generic/"))
                {
                    Take(FileKind.Macro, file, folder + "/generic");
                }
                else if (isSql)
                {
                    Take(FileKind.SingularTest, file, folder);
                }
            }
        }

        void Take(FileKind kind, FoundFile file, string folder)
        {
            if ((seen[(int)kind] ??= new HashSet<string>(StringComparer.Ordinal)).Add(file.Path))
            {
                files.Add(new PackageFile(kind, file.Path, folder, file.Length, file.Written));
            }
        }

        List<FoundFile> Under(string folder)
        {
            if (!found.TryGetValue(folder, out var list))
            {
                found.Add(folder, list = FileFinder.Find(root, folder, ignore));
            }

            return list;
        }
    }
}
