using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Reading;

namespace Transform.Loading;

/// <summary>A project whose settings are read and whose files are found, but not read.</summary>
public sealed class ProjectFrame
{
    private readonly DiagnosticBag bag;
    private readonly PackageReader reader;

    internal ProjectFrame(DiagnosticBag bag, PackageReader reader, Project project)
    {
        this.bag = bag;
        this.reader = reader;
        Project = project;
    }

    /// <summary>The project without its models, tests, seeds, properties and the like, and with macros and docs that are read when they are first
    /// asked for; not to be used where something is wrong with it.</summary>
    public Project Project { get; }

    /// <summary>Something is wrong: <see cref="Read"/> throws it, with what is wrong in the files.</summary>
    public bool HasErrors => bag.HasErrors;

    /// <summary>The files of all packages; whether their content has to be looked at is known once they are read.</summary>
    public ImmutableArray<ProjectFileState> Files => reader.Files;

    /// <summary>The text of each of <see cref="Files"/>, once they are read; null for those of which none was needed.</summary>
    public ReadOnlySpan<SourceText?> Texts => reader.Texts;

    /// <summary>Takes texts of files that are as they were at some time from where they are known: these need not be read.</summary>
    /// <param name="find">Gives the text of such a file; null for others.</param>
    public void UseTexts(Func<ProjectFileState, SourceText?> find) => reader.KnownTexts = find;

    /// <summary>Compares with the files that there were: the places among them of those that hold something else now, as far as that can be told
    /// apart; null where there are others.</summary>
    public IReadOnlyList<int>? FindChanges(IReadOnlyList<ProjectFileState> files) => reader.FindChanges(files);

    /// <summary>Reads one file alone, if it is a model in SQL with nothing to say against it; otherwise null.</summary>
    /// <param name="place">Its place among all files.</param>
    public ChangedModel? TryReadModel(int place) => reader.TryReadModel(place);

    /// <summary>Whether a file was changed so lately that it may change once more without its time telling.</summary>
    public bool IsYoung(ProjectFileState file) => reader.IsYoung(file.Written);

    /// <summary>Reads the files.</summary>
    /// <exception cref="TransformException">Everything that is wrong with the project.</exception>
    public Project Read()
    {
        var packages = reader.ReadAll();
        bag.ThrowIfErrors();
        return Project with { Main = packages[0], Packages = packages, Warnings = bag.ToImmutable() };
    }
}
