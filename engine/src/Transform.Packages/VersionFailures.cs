using Transform.Core;
using Transform.Loading.Packages;

namespace Transform.Packages;

/// <summary>Says why no version of a package of the index will do.</summary>
internal static class VersionFailures
{
    public static TransformException NothingFits(
        HubSpec spec, PackageRequest request, VersionRange range, IReadOnlyList<IndexedVersion> all, List<IndexedVersion> known, List<IndexedVersion> compatible)
    {
        var tooNew = known.FindAll(version => range.Contains(version.Version));
        if (tooNew.Count > 0)
        {
            var newest = tooNew.MaxBy(version => version.Version, VersionSpecifier.Order)!;
            return TransformException.Error(
                DiagnosticCodes.UnsupportedVersion,
                $"No version of '{spec.Package}' that is wanted ({range}) runs here: {newest.Text} requires dbt {string.Join(", ", newest.Requirements)}; "
                    + $"this program follows dbt {string.Join(" and ", DbtVersions.Followed)}.",
                spec.Span,
                compatible.Count > 0
                    ? $"Versions that do: {List(compatible)}. To take one that does not, run again with --no-version-check."
                    : "Run again with --no-version-check to take it all the same.");
        }

        var prerelease = all.Where(version => range.Contains(version.Version)).MaxBy(version => version.Version, VersionSpecifier.Order);
        var hint = prerelease is not null
            ? $"There is the prerelease {prerelease.Text}: write install_prerelease: true to take it."
            : known.Count == 0 ? "The index lists no version of it." : $"Versions that there are: {List(known)}.";
        return TransformException.Error(
            DiagnosticCodes.PackageVersionConflict,
            $"No version of '{spec.Package}' is what is wanted: {range}{request.WantedBy()}.", spec.Span, hint);
    }

    private static string List(List<IndexedVersion> versions)
    {
        var sorted = versions.OrderBy(version => version.Version, VersionSpecifier.Order).Select(version => version.Text).ToList();
        return sorted.Count <= 8 ? string.Join(", ", sorted) : $"{string.Join(", ", sorted.Take(2))}, ..., {string.Join(", ", sorted.TakeLast(5))}";
    }
}
