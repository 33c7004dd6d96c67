using Transform.Compilation;
using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Execution.Materializations;

/// <summary>Finds the materialization of a node. Those that every project uses are written twice: as blocks of macros, and here, where
/// they do the same work quicker. The block is what counts: it runs as soon as the project or a package has its own version of it
/// or of any macro that it uses.</summary>
internal static class MaterializationTable
{
    private static readonly Dictionary<string, IMaterialization> Quick = new(StringComparer.Ordinal)
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
        var block = context.Macros.FindMaterialization(name);
        if (!context.Session.Adapter.Capabilities.RunsBlocks && Quick.TryGetValue(name, out var materialization) && (block is null || (IsUntouched(block, context) && !MakesConstraints(node))))
        {
            return materialization;
        }

        return block is null ? throw Unknown(node, context) : new TemplateMaterialization(block);
    }

    /// <summary>The block that is to run instead of the engine's own way; null where nothing about it was changed.</summary>
    public static MacroBlock? FindChanged(string name, NodeContext context) =>
        context.Macros.FindMaterialization(name) is { } block && !IsUntouched(block, context) ? block : null;

    // Columns and constraints of a contract, and foreign keys that hold a table in its place, are the blocks' affair.
    private static bool MakesConstraints(Node node) =>
        node.Config.Materialized is "table" or "incremental"
        && node.Config.Get("contract").AsDict() is { } contract && contract.TryGetValue("enforced", out var enforced) && enforced.IsTruthy;

    private static bool IsUntouched(MacroBlock block, NodeContext context) =>
        context.Macros.IsBuiltIn(block) && context.Macros.Reach.IsUntouched(block.UniqueName, context.Package);

    private static TransformException Unknown(Node node, NodeContext context)
    {
        var name = node.Config.Materialized;
        var known = context.Macros.All
            .Where(m => m.Macro.Kind == BlockKind.Materialization && m.Macro.Adapter is var a && (a == "default" || a == context.Session.Adapter.Type))
            .Select(m => m.Macro.Name)
            .Where(n => n is not ("seed" or "test" or "unit" or "clone" or "function"))
            .Concat(Quick.Keys).Append("ephemeral").Distinct().Order(StringComparer.Ordinal).ToList();
        return TransformException.Error(
            DiagnosticCodes.UnknownMaterialization,
            $"'{node.Name}' has the materialization '{name}', which does not exist for {context.Session.Adapter.Type}.",
            node.Span,
            NearMiss.Find(name, known) is { } near
                ? $"Did you mean '{near}'?"
                : $"Use one of {string.Join(", ", known)}, or write a {{% materialization {name}, default %}} block.");
    }
}
