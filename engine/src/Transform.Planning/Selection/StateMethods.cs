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
        var results = Given(state, term).Results.Value;
        return node => results.TryGetValue(node.UniqueId, out var status) && status == term.Value;
    }

    public static Func<Node, bool> BySourceStatus(SelectionState? state, SelectorTerm term)
    {
        var (earlier, current) = (Given(state, term).Sources.Value, state!.CurrentSources.Value);
        return term.Value != Fresher
            ? node => current.TryGetValue(node.UniqueId, out var now) && now.Status == term.Value
            : node => current.TryGetValue(node.UniqueId, out var now) && now.MaxLoadedAt is { } loaded
                && (!earlier.TryGetValue(node.UniqueId, out var before) || before.MaxLoadedAt is not { } then || loaded > then);
    }

    /// <exception cref="TransformException">No state is named (TF3030).</exception>
    public static SelectionState Given(SelectionState? state, SelectorTerm term) => state ?? throw TransformException.Error(
        DiagnosticCodes.StateNotFound,
        $"'{term.Method}:{term.Value}' compares the project with an earlier state, and none is given.",
        term.Span,
        "Name the folder of the earlier artifacts with --state FOLDER.");
}
