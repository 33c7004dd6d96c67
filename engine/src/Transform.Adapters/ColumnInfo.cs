namespace Transform.Adapters;

/// <summary>A column of a relation or a result, with the warehouse's own name of its type
/// (<c>DECIMAL(18,3)</c>, <c>STRUCT(a INTEGER)</c>).</summary>
public sealed record ColumnInfo(string Name, string DataType)
{
    /// <summary>False where the warehouse says NOT NULL.</summary>
    public bool Nullable { get; init; } = true;

    /// <summary>The column's comment, where there is one.</summary>
    public string? Comment { get; init; }
}
