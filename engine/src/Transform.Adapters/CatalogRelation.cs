using System.Collections.Immutable;

namespace Transform.Adapters;

/// <summary>A relation with its columns in their order, as the warehouse describes it.</summary>
public sealed record CatalogRelation(
    Relation Relation, ImmutableArray<ColumnInfo> Columns, string? Comment = null, string? Owner = null, long? EstimatedRows = null);
