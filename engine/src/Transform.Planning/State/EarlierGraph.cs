using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>A project as it was at another time or for another target: what its <c>manifest.json</c> says, Transform's or dbt's.</summary>
public sealed record EarlierGraph
{
    /// <summary>Where it was read.</summary>
    public required string Path { get; init; }

    /// <summary>The main project's name; null where the file does not say.</summary>
    public string? ProjectName { get; init; }

    /// <summary>Nodes, sources, exposures, metrics, semantic models, saved queries, unit tests and functions by unique id.</summary>
    public required IReadOnlyDictionary<string, EarlierNode> Nodes { get; init; }

    /// <summary>The text of every macro by unique id.</summary>
    public required IReadOnlyDictionary<string, string> Macros { get; init; }

    /// <summary>Fingerprints of the vars (<see cref="VarPrints"/>); null where dbt wrote the manifest.</summary>
    public IReadOnlyDictionary<string, string>? Vars { get; init; }
}

/// <summary>A node of an <see cref="EarlierGraph"/>. Names of members are dbt's, in C# spelling.</summary>
public sealed record EarlierNode
{
    public required string UniqueId { get; init; }

    public string? ResourceType { get; init; }

    public string Name { get; init; } = string.Empty;

    public string OriginalFilePath { get; init; } = string.Empty;

    public string? Database { get; init; }

    public string? Schema { get; init; }

    public string? Alias { get; init; }

    /// <summary>Its relation's rendered name; null where it has none.</summary>
    public string? RelationName { get; init; }

    public ImmutableArray<string> Fqn { get; init; } = [];

    public string ChecksumName { get; init; } = string.Empty;

    public string Checksum { get; init; } = string.Empty;

    public string RawCode { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;

    public string? Access { get; init; }

    public StateJson LatestVersion { get; init; }

    public StateJson DeprecationDate { get; init; }

    public bool IsContractEnforced { get; init; }

    public StateJson UnrenderedConfig { get; init; }

    /// <summary><see cref="Node.Templates"/>; null where dbt wrote the manifest, too.</summary>
    public DictValue? Templates { get; init; }

    public StateJson Config { get; init; }

    public StateJson Columns { get; init; }

    /// <summary>Its whole entry.</summary>
    public StateJson Entry { get; init; }
}
