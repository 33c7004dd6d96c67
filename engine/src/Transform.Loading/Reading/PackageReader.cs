using System.Collections.Immutable;
using System.Security.Cryptography;
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

/// <summary>Finds the files of all packages, and reads and parses them on every core.</summary>
internal sealed class PackageReader
{
    // Whoever writes files may do so twice in what a file system takes for one moment.
    private static readonly long Moment = TimeSpan.FromSeconds(2).Ticks;
    private static readonly ProjectFile NoSettings = new() { Name = string.Empty };

    private readonly ProjectContext context;
    private readonly CancellationToken cancellation;
    private readonly List<Package> packages = [];
    private readonly Task<Job[]> finding;
    private readonly Lazy<Job[]> withBuiltIn;
    private readonly Lazy<ImmutableArray<Package>> withBlocks;
    private object?[] results = [];
    private byte[]?[] hashes = [];
    private SourceText?[] texts = [];

    /// <summary>Begins to find the files of packages; the built-in macros come after them where files are read.</summary>
    public PackageReader(
        ProjectContext context,
        Action<Diagnostic> report,
        List<PackageFolder> folders,
        List<(string Name, Func<IReadOnlyList<SourceText>> Macros)> builtIn,
        CancellationToken cancellation)
    {
        this.context = context;
        this.cancellation = cancellation;
        packages.AddRange(folders.Select(static folder => new Package { Name = folder.Settings.Name, Root = folder.Root, Settings = folder.Settings }));
        packages.AddRange(builtIn.Select(static package =>
            new Package { Name = package.Name, Root = string.Empty, Settings = NoSettings with { Name = package.Name } }));
        var ignored = folders.ConvertAll(folder => ReadIgnoreFile(folder, report));
        finding = Task.Run(() => Find(folders, ignored, report), cancellation);
        withBuiltIn = new Lazy<Job[]>(() =>
        {
            var jobs = new List<Job>(Found);
            for (var i = 0; i < builtIn.Count; i++)
            {
                foreach (var source in builtIn[i].Macros())
                {
                    jobs.Add(new Job(folders.Count + i, null, new PackageFile(FileKind.Macro, source.Path, "macros"), source, report));
                }
            }

            return [.. jobs];
        });
        withBlocks = new Lazy<ImmutableArray<Package>>(() => Read(static kind => kind is FileKind.Macro or FileKind.Docs));
    }

    /// <summary>Knows the texts of files that are as they were at some time; null where nothing is known.</summary>
    public Func<ProjectFileState, SourceText?>? KnownTexts { get; set; }

    /// <summary>The text of each of <see cref="Files"/>; null where it was not read.</summary>
    public ReadOnlySpan<SourceText?> Texts => texts.AsSpan(0, Math.Min(texts.Length, Found.Length));

    // Built-in macros are not among them.
    private Job[] Found => finding.GetAwaiter().GetResult();

    public static Action<Diagnostic> ErrorsOnly(Action<Diagnostic> report) => diagnostic =>
    {
        if (diagnostic.Severity == Severity.Error)
        {
            report(diagnostic);
        }
    };

    /// <summary>The files that are not built in.</summary>
    public ImmutableArray<ProjectFileState> Files =>
        [.. Found.Select((job, i) => StateOf(job, hashes[i]))];

    /// <summary>The places of the files that hold something else than then, as far as that can be told apart; null where there are others.</summary>
    public List<int>? FindChanges(IReadOnlyList<ProjectFileState> files)
    {
        var changed = new List<int>();
        var at = 0;
        foreach (var job in Found)
        {
            var file = job.File;
            if (at == files.Count || !files[at].IsFile(job.Package, (int)file.Kind, file.Path))
            {
                return null;
            }

            if (!files[at].HasStamp(file.Length, file.Written)
                || (files[at].Hash is { } hash && !(HashOf(Path.Combine(job.Folder!.Root, file.Path)) is { } now && now.AsSpan().SequenceEqual(hash))))
            {
                changed.Add(at);
            }

            at++;
        }

        return at == files.Count ? changed : null;
    }

    /// <summary>Reads a file alone, if it is a model in SQL with nothing to say against it; otherwise null.</summary>
    /// <param name="place">Its place among <see cref="Files"/>.</param>
    public ChangedModel? TryReadModel(int place)
    {
        var job = Found[place];
        var isWrong = false;
        job = job with { Report = _ => isWrong = true };
        var hash = HashIfYoung(job);
        return job.File.Kind == FileKind.Model && ReadFile(job, packages[job.Package].Name, place: -1) is SqlFile file && !isWrong
            ? new ChangedModel(packages[job.Package], file, StateOf(job, hash))
            : null;
    }

    /// <summary>Whether it is so lately that a file may change once more without its time telling: then its content tells.</summary>
    /// <param name="written">Ticks of the time of a file's last change, in UTC.</param>
    public bool IsYoung(long written) => written > context.RunStartedAt.UtcTicks - Moment;

    /// <summary>The packages with nothing but macros and docs, which are read when they are first asked for.</summary>
    public ImmutableArray<Package> WithLaterBlocks() => [.. packages.Select((package, i) =>
        package with { Blocks = new Lazy<PackageBlocks>(() => withBlocks.Value[i].Blocks.Value) })];

    /// <summary>The packages with everything.</summary>
    public ImmutableArray<Package> ReadAll()
    {
        _ = withBlocks.Value;
        return Read(static kind => kind is not (FileKind.Macro or FileKind.Docs));
    }

    private static Job[] Find(List<PackageFolder> folders, List<IgnoreFile> ignored, Action<Diagnostic> report)
    {
        var jobs = new List<Job>();
        for (var i = 0; i < folders.Count; i++)
        {
            var folder = folders[i];
            var sink = folder.IsMain ? report : ErrorsOnly(report);
            foreach (var file in PackageFiles.Find(folder.Root, folder.Settings, ignored[i]))
            {
                jobs.Add(new Job(i, folder, file, null, sink));
            }
        }

        return [.. jobs];
    }

    private ImmutableArray<Package> Read(Func<FileKind, bool> isWanted)
    {
        var jobs = withBuiltIn.Value;
        if (results.Length == 0)
        {
            results = new object?[jobs.Length];
            hashes = new byte[]?[jobs.Length];
            texts = new SourceText?[jobs.Length];
        }

        Parallel.For(0, jobs.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            if (isWanted(jobs[i].File.Kind))
            {
                hashes[i] = HashIfYoung(jobs[i]);
                results[i] = ReadFile(jobs[i], packages[jobs[i].Package].Name, i);
            }
        });

        var read = ImmutableArray.CreateBuilder<Package>(packages.Count);
        var next = 0;
        for (var index = 0; index < packages.Count; index++)
        {
            var first = next;
            while (next < jobs.Length && jobs[next].Package == index)
            {
                next++;
            }

            read.Add(Assemble(packages[index], jobs, results, first, next));
        }

        return read.DrainToImmutable();
    }

    private static ProjectFileState StateOf(in Job job, byte[]? hash) =>
        new(job.Package, (int)job.File.Kind, job.File.Path, job.File.Length, job.File.Written, hash);

    private byte[]? HashIfYoung(in Job job) =>
        job.Folder is { } folder && IsYoung(job.File.Written) ? HashOf(Path.Combine(folder.Root, job.File.Path)) : null;

    // Null where it cannot be read, which is said by who reads it.
    private static byte[]? HashOf(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return SHA256.HashData(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IgnoreFile ReadIgnoreFile(PackageFolder folder, Action<Diagnostic> report)
    {
        var path = Path.Combine(folder.Root, ".dbtignore");
        return IgnoreFile.Parse(
            File.Exists(path) ? TextFile.Read(path, folder.Shown + ".dbtignore", report)?.Text ?? string.Empty : string.Empty);
    }

    // What a file gives: an SqlFile, a SeedFile, a PropertiesFile, a list of DocBlock; null when it is broken or empty.
    /// <param name="job">The file.</param>
    /// <param name="package">The name of its package.</param>
    /// <param name="place">Where its text is kept, and may be known already; negative where it is to be read in any case.</param>
    private object? ReadFile(Job job, string package, int place)
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

        var known = place >= 0 ? KnownTexts?.Invoke(StateOf(job, hashes[place])) : null;
        if ((known ?? TextFile.Read(absolute, folder.Shown + file.Path, job.Report, trimEnd: true)) is not { } source)
        {
            return null;
        }

        if (place >= 0)
        {
            texts[place] = source;
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

    private static Package Assemble(Package package, Job[] jobs, object?[] results, int start, int end)
    {
        return package with
        {
            Models = [.. Take<SqlFile>(FileKind.Model), .. Take<SqlFile>(FileKind.PythonModel)],
            Analyses = Take<SqlFile>(FileKind.Analysis),
            Tests = Take<SqlFile>(FileKind.SingularTest),
            Snapshots = Take<SqlFile>(FileKind.Snapshot),
            Functions = Take<SqlFile>(FileKind.Function),
            Seeds = Take<SeedFile>(FileKind.Seed),
            Fixtures = Take<FixtureFile>(FileKind.Fixture),
            Properties = Take<PropertiesFile>(FileKind.Properties),
            Blocks = new Lazy<PackageBlocks>(new PackageBlocks(Take<SqlFile>(FileKind.Macro), [.. Take<List<DocBlock>>(FileKind.Docs).SelectMany(d => d)])),
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
