using System.Globalization;
using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What a changed contract takes away from those who read the model.</summary>
internal static class ContractChanges
{
    public static bool IsEnforced(Node node) => node.Config.Get("contract").AsDict() is { } contract && contract["enforced"].IsTruthy;

    /// <summary>Null where readers lose nothing: a column more, a type of another length.</summary>
    /// <param name="before">The model's entry in the earlier manifest.</param>
    /// <param name="after">Its entry now.</param>
    public static Diagnostic? Between(ModelNode model, DictValue before, DictValue after)
    {
        var changes = new List<string>();
        if (!IsEnforced(model))
        {
            changes.Add("the contract is not enforced any more");
        }

        var (columns, now) = (before["columns"].AsDict() ?? [], after["columns"].AsDict() ?? []);
        var materialized = before["config"].AsDict()?["materialized"].AsString();
        var wasTable = materialized is "table" or "incremental";
        var hasConstraints = false;
        foreach (var (name, value) in columns.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            var column = value.AsDict() ?? [];
            hasConstraints |= column["constraints"].AsList() is { Count: > 0 };
            if (!now.TryGetValue(name, out var found) || found.AsDict() is not { } other)
            {
                changes.Add($"the column {name} is gone");
                continue;
            }

            var (was, type) = (column["data_type"].AsString(), other["data_type"].AsString());
            if (!string.Equals(Base(was), Base(type), StringComparison.OrdinalIgnoreCase))
            {
                changes.Add($"the column {name} was {was ?? "of no type"} and is {type ?? "of no type"}");
            }

            if (wasTable)
            {
                Constraints(column, other, $" of the column {name}", changes);
            }
        }

        if (wasTable)
        {
            Constraints(before, after, string.Empty, changes);
            hasConstraints |= before["constraints"].AsList() is { Count: > 0 };
            if (hasConstraints && model.Config.Materialized is not ("table" or "incremental"))
            {
                changes.Add($"it was a {materialized} with constraints and is a {model.Config.Materialized}");
            }
        }

        return changes.Count == 0 ? null : Diagnostic.Warning(
            DiagnosticCodes.BrokenContract,
            $"The contract of '{model.Name}' breaks what its readers rely on: {string.Join("; ", changes)}.",
            model.PatchSpan ?? model.Span,
            model.Version.IsMissing
                ? "Give the model versions, and make the change in a new one."
                : "A version that is in use stays as it is: make the change in a new version.") with { Event = "UnversionedBreakingChange", NodeId = model.UniqueId };
    }

    /// <summary>Null where the model was to go by now.</summary>
    public static Diagnostic? Removed(EarlierNode then, Node? disabled, DateTimeOffset now)
    {
        var entry = then.Entry.ReadDict();
        if (entry["deprecation_date"].AsString() is { } date
            && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) && end < now)
        {
            return null;
        }

        return Diagnostic.Warning(
            DiagnosticCodes.BrokenContract,
            $"'{then.Name}' had a contract and {(disabled is null ? "is not in the project any more" : "is disabled")}: its readers lose it.",
            disabled?.Span,
            "Give a model a deprecation_date before it goes.") with { Event = "UnversionedBreakingChange", NodeId = then.UniqueId };
    }

    private static void Constraints(DictValue before, DictValue after, string of, List<string> changes)
    {
        var now = after["constraints"].AsList() ?? [];
        foreach (var constraint in before["constraints"].AsList() ?? [])
        {
            if (!now.Any(other => StateJson.Same(other, constraint)) && constraint.AsDict() is { } dict)
            {
                changes.Add($"the constraint {(dict["name"].IsMissing ? dict["type"] : dict["name"])}{of} is gone");
            }
        }
    }

    // Another length or precision is no other type.
    private static string? Base(string? type) => type is null ? null : type.AsSpan(0, type.IndexOf('(') is >= 0 and var end ? end : type.Length).Trim().ToString();
}
