using Shouldly;

namespace Transform.Tests.Execution;

/// <summary>Projects that are run step by step, held to what dbt did with them: how each node ended, and every relation row by row.
/// <c>fixtures/execution/record.py</c> records that, and shows differences better than this test does.</summary>
public abstract class RecordedRunTests
{
    private protected static TheoryData<string> Cases(string expected) =>
        [.. Directory.EnumerateFiles(Golden.Fixture("execution"), expected, SearchOption.AllDirectories)
            .Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Order(StringComparer.Ordinal)];

    private protected static void Compare(string name, string expected, Func<string, RecordedWarehouse> warehouse)
    {
        using var run = new RecordedRun(Golden.Fixture("execution", name), warehouse);

        var recorded = File.ReadAllText(Golden.Fixture("execution", name, expected)).TrimEnd().Split('\n');
        var ours = run.Transcript().Split('\n');
        var same = recorded.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();

        // The whole transcript is too long to read: from the first difference on.
        string.Join('\n', ours.Skip(same).Take(10)).ShouldBe(string.Join('\n', recorded.Skip(same).Take(10)), $"line {same + 1}");
    }
}

public sealed class RecordedRunsOnDuckDb : RecordedRunTests
{
    public static TheoryData<string> Projects { get; } = Cases("expected.txt");

    [Theory]
    [MemberData(nameof(Projects))]
    public void a_project_runs_as_in_dbt(string name) => Compare(name, "expected.txt", RecordedWarehouse.DuckDb);
}

public sealed class RecordedRunsOnPostgres : RecordedRunTests
{
    public static TheoryData<string> Projects { get; } = Cases("expected.postgres.txt");

    [Theory]
    [MemberData(nameof(Projects))]
    public void a_project_runs_as_in_dbt(string name) => Compare(name, "expected.postgres.txt", RecordedWarehouse.Postgres);
}

public sealed class RecordedRunsOnClickHouse : RecordedRunTests
{
    public static TheoryData<string> Projects { get; } = Cases("expected.clickhouse.txt");

    [Theory]
    [MemberData(nameof(Projects))]
    public void a_project_runs_as_in_dbt(string name) => Compare(name, "expected.clickhouse.txt", RecordedWarehouse.ClickHouse);
}
