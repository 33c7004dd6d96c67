using Shouldly;
using Transform.Tests.Documentation;

namespace Transform.Tests.Parity;

/// <summary>The same project through dbt and through Transform: the same manifest, the same results, the same rows.
/// <c>engine/tests/parity/compare.py</c> does the work and can be run by hand.</summary>
public sealed class ParityTests
{
    private static readonly string Scripts = Path.Combine(Golden.RepositoryRoot, "engine", "tests", "parity");

    private const string Steps = "build; build; compile";

    private const string Batches =
        """seed; run --event-time-start 2024-01-01 --event-time-end 2024-01-04 --vars {"fail":20240102}; retry --vars {"fail":0}; run --vars {"factor":2}; """
        + "run --full-refresh --select daily monthly yearly checked --event-time-start 2023-12-30 --event-time-end 2024-03-02; build";

    // A project that cannot be compiled is not compiled by itself: dbt ends that command at its first error, Transform says
    // everything that is wrong.
    [Theory]
    [InlineData("language", Steps)]
    [InlineData("outcomes", "build; build")]
    [InlineData("everything", Steps)]
    [InlineData("incremental", """seed; run; run --vars {"step":2}; run --vars {"step":3}; run --full-refresh --select full_no append__ignore""")]
    [InlineData("microbatch", Batches)]
    public void a_project_of_our_own_is_the_same_in_dbt(string project, string steps) =>
        Compare(Path.Combine(Scripts, "projects", project), steps);

    [Fact]
    public void the_reference_project_is_the_same_in_dbt() => 
        Compare(Golden.RepositoryRoot, Steps, "--known", Path.Combine(Scripts, "reference.known.txt"));

    private static void Compare(string project, string steps, params string[] more)
    {
        Assert.SkipWhen(Programs.Peer is null, Programs.NoPeers);

        string[] arguments =
            ["python", Path.Combine(Scripts, "compare.py"), project, "--transform", EndToEnd.Cli.Program, "--steps", steps, .. more];
        var (code, output) = Programs.Run(Scripts, Programs.Peer!, arguments);

        code.ShouldBe(0, output);
    }
}
