namespace Transform.Planning;

/// <summary>How much time a batch of a microbatch model covers; dbt's names in lower case. dbt itself knows no minutes.</summary>
public enum BatchSize
{
    Minute,
    Hour,
    Day,
    Month,
    Year,
}
