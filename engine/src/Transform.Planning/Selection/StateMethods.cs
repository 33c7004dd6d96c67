using Transform.Core;

namespace Transform.Planning;

/// <summary>The methods that compare with earlier results: <c>result:</c> and <c>source_status:</c>.</summary>
internal static class StateMethods
{
    private const string Fresher = "fresher";

    /// <summary>The statuses of nodes that there are, for hints.</summary>
    public static string[] ResultStatuses { get; } =
        ["success", "error", "skipped", "partial success", "pass", "fail", "warn", "no-op", "runtime error", "reused"];

    /// <summary>What can be asked of sources, for hints.</summary>
    public static string[] SourceStatuses { get; } = [Fresher, "pass", "warn", "error", "runtime error"];

    public static Func<Node, bool> ByResult(SelectionState? state, SelectorTerm term)
    {
        var results = state?.Results.Value ?? throw Missing(term, "the results of an earlier run, run_results.json");
        return node => results.TryGetValue(node.UniqueId, out var status) && status == term.Value;
    }

    public static Func<Node, bool> BySourceStatus(SelectionState? state, SelectorTerm term)
    {
        var earlier = state?.Sources.Value ?? throw Missing(term, "the earlier state of the sources, sources.json");
        var current = state.CurrentSources.Value ?? throw TransformException.Error(
            DiagnosticCodes.InvalidSelector,
            $"{term.Method}:{term.Value} needs the present state of the sources, sources.json in the target folder, and there is none.",
            term.Span,
            "Run `transform source freshness` first.");
        return term.Value != Fresher
            ? node => current.TryGetValue(node.UniqueId, out var now) && now.Status == term.Value
            : node => current.TryGetValue(node.UniqueId, out var now) && now.MaxLoadedAt is { } loaded
                && (!earlier.TryGetValue(node.UniqueId, out var before) || before.MaxLoadedAt is not { } then || loaded > then);
    }

    private static TransformException Missing(SelectorTerm term, string what) => TransformException.Error(
        DiagnosticCodes.InvalidSelector,
        $"{term.Method}:{term.Value} needs {what}, and there is none.",
        term.Span,
        "Name the folder that has it with --state.");
}
