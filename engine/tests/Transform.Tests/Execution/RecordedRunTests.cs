using Shouldly;

namespace Transform.Tests.Execution;

/// <summary>Projects that are run step by step, held to what dbt did with them: how each node ended, and every relation row by row.
/// <c>fixtures/execution/record.py</c> records that, and shows differences better than this test does.</summary>
public sealed class RecordedRunTests
{
    public static TheoryData<string> Cases { get; } =
        [.. Directory.EnumerateFiles(Golden.Fixture("execution"), "steps.txt", SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void a_project_runs_as_in_dbt(string name)
    {
        using var run = new RecordedRun(Golden.Fixture("execution", name));

        run.Transcript().ShouldBe(File.ReadAllText(Golden.Fixture("execution", name, "expected.txt")).TrimEnd());
    }
}
