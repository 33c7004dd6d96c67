using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>All that is wanted of one package.</summary>
/// <param name="Spec">The union of the wishes.</param>
/// <param name="Wishes">Each wish, with who has it.</param>
internal sealed record PackageRequest(PackageSpec Spec, ImmutableArray<(string By, PackageSpec Spec)> Wishes)
{
    public static PackageRequest Of(string by, PackageSpec spec) => new(spec, [(by, spec)]);

    /// <summary>This request and another one for the same package.</summary>
    /// <exception cref="TransformException">They name different places.</exception>
    public PackageRequest Join(PackageRequest other)
    {
        var wishes = Wishes.AddRange(other.Wishes);
        return (Spec, other.Spec) switch
        {
            (HubSpec a, HubSpec b) => new(a with { Versions = a.Versions.AddRange(b.Versions) }, wishes),
            (GitSpec a, GitSpec b) => new(a with { Revision = Same(a, b, wishes), WarnUnpinned = a.WarnUnpinned && b.WarnUnpinned }, wishes),
            _ when Spec.GetType() == other.Spec.GetType() => new(Spec, wishes),
            _ => throw TransformException.Error(
                DiagnosticCodes.PackageVersionConflict, $"'{Spec.Name}' is wanted from different kinds of places{WantedBy(wishes)}.", other.Spec.Span,
                "Take it from one place."),
        };
    }

    /// <summary>The names under which the package may be wanted elsewhere.</summary>
    public static string[] Names(PackageSpec spec)
    {
        if (spec is not GitSpec git)
        {
            return [spec is TarballSpec tarball ? tarball.Url : spec.Name];
        }

        var tail = git.Subdirectory is null ? string.Empty : "/" + git.Subdirectory;
        return [git.Url + tail, (git.Url.EndsWith(".git", StringComparison.Ordinal) ? git.Url[..^4] : git.Url + ".git") + tail];
    }

    /// <summary><c> (the project wants ..., package a wants ...)</c>, where there is more than one wish.</summary>
    public string WantedBy() => Wishes.Length > 1 ? WantedBy(Wishes) : string.Empty;

    /// <summary>No version can be what all of them want.</summary>
    public TransformException Conflict() => Conflict(Spec, Wishes);

    private static TransformException Conflict(PackageSpec spec, ImmutableArray<(string By, PackageSpec Spec)> wishes) => TransformException.Error(
        DiagnosticCodes.PackageVersionConflict, $"No version of '{spec.Name}' can be what is wanted of it{WantedBy(wishes)}.",
        wishes.Select(wish => wish.Spec.Span).FirstOrDefault(span => span is not null),
        "Change a version so that they meet, or take another version of the package that wants the other one.");

    private static string? Same(GitSpec a, GitSpec b, ImmutableArray<(string By, PackageSpec Spec)> wishes) =>
        a.Revision is null ? b.Revision : b.Revision is null || a.Revision == b.Revision ? a.Revision : throw Conflict(a, wishes);

    private static string WantedBy(ImmutableArray<(string By, PackageSpec Spec)> wishes) =>
        $" ({string.Join("; ", wishes.Select(wish => $"{wish.By} wants {Wish(wish.Spec)}").Distinct())})";

    private static string Wish(PackageSpec spec) => spec switch
    {
        HubSpec hub => string.Join(", ", hub.Versions),
        GitSpec git => git.Revision is null ? "its default branch" : $"revision {git.Revision}",
        LocalSpec => "a folder",
        _ => "an archive",
    };
}
