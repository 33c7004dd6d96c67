using Shouldly;
using Transform.Loading.Packages;
using Xunit;

namespace Transform.Tests.Packages;

public sealed class VersionTests
{
    // Recorded from dbt 1.11: the range that the specifiers leave, and whether versions lie in it.
    [Theory]
    [InlineData(">=1.0.0 <2.0.0", "1.0.0 1.9.9", "0.9.9 2.0.0 2.0.0-rc1")]
    [InlineData(">1.0.0 <=2.0.0", "1.0.1 2.0.0", "1.0.0 2.0.1")]
    [InlineData("=1.2.3", "1.2.3", "1.2.4 1.2.3-rc1")]
    [InlineData(">=1.0.0-rc1", "1.0.0-rc1 1.0.0-rc2 1.0.0", "1.0.0-beta 1.0.0-alpha.2")]
    [InlineData(">=1.0.0-rc.2", "1.0.0-rc.10 1.0.0-rc.2.1", "1.0.0-rc.1")]
    [InlineData("<1.10.0 >1.9.0", "1.9.1", "1.10.0 1.9.0")]
    [InlineData(">=1.0.0 1.5.0 <2.0.0", "1.5.0", "1.5.1")]
    public void Versions_lie_in_ranges_as_in_dbt(string specifiers, string inside, string outside)
    {
        VersionRange.TryReduce([.. specifiers.Split(' ').Select(VersionSpecifier.Parse)], out var range).ShouldBeTrue();
        foreach (var text in inside.Split(' '))
        {
            range!.Contains(VersionSpecifier.Parse(text)).ShouldBeTrue(text);
        }

        foreach (var text in outside.Split(' '))
        {
            range!.Contains(VersionSpecifier.Parse(text)).ShouldBeFalse(text);
        }
    }

    [Theory]
    [InlineData(">=2.0.0 <1.0.0")]
    [InlineData("1.0.0 1.0.1")]
    [InlineData(">1.0.0 1.0.0")]
    [InlineData(">=1.0.0 <1.0.0")]
    public void Nothing_lies_in_some(string specifiers) =>
        VersionRange.TryReduce([.. specifiers.Split(' ').Select(VersionSpecifier.Parse)], out _).ShouldBeFalse();

    [Theory]
    [InlineData("1.0")]
    [InlineData("v1.0.0")]
    [InlineData("01.0.0")]
    [InlineData("1.0.0.0.")]
    [InlineData("")]
    public void Some_texts_are_no_versions(string text) => VersionSpecifier.TryParse(text, out _).ShouldBeFalse();
}
