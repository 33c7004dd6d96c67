using Shouldly;
using Transform.Compilation;

namespace Transform.Tests.Compilation;

public sealed class NodeContextTests
{
    /// <summary>The names that the run phase adds to those of every phase. A name that goes missing breaks projects.</summary>
    [Fact]
    public void The_key_set_of_the_run_phase_is_held() => Golden.Check(
        Golden.Fixture("compilation", "run-context.txt"),
        string.Join('\n', NodeContext.MemberNames.Order(StringComparer.Ordinal)) + "\n");
}
