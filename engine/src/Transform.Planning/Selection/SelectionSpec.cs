using System.Collections.Immutable;

namespace Transform.Planning;

/// <summary>What is to be selected: terms, and what is made of several.</summary>
internal abstract record SelectionSpec;

/// <summary>The nodes that one term means.</summary>
/// <param name="Term">The method, its value and what is around it.</param>
/// <param name="Indirect">Which tests come along; null for what the command line says.</param>
internal sealed record TermSpec(SelectorTerm Term, IndirectSelection? Indirect = null) : SelectionSpec;

/// <summary>Several selections together. A difference is the first without the others.</summary>
internal sealed record GroupSpec(SetOperation Operation, ImmutableArray<SelectionSpec> Parts) : SelectionSpec
{
    /// <summary>When tests that wait for the rest of what they read are taken in; null for what the command line says.</summary>
    public IndirectSelection? Indirect { get; init; } = IndirectSelection.Eager;

    /// <summary>What was written on the command line, where it is a warning that nothing is found.</summary>
    public string? Raw { get; init; }
}

/// <summary>How selections are put together.</summary>
internal enum SetOperation
{
    Union,
    Intersection,
    Difference,
}

/// <summary>A selection of <c>selectors.yml</c>.</summary>
/// <param name="IsDefault">It counts where the command line selects nothing.</param>
internal sealed record NamedSelection(string Name, SelectionSpec Spec, bool IsDefault);
