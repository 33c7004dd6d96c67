using Xunit;

namespace Transform.Tests.Loading;

/// <summary>Every folder <c>fixtures/loading/err_*</c> is a project with something wrong in it, and <c>expected.txt</c> what is
/// said about it.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string> Cases() =>
        [.. Directory.GetDirectories(LoadingFixtures.Root, "err_*").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Says_what_is_wrong(string name)
    {
        var project = new LoadingProject(LoadingFixtures.Path(name));
        project.Environment["DBT_ENV_SECRET_X"] = "very-secret";
        var ownProfiles = name.StartsWith("err_profile", StringComparison.Ordinal);
        var said = project.Diagnose(o => o with { ProfilesDir = ownProfiles ? null : LoadingFixtures.Path("profiles") })
            .Replace(LoadingFixtures.Root, "FIXTURES", StringComparison.Ordinal);
        Golden.Check(LoadingFixtures.Path(name, "expected.txt"), said);
    }
}
