using Shouldly;
using Transform.Core;

namespace Transform.Tests.Core;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("unused", "*****")]
    [InlineData("the password is unused.", "the password is *****.")]
    [InlineData("fct_unused_sources unused-dev unusedness UNUSED", "fct_unused_sources unused-dev unusedness UNUSED")]
    [InlineData("password=unused;", "password=*****;")]
    [InlineData("unused unused", "***** *****")]
    public void a_weak_password_is_masked_where_it_stands_by_itself(string text, string expected)
    {
        var mask = new SecretMask();
        mask.Add("unused", asWord: true);

        mask.Mask(text).ShouldBe(expected);
    }

    [Fact]
    public void what_is_a_secret_elsewhere_is_masked_everywhere()
    {
        var mask = new SecretMask();
        mask.Add("unused", asWord: true);
        mask.Add("unused");
        mask.Add("unused", asWord: true);

        mask.Mask("fct_unused_sources").ShouldBe("fct_*****_sources");
    }

    [Fact]
    public void a_secret_is_masked_as_a_literal_of_sql_has_it()
    {
        var mask = new SecretMask();
        mask.Add(@"it's\mine");

        mask.Mask(@"it's\mine, 'it''s\mine', 'it\'s\\mine'").ShouldBe("*****, '*****', '*****'");
    }
}
