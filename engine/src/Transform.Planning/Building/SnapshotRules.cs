using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What snapshots must say before anything runs. Strategies of a project's own say for themselves what they need.</summary>
internal static class SnapshotRules
{
    private static readonly string[] NeededByAll = ["strategy", "unique_key"];

    public static void Check(Plan plan)
    {
        foreach (var draft in plan.FileDrafts)
        {
            if (draft is { Type: ResourceType.Snapshot, IsEnabled: true } && Problem(draft) is { } problem)
            {
                plan.Diagnostics.Add(problem with { NodeId = draft.UniqueId });
            }
        }
    }

    // One for each snapshot: the first that dbt would name.
    private static Diagnostic? Problem(Draft draft)
    {
        var config = draft.Resolved.Config;
        var missing = Array.FindAll(NeededByAll, key => IsMissing(draft, key));
        if (missing.Length > 0)
        {
            return Error(
                draft, $"needs the config{(missing.Length == 1 ? string.Empty : "s")} {string.Join(" and ", missing.Select(key => $"'{key}'"))}", null,
                "Every snapshot has a unique_key and a strategy: timestamp with updated_at, or check with check_cols.");
        }

        var strategy = config.Text("strategy");
        var columns = config.Get("check_cols");
        if (strategy == "check" && IsMissing(draft, "check_cols"))
        {
            return Error(draft, "has the strategy check and does not say which columns to compare", "check_cols", "Write check_cols: all, or check_cols: [first, second].");
        }

        if (strategy == "check" && columns.AsString() is { } text && text != "all")
        {
            return Error(draft, $"cannot have the check_cols '{text}'", "check_cols", $"Write check_cols: [{text}], or check_cols: all.");
        }

        if (strategy == "timestamp" && IsMissing(draft, "updated_at"))
        {
            return Error(draft, "has the strategy timestamp and does not say which column holds the time", "updated_at", "Write updated_at: and the name of a column.");
        }

        if (strategy == "timestamp" && columns.IsTruthy)
        {
            return Error(draft, "has the strategy timestamp, which compares no columns", "check_cols", "Remove check_cols, or use strategy: check.");
        }

        return config.Materialized is { Length: > 0 } materialized and not "snapshot"
            ? Error(draft, $"cannot be materialized as '{materialized}'", "materialized", "Remove materialized: a snapshot is always a table of its own kind.")
            : null;
    }

    // What is said and of a wrong type has been reported.
    private static bool IsMissing(Draft draft, string key) =>
        !draft.Resolved.Config.Get(key).IsTruthy && draft.Recorder.Config?[key].IsTruthy != true && draft.Patch?.Config[key].IsTruthy != true;

    private static Diagnostic Error(Draft draft, string what, string? key, string hint) =>
        Diagnostic.Error(DiagnosticCodes.InvalidConfig, $"The snapshot '{draft.Name}' {what}.", Place(draft, key), hint);

    /// <summary>Where the config is set, in the block or in YAML; else the snapshot.</summary>
    private static SourceSpan? Place(Draft draft, string? key) =>
        key is null ? draft.Span
        : draft.Recorder.Config?.ContainsKey(key) == true ? ConfigPlaces.Find(draft.Recorder.ConfigSpan, key)
        : draft.Patch is { } patch && patch.Config.ContainsKey(key) ? ConfigPlaces.Find(patch.Span, key)
        : draft.Span;
}
