using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Execution;

/// <summary>What the warehouse has of a project.</summary>
public sealed record Catalog
{
    public static Catalog Empty { get; } = new();

    /// <summary>Tables and views of models, seeds, snapshots and tests that store failures, by unique id. What is not built is not there.</summary>
    public ImmutableArray<CatalogTable> Nodes { get; init; } = [];

    /// <summary>Those of sources, by unique id. A table that is of a source and of a node is in both.</summary>
    public ImmutableArray<CatalogTable> Sources { get; init; } = [];

    /// <summary>Why parts of it could not be read.</summary>
    public ImmutableArray<string> Errors { get; init; } = [];
}

/// <summary>A table or view as the warehouse describes it.</summary>
/// <param name="UniqueId">The node or source that it is of.</param>
/// <param name="Type">The warehouse's word for it: <c>BASE TABLE</c>, <c>VIEW</c>.</param>
/// <param name="Database">Null where the warehouse has none.</param>
/// <param name="Columns">In the order in which the catalog lists them.</param>
/// <param name="Statistics">What the warehouse knows of it without looking into it.</param>
public sealed record CatalogTable(
    string UniqueId,
    string Type,
    string? Database,
    string Schema,
    string Name,
    string? Comment,
    string? Owner,
    ImmutableArray<CatalogColumn> Columns,
    ImmutableArray<CatalogStatistic> Statistics);

/// <summary>A column as the warehouse describes it.</summary>
/// <param name="Index">Its place, counted as the warehouse does.</param>
public sealed record CatalogColumn(string Name, string Type, long Index, string? Comment);

/// <summary>Something that the warehouse knows of a table.</summary>
/// <param name="Label">For people.</param>
/// <param name="Value">A number, a text, or true or false.</param>
public sealed record CatalogStatistic(string Id, string Label, Value Value, string Description);
