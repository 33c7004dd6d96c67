using Shouldly;
using Transform.Core;
using Xunit;

namespace Transform.Tests.Core;

public sealed class NearMissTests
{
    [Theory]
    [InlineData("descripton", "description")]
    [InlineData("data-tests", "data_tests")]
    [InlineData("tpye", "type")]
    [InlineData("Name", "name")]
    [InlineData("materialized", null)]
    [InlineData("x", null)]
    public void Finds_what_was_meant(string name, string? expected) =>
        NearMiss.Find(name, ["name", "type", "description", "data_tests"]).ShouldBe(expected);

    [Fact]
    public void A_longer_secret_is_masked_before_one_that_it_contains()
    {
        var mask = new SecretMask();
        mask.Add("abc");
        mask.Add("abcdef");
        mask.Add(" ");
        mask.Mask("x abcdef abc x").ShouldBe("x ***** ***** x");
    }
}
