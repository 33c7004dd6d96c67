using Transform.Core;

namespace Transform.Planning;

/// <summary><c>state:</c> and what may stand after it.</summary>
internal static class ComparisonMethod
{
    private static readonly string[] Values =
    [
        "new", "old", "modified", "unmodified", "modified.body", "modified.configs", "modified.persisted_descriptions", "modified.relation",
        "modified.macros", "modified.vars", "modified.contract",
    ];

    /// <exception cref="TransformException">There is no state (TF3030), or no such value (TF3009).</exception>
    public static Func<Node, bool> Find(SelectionState? earlier, SelectorTerm term)
    {
        var value = term.Value;
        var state = StateMethods.Given(earlier, term).Comparison!;
        if (value is "modified" or "unmodified" or "modified.contract")
        {
            state.CheckRemoved();
        }

        return value switch
        {
            "new" => node => state.Find(node) is null,
            "old" => node => state.Find(node) is not null,
            "modified" => state.IsModified,
            "unmodified" => node => !state.IsModified(node),
            "modified.body" => state.HasModifiedBody,
            "modified.configs" => state.HasModifiedConfig,
            "modified.persisted_descriptions" => state.HasModifiedDescriptions,
            "modified.relation" => state.HasModifiedRelation,
            "modified.macros" => state.HasModifiedMacros,
            "modified.vars" => state.HasModifiedVars,
            "modified.contract" => state.HasModifiedContract,
            _ => throw TransformException.Error(
                DiagnosticCodes.InvalidSelector,
                $"'state:{value}' is not a state that a node can have.",
                term.Span,
                NearMiss.Question(value, Values) ?? $"There are {string.Join(", ", Values)}."),
        };
    }
}
