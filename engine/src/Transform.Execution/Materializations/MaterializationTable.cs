using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>Finds the materialization of a name: the project's own block, a package's, or a built-in one.</summary>
internal static class MaterializationTable
{
    private static readonly Dictionary<string, IMaterialization> BuiltIn = new(StringComparer.Ordinal)
    {
        ["view"] = new ViewMaterialization(),
        ["table"] = new TableMaterialization(),
        ["incremental"] = new IncrementalMaterialization(),
        ["snapshot"] = new SnapshotMaterialization(),
    };

    /// <exception cref="TransformException">TF3013: there is none.</exception>
    public static IMaterialization Find(Node node, NodeContext context)
    {
        var name = node.Config.Materialized;
        if (FindBlock(name, context) is { } block)
        {
            return new TemplateMaterialization(block);
        }

        if (BuiltIn.TryGetValue(name, out var materialization))
        {
            return materialization;
        }

        var near = NearMiss.Find(name, BuiltIn.Keys.Append("ephemeral"));
        throw TransformException.Error(
            DiagnosticCodes.UnknownMaterialization,
            $"'{node.Name}' has the materialization '{name}', which does not exist for {context.Session.Adapter.Type}.",
            node.Span,
            near is null
                ? $"Use one of {string.Join(", ", BuiltIn.Keys.Append("ephemeral"))}, or write a {{% materialization {name}, default %}} block."
                : $"Did you mean '{near}'?");
    }

    private static MacroBlock? FindBlock(string name, NodeContext context)
    {
        foreach (var adapter in (string[])[context.Session.Adapter.Type, "default"])
        {
            foreach (var package in context.Graph.Project.Packages)
            {
                if (context.Macros.FindIn(package.Name, $"materialization_{name}_{adapter}") is { } block)
                {
                    return block;
                }
            }
        }

        return null;
    }
}
