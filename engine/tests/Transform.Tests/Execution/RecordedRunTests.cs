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

        var recorded = File.ReadAllText(Golden.Fixture("execution", name, "expected.txt")).TrimEnd().Split('\n');
        var ours = run.Transcript().Split('\n');
        var same = recorded.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();

        // The whole transcript is too long to read: from the first difference on.
        string.Join('\n', ours.Skip(same).Take(10)).ShouldBe(string.Join('\n', recorded.Skip(same).Take(10)), $"line {same + 1}");
    }
}
