using Transform.Core;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Compilation;

/// <summary>Finds the macro of an incremental strategy: <c>get_incremental_NAME_sql</c>, from the project or built in.</summary>
public static class IncrementalStrategies
{
    /// <summary>Refuses a name that the run after the first one would stumble over.</summary>
    /// <inheritdoc cref="Find"/>
    public static void Check(NodeContext context, string strategy, SourceSpan? span)
    {
        if (!context.Session.Adapter.Capabilities.IncrementalStrategies.Contains(strategy, StringComparer.Ordinal))
        {
            Find(context, strategy, span);
        }
    }

    /// <param name="context">The node's context.</param>
    /// <param name="strategy">As configured: <c>append</c>, <c>delete+insert</c>, a project's own, ...</param>
    /// <param name="span">Where it is asked for.</param>
    /// <exception cref="TransformException">TF3011: there is no such strategy, or the warehouse does not run it.</exception>
    public static MacroBlock Find(NodeContext context, string strategy, SourceSpan? span)
    {
        var macro = context.Macros.Find($"get_incremental_{strategy.Replace('+', '_')}_sql", context.Package);
        var valid = context.Session.Adapter.Capabilities.IncrementalStrategies;
        var isOwn = macro is not null && context.Graph.Project.Packages.Any(
            p => p.Root.Length > 0 && string.Equals(p.Name, macro.PackageName, StringComparison.Ordinal));
        if (macro is null || !(isOwn || strategy is "default" || valid.Contains(strategy, StringComparer.Ordinal)))
        {
            throw TransformException.Error(
                DiagnosticCodes.InvalidConfig,
                $"{context.Session.Adapter.Type} has no incremental strategy '{strategy}'.",
                span ?? context.Node?.Span,
                $"Use one of {string.Join(", ", valid)}, or write a macro get_incremental_{strategy.Replace('+', '_')}_sql.");
        }

        return macro;
    }
}
