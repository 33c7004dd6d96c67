using Transform.Core;
using Transform.Templating;

namespace Transform.Loading.Packages;

/// <summary>What <c>require-dbt-version</c> is held against: the versions of dbt whose projects run here.</summary>
public static class DbtVersions
{
    /// <summary>The version that <c>dbt_version</c> names, and the later one whose additions are known too.</summary>
    public static IReadOnlyList<string> Followed { get; } = [ProjectContext.DbtVersion, "1.12.0"];

    private static readonly VersionSpecifier[] Versions = [.. Followed.Select(VersionSpecifier.Parse)];

    /// <summary>Whether one of the versions meets all of the requirements; texts that are no versions are not held against it.</summary>
    public static bool Satisfy(IEnumerable<string> requirements)
    {
        var specifiers = new List<VersionSpecifier>();
        foreach (var text in requirements)
        {
            if (VersionSpecifier.TryParse(text, out var specifier))
            {
                specifiers.Add(specifier);
            }
        }

        return VersionRange.TryReduce(specifiers, out var range) && Array.Exists(Versions, range.Contains);
    }

    /// <summary>The requirements of a project file: one text, with commas between several, or a list.</summary>
    public static IReadOnlyList<string> Requirements(Value value)
    {
        if (value.IsMissing || value.IsNone)
        {
            return [];
        }

        return value.AsList() is { } list
            ? [.. list.Select(item => item.ToString().Trim())]
            : value.ToString().Split(',', StringSplitOptions.TrimEntries);
    }

    /// <summary>What is wrong with a project's requirement; null when it is met.</summary>
    /// <param name="project">The name of the project or package.</param>
    /// <param name="required">Its <c>require-dbt-version</c>.</param>
    /// <param name="span">Where that stands.</param>
    /// <param name="check">Hold it against the versions that are followed.</param>
    internal static Diagnostic? Problem(string project, Value required, SourceSpan? span, bool check)
    {
        var texts = Requirements(required);
        var specifiers = new List<VersionSpecifier>();
        foreach (var text in texts)
        {
            if (!VersionSpecifier.TryParse(text, out var specifier))
            {
                return Diagnostic.Error(
                    DiagnosticCodes.InvalidValue, $"'{text}' in 'require-dbt-version' is not a version: it needs three numbers, as in >=1.7.0.", span,
                    "Write for example require-dbt-version: [\">=1.7.0\", \"<2.0.0\"]");
            }

            specifiers.Add(specifier);
        }

        if (!check || specifiers.Count == 0)
        {
            return null;
        }

        if (!VersionRange.TryReduce(specifiers, out var range))
        {
            return Diagnostic.Error(
                DiagnosticCodes.UnsupportedVersion, $"No version of dbt can be what '{project}' requires: {string.Join(", ", texts)}.", span,
                $"Mend its require-dbt-version, take another version of '{project}', or run again with --no-version-check.");
        }

        return Array.Exists(Versions, range.Contains) ? null : Diagnostic.Error(
            DiagnosticCodes.UnsupportedVersion,
            $"'{project}' requires dbt {string.Join(", ", texts)}; this program follows dbt {string.Join(" and ", Followed)}.", span,
            $"Take another version of '{project}', or run again with --no-version-check to try it all the same.");
    }
}
