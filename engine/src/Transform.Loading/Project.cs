using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Core;
using Transform.Loading.Packages;
using Transform.Templating;

namespace Transform.Loading;

/// <summary>A project as it lies in its files: everything read, parsed and checked file by file; nothing yet
/// resolved between files. Immutable.</summary>
public sealed record Project
{
    /// <summary>The absolute folder of the project file.</summary>
    public required string Root { get; init; }

    /// <summary>The project's own package.</summary>
    public required Package Main { get; init; }

    /// <summary>Every package: the project's own first, then the installed ones by name, then the adapter's built-in
    /// macros, then the global ones (package <c>dbt</c>).</summary>
    public required ImmutableArray<Package> Packages { get; init; }

    public required Target Target { get; init; }

    /// <summary>The absolute folder for generated files.</summary>
    public required string TargetPath { get; init; }

    /// <summary>Vars from the command line; they win over those in project files.</summary>
    public required DictValue CliVars { get; init; }

    /// <summary>Names, vars and environment for every phase: what <c>var()</c> and <c>env_var()</c> answer from.</summary>
    public required ProjectContext Context { get; init; }

    /// <summary>The named selections of <c>selectors.yml</c>, as written: mappings with a name and a definition.</summary>
    public ImmutableArray<PlacedValue> Selectors { get; init; } = [];

    /// <summary>What was wrong but not fatal.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>What to do about a package that something names; null where it is there.</summary>
    public string? HintForPackage(string name) =>
        Packages.Any(package => package.Name == name) ? null
        : NearMiss.Question(name, Packages.Select(static package => package.Name))
            ?? $"No package '{name}' is installed: list it in {PackageFileNames.Packages} and run `transform deps`.";

    /// <summary>Whether a behaviour is on, by dbt's name for it.</summary>
    public bool Behaves(string name) => ProjectFlags.IsOn(Main.Settings.Flags, name);
}

/// <summary>The chosen output of the chosen profile.</summary>
/// <param name="ProfileName">The profile's name.</param>
/// <param name="Output">Its output as read, secrets included: never print it.</param>
/// <param name="Description">What templates see as <c>target</c>.</param>
/// <param name="Factory">Opens it.</param>
/// <param name="Threads">From the command line, else the profile, else 1.</param>
public sealed record Target(
    string ProfileName, ProfileOutput Output, TargetDescription Description, IAdapterFactory Factory, int Threads)
{
    public string Name => Output.Name;

    public string Type => Factory.Type;
}

/// <summary>One package with its files: the project itself, an installed one, or the built-in macros.</summary>
public sealed record Package
{
    public required string Name { get; init; }

    /// <summary>Absolute; empty for built-in packages.</summary>
    public required string Root { get; init; }

    public required ProjectFile Settings { get; init; }

    public ImmutableArray<SqlFile> Models { get; init; } = [];

    /// <summary>The bodies of functions (UDFs).</summary>
    public ImmutableArray<SqlFile> Functions { get; init; } = [];

    public ImmutableArray<SqlFile> Analyses { get; init; } = [];

    /// <summary>Singular data tests.</summary>
    public ImmutableArray<SqlFile> Tests { get; init; } = [];

    /// <summary>Files with snapshot blocks.</summary>
    public ImmutableArray<SqlFile> Snapshots { get; init; } = [];

    /// <summary>Files with macro, generic test and materialization blocks.</summary>
    public ImmutableArray<SqlFile> Macros => Blocks.Value.Macros;

    public ImmutableArray<SeedFile> Seeds { get; init; } = [];

    /// <summary>Rows for unit tests: the files of <c>tests/fixtures</c>.</summary>
    public ImmutableArray<FixtureFile> Fixtures { get; init; } = [];

    public ImmutableArray<DocBlock> Docs => Blocks.Value.Docs;

    public ImmutableArray<PropertiesFile> Properties { get; init; } = [];

    /// <summary>Macros and docs, which are read when they are first asked for.</summary>
    internal Lazy<PackageBlocks> Blocks { get; init; } = new(new PackageBlocks([], []));
}

/// <summary>What a package's files hold that is named block by block.</summary>
internal sealed record PackageBlocks(ImmutableArray<SqlFile> Macros, ImmutableArray<DocBlock> Docs);

/// <summary>A template file.</summary>
/// <param name="Path">Relative to the package's root, forward slashes (dbt's <c>original_file_path</c>).</param>
/// <param name="ResourceRoot">The declared path it was found under (<c>models</c>).</param>
/// <param name="Template">Parsed; its source is the file's text.</param>
public sealed record SqlFile(string Path, string ResourceRoot, Template Template)
{
    /// <summary>The file's name without its extension.</summary>
    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>Relative to <see cref="ResourceRoot"/> (dbt's <c>path</c>).</summary>
    public string PathInRoot { get; } = Path.Length > ResourceRoot.Length + 1 ? Path[(ResourceRoot.Length + 1)..] : Path;

    /// <summary>Parses a file of which only the blocks count.</summary>
    /// <exception cref="TransformException">A block is wrong (TF2001).</exception>
    public static Template ParseBlocks(SourceText source) => Reading.BlockFiles.Parse(source);

    /// <summary>The code of a Python model; its template holds only what it asks of dbt. Null for SQL.</summary>
    public string? Python { get; init; }
}

/// <summary>A seed: a CSV file that is not read before it is loaded.</summary>
/// <param name="Path">Relative to the package's root, forward slashes.</param>
/// <param name="ResourceRoot">The declared path it was found under (<c>seeds</c>).</param>
/// <param name="AbsolutePath">For the warehouse.</param>
public sealed record SeedFile(string Path, string ResourceRoot, string AbsolutePath)
{
    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    public string PathInRoot { get; } = Path.Length > ResourceRoot.Length + 1 ? Path[(ResourceRoot.Length + 1)..] : Path;
}

/// <summary>Rows of a unit test in a file of their own: CSV, or SQL that gives them.</summary>
/// <param name="Path">Relative to the package's root, forward slashes.</param>
/// <param name="Source">The file's text.</param>
public sealed record FixtureFile(string Path, SourceText Source)
{
    /// <summary>The file's name without its extension.</summary>
    public string Name { get; } = System.IO.Path.GetFileNameWithoutExtension(Path);

    public bool IsSql => Path.EndsWith(".sql", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A <c>{% docs %}</c> block.</summary>
public sealed record DocBlock(string Name, string Text, string Path, string ResourceRoot, SourceSpan Span);
