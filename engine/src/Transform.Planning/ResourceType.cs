namespace Transform.Planning;

/// <summary>The kinds of node, by dbt's names.</summary>
public enum ResourceType
{
    Model,
    Seed,
    Snapshot,
    Test,
    Analysis,
    Operation,
    Source,
    Exposure,
    UnitTest,
    Metric,
    SemanticModel,
    SavedQuery,
    Function,
    Group,
}

/// <summary>dbt's spelling of the kinds.</summary>
public static class ResourceTypes
{
    private static readonly string[] Names =
    [
        "model", "seed", "snapshot", "test", "analysis", "operation", "source", "exposure", "unit_test", "metric",
        "semantic_model", "saved_query", "function", "group",
    ];

    public static string ToName(this ResourceType type) => Names[(int)type];

    public static bool TryParse(string name, out ResourceType type)
    {
        var index = Array.IndexOf(Names, name);
        type = (ResourceType)Math.Max(index, 0);
        return index >= 0;
    }
}
