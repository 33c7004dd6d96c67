using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Core;

namespace Transform.Planning;

/// <summary>Which tests come with the nodes that are selected, by dbt's names.</summary>
public enum IndirectSelection
{
    /// <summary>Every test that reads a selected node.</summary>
    Eager,

    /// <summary>Tests all of whose nodes are selected.</summary>
    Cautious,

    /// <summary>Tests all of whose nodes are selected or needed by what is selected.</summary>
    Buildable,

    /// <summary>None but those selected themselves.</summary>
    Empty,
}

/// <summary>What the command line selects.</summary>
public sealed record SelectionOptions
{
    /// <summary>Each may hold several selectors, with spaces between them; none selects everything.</summary>
    public ImmutableArray<string> Select { get; init; } = [];

    public ImmutableArray<string> Exclude { get; init; } = [];

    /// <summary>A selector of <c>selectors.yml</c> that says it all instead; null for none.</summary>
    public string? Named { get; init; }

    /// <summary>What was earlier; null where nothing is known of it.</summary>
    public SelectionState? State { get; init; }

    /// <summary>The kinds that the command works on; null for all but hooks.</summary>
    public IReadOnlySet<ResourceType>? ResourceTypes { get; init; }

    public IReadOnlySet<ResourceType>? ExcludeResourceTypes { get; init; }

    public IndirectSelection IndirectSelection { get; init; }

    /// <summary>Whether nodes whose file is blank are selected. They are listed and documented, but there is nothing to run.</summary>
    public bool IncludeBlank { get; init; }
}

/// <summary>What was selected.</summary>
/// <param name="Nodes">The unique ids.</param>
/// <param name="Warnings">Selectors that match nothing (TF3010).</param>
public sealed record Selection(FrozenSet<string> Nodes, ImmutableArray<Diagnostic> Warnings);
