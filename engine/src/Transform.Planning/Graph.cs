using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Every node of a project with its edges. Immutable and thread-safe.</summary>
public sealed record Graph
{
    public required Project Project { get; init; }

    /// <summary>The enabled nodes by unique id, hooks included.</summary>
    public required NodeTable Nodes { get; init; }

    /// <summary>The nodes that configuration turned off.</summary>
    public ImmutableArray<Node> Disabled { get; init; } = [];

    /// <summary>The edges between <see cref="Nodes"/>; it has no cycle.</summary>
    public required Dag<string> Dag { get; init; }

    public required MacroRegistry Macros { get; init; }

    public required ReferenceResolver References { get; init; }

    /// <summary><c>groups:</c>, by unique id.</summary>
    public ImmutableArray<GroupNode> Groups { get; init; } = [];

    /// <summary><c>selectors.yml</c>.</summary>
    public NamedSelections Selections { get; init; } = NamedSelections.None;

    /// <summary>Descriptions of macros, by the macro's unique id.</summary>
    public FrozenDictionary<string, MacroPatch> MacroPatches { get; init; } = FrozenDictionary<string, MacroPatch>.Empty;

    /// <summary>What was wrong but not fatal, loading's warnings included.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; init; } = [];

    /// <summary>Names what the graph holds, where it is kept by <see cref="ParseCache"/>; null where it is not. To ask waits until that is known.</summary>
    public string? Identity => Keeping.GetAwaiter().GetResult();

    /// <summary>Gives <see cref="Identity"/>; until then the graph is being kept, by a thread of its own.</summary>
    public Task<string?> Keeping { get; init; } = Task.FromResult<string?>(null);

    /// <summary>What tells it from the graph that it was made of by editing models; null where it was not.</summary>
    public GraphEdits? Edits { get; init; }
}

/// <summary>How a graph differs from another one.</summary>
/// <param name="Base">The identity of the other one.</param>
/// <param name="Nodes">The nodes that are others; their ids, names, places in the warehouse and configs are the same.</param>
/// <param name="HasOtherEdges">Some of them read others than before.</param>
public sealed record GraphEdits(string Base, ImmutableArray<Node> Nodes, bool HasOtherEdges);

/// <summary>A group of models with an owner.</summary>
public sealed record GroupNode(
    string UniqueId, string Name, string PackageName, string Path, NodeConfig Config, OtherProperties Properties);

/// <summary>What YAML says of a macro.</summary>
/// <param name="Config">Its <c>config:</c>, with <c>meta</c> and <c>docs</c>.</param>
/// <param name="Arguments">Its arguments as written, but for their descriptions, which are rendered.</param>
public sealed record MacroPatch(DictValue Config, string Description, ListValue Arguments, string PatchPath, SourceSpan Span);
