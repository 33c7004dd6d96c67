using Shouldly;

namespace Transform.Tests.Execution;

public sealed class SqlFileTests
{
    [Theory]
    [InlineData("select 'a longer text than before' as one", "select 1 as one")]
    [InlineData("select 1 as one", "select 'a longer text than before, with ä and 🦆' as one")]
    [InlineData("select 1 as one", "select 2 as one")]
    [InlineData("select 1 as one", "select 1 as one")]
    public void Files_of_the_run_before_hold_what_this_one_has_sent(string before, string after)
    {
        using var project = new TestProject(("models/m.sql", before));
        project.Run();

        project.Write("models/m.sql", after);
        project.Run();

        project.ReadTarget("compiled/shop/models/m.sql").ShouldBe(after);
        project.ReadTarget("run/shop/models/m.sql").ShouldContain(after);
        project.ReadTarget("run/shop/models/m.sql").ShouldEndWith(")");
    }
}
