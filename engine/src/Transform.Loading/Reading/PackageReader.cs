using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Files;
using Transform.Templating;

namespace Transform.Loading.Reading;

/// <summary>A package on disk.</summary>
/// <param name="Settings">Its project file.</param>
/// <param name="Root">Absolute.</param>
/// <param name="Shown">What messages put before its paths: nothing, or <c>dbt_packages/name/</c>.</param>
/// <param name="IsMain">The project itself.</param>
internal sealed record PackageFolder(ProjectFile Settings, string Root, string Shown, bool IsMain);

/// <summary>Reads and parses the files of all packages on every core.</summary>
internal sealed class PackageReader(ProjectContext context, Action<Diagnostic> report, CancellationToken cancellation)
{
    private static readonly ProjectFile NoSettings = new() { Name = string.Empty };

    public static Action<Diagnostic> ErrorsOnly(Action<Diagnostic> report) => diagnostic =>
    {
        if (diagnostic.Severity == Severity.Error)
        {
            report(diagnostic);
        }
    };

    /// <summary>Reads the packages, and the built-in macros after them.</summary>
    public ImmutableArray<Package> Read(
        List<PackageFolder> folders, List<(string Name, IReadOnlyList<SourceText> Macros)> builtIn)
    {
        var jobs = new List<Job>();
        for (var index = 0; index < folders.Count; index++)
        {
            var folder = folders[index];
            var sink = folder.IsMain ? report : ErrorsOnly(report);
            foreach (var file in PackageFiles.Find(folder.Root, folder.Settings, ReadIgnoreFile(folder)))
            {
                jobs.Add(new Job(index, folder, file, null, sink));
            }
        }

        for (var index = 0; index < builtIn.Count; index++)
        {
            foreach (var source in builtIn[index].Macros)
            {
                jobs.Add(new Job(folders.Count + index, null, new PackageFile(FileKind.Macro, source.Path, "macros"), source, report));
            }
        }

        var results = new object?[jobs.Count];
        Parallel.For(
            0, jobs.Count, new ParallelOptions { CancellationToken = cancellation },
            i => results[i] = ReadFile(jobs[i], PackageName(jobs[i])));

        var packages = ImmutableArray.CreateBuilder<Package>(folders.Count + builtIn.Count);
        var next = 0;
        for (var index = 0; index < folders.Count + builtIn.Count; index++)
        {
            var start = next;
            while (next < jobs.Count && jobs[next].Package == index)
            {
                next++;
            }

            packages.Add(Assemble(
                index < folders.Count
                    ? new Package { Name = folders[index].Settings.Name, Root = folders[index].Root, Settings = folders[index].Settings }
                    : new Package
                    {
                        Name = builtIn[index - folders.Count].Name,
                        Root = string.Empty,
                        Settings = NoSettings with { Name = builtIn[index - folders.Count].Name },
                    },
                jobs, results, start, next));
        }

        return packages.DrainToImmutable();

        string PackageName(Job job) => job.Folder?.Settings.Name ?? builtIn[job.Package - folders.Count].Name;
    }

    private IgnoreFile ReadIgnoreFile(PackageFolder folder)
    {
        var path = Path.Combine(folder.Root, ".dbtignore");
        return IgnoreFile.Parse(
            File.Exists(path) ? TextFile.Read(path, folder.Shown + ".dbtignore", report)?.Text ?? string.Empty : string.Empty);
    }

    // What a file gives: an SqlFile, a SeedFile, a PropertiesFile, a list of DocBlock; null when it is broken or empty.
    private object? ReadFile(Job job, string package)
    {
        var file = job.File;
        if (job.Folder is not { } folder)
        {
            return ReadSql(job, job.BuiltIn!, package);
        }

        var absolute = Path.Combine(folder.Root, file.Path);
        if (file.Kind == FileKind.Seed)
        {
            return new SeedFile(file.Path, file.Root, absolute);
        }

        if (file.Kind == FileKind.PythonFunction)
        {
            job.Report(Diagnostic.Warning(
                DiagnosticCodes.InvalidValue, $"The function in {folder.Shown}{file.Path} is written in Python, which is not supported, so it is left out.",
                null, "Write it in SQL, or name the file in .dbtignore."));
            return null;
        }

        if (TextFile.Read(absolute, folder.Shown + file.Path, job.Report, trimEnd: true) is not { } source)
        {
            return null;
        }

        return file.Kind switch
        {
            FileKind.Properties => PropertiesReader.Read(file.Path, source, context.ForPackage(package), context.HasTestArguments, job.Report),
            FileKind.Fixture => new FixtureFile(file.Path, source),
            FileKind.Docs => ReadDocs(job, source, package),
            FileKind.PythonModel => Try(job.Report, () => PythonModels.Read(file.Path, file.Root, source)),
            _ => ReadSql(job, source, package),
        };
    }

    private static SqlFile? ReadSql(in Job job, SourceText source, string package)
    {
        if (Parse(job, source, package) is not { } template)
        {
            return null;
        }

        return new SqlFile(job.File.Path, job.File.Root, template);
    }

    private static Template? Parse(in Job job, SourceText source, string package)
    {
        var kind = job.File.Kind;
        var isBuiltIn = job.BuiltIn is not null;
        return Try(job.Report, () =>
        {
            var template = isBuiltIn ? Template.ParseLater(source)
                : kind is FileKind.Macro or FileKind.Snapshot or FileKind.Docs ? BlockFiles.Parse(source)
                : Template.Parse(source);
            foreach (var block in template.Blocks)
            {
                block.PackageName = package;
            }

            return template;
        });
    }

    private static T? Try<T>(Action<Diagnostic> report, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (TransformException exception)
        {
            foreach (var diagnostic in exception.Diagnostics)
            {
                report(diagnostic);
            }

            return null;
        }
    }

    private static List<DocBlock>? ReadDocs(in Job job, SourceText source, string package)
    {
        if (!HasDocs(source.Text) || Parse(job, source, package) is not { } template)
        {
            return null;
        }

        var docs = new List<DocBlock>();
        foreach (var block in template.Blocks)
        {
            if (block.Kind == BlockKind.Docs)
            {
                docs.Add(new DocBlock(block.Name, block.DocsText, job.File.Path, job.File.Root, block.NameSpan));
            }
        }

        return docs;
    }

    // Most Markdown has no docs block, and need not be a template.
    private static bool HasDocs(string text)
    {
        for (var i = text.IndexOf("{%", StringComparison.Ordinal); i >= 0; i = text.IndexOf("{%", i + 2, StringComparison.Ordinal))
        {
            if (text.AsSpan(i + 2).TrimStart("-+ \t\r\n").StartsWith("docs"))
            {
                return true;
            }
        }

        return false;
    }

    private static Package Assemble(Package package, List<Job> jobs, object?[] results, int start, int end)
    {
        return package with
        {
            Models = [.. Take<SqlFile>(FileKind.Model), .. Take<SqlFile>(FileKind.PythonModel)],
            Analyses = Take<SqlFile>(FileKind.Analysis),
            Tests = Take<SqlFile>(FileKind.SingularTest),
            Snapshots = Take<SqlFile>(FileKind.Snapshot),
            Macros = Take<SqlFile>(FileKind.Macro),
            Functions = Take<SqlFile>(FileKind.Function),
            Seeds = Take<SeedFile>(FileKind.Seed),
            Fixtures = Take<FixtureFile>(FileKind.Fixture),
            Properties = Take<PropertiesFile>(FileKind.Properties),
            Docs = [.. Take<List<DocBlock>>(FileKind.Docs).SelectMany(d => d)],
        };

        ImmutableArray<T> Take<T>(FileKind kind)
            where T : class
        {
            var builder = ImmutableArray.CreateBuilder<T>();
            for (var i = start; i < end; i++)
            {
                if (jobs[i].File.Kind == kind && results[i] is T result)
                {
                    builder.Add(result);
                }
            }

            return builder.DrainToImmutable();
        }
    }

    private readonly record struct Job(
        int Package, PackageFolder? Folder, PackageFile File, SourceText? BuiltIn, Action<Diagnostic> Report);
}
