using System.Collections.Immutable;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A column as YAML describes it.</summary>
public sealed record NodeColumn
{
    public required string Name { get; init; }

    /// <summary>The place of the name in YAML.</summary>
    public SourceSpan? Span { get; init; }

    public string Description { get; init; } = string.Empty;

    public DictValue Meta { get; init; } = new();

    public string? DataType { get; init; }

    public bool? Quote { get; init; }

    /// <summary>Of a time spine's column: <c>day</c>, <c>hour</c>, ...</summary>
    public string? Granularity { get; init; }

    public ImmutableArray<string> Tags { get; init; } = [];

    public ListValue Constraints { get; init; } = new();

    public DictValue Config { get; init; } = new();

    public ImmutableArray<string> DocBlocks { get; init; } = [];

    /// <summary>Keys that dbt does not know and keeps.</summary>
    public DictValue Other { get; init; } = new();
}
