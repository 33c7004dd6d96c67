using System.Collections.Immutable;
using Transform.Compilation;
using Transform.Execution;

namespace Transform.Documentation.Artifacts;

/// <summary>What a run adds to a node of the manifest.</summary>
/// <param name="Code">Its SQL after rendering; null when it was not compiled.</param>
/// <param name="Ctes">The ephemeral models in it.</param>
/// <param name="HasRunFile">Whether the statement that did its work is in a file under <c>target/run</c>.</param>
/// <param name="Macros">The unique ids of the macros that its template called while it ran.</param>
public sealed record CompiledNode(string? Code, ImmutableArray<EphemeralCte> Ctes, bool HasRunFile, ImmutableArray<string> Macros)
{
    /// <summary>What a run compiled, by unique id.</summary>
    public static IReadOnlyDictionary<string, CompiledNode> Of(RunResult run)
    {
        var nodes = new Dictionary<string, CompiledNode>(run.Results.Length, StringComparer.Ordinal);
        foreach (var result in run.Results)
        {
            nodes[result.Node.UniqueId] = new CompiledNode(result.CompiledCode, result.Ctes, result.HasRunFile, result.Macros);
        }

        foreach (var model in run.Ephemeral)
        {
            nodes[model.Node.UniqueId] = new CompiledNode(model.Sql, model.Ctes, HasRunFile: false, model.Macros);
        }

        return nodes;
    }
}
