using System.Globalization;
using Transform.Core;
using Transform.Loading;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>What must hold for groups, access, contracts and deprecation dates once everything is linked.</summary>
internal sealed class ModelRules(Plan plan)
{
    private static readonly string[] AccessKinds = ["private", "protected", "public"];

    private static readonly string[] ConstraintKinds = ["check", "not_null", "unique", "primary_key", "foreign_key", "custom"];

    public static void Check(Plan plan, IReadOnlyCollection<GroupNode> groups, IReadOnlyDictionary<string, Draft> drafts)
    {
        var rules = new ModelRules(plan);
        var names = new HashSet<string>(groups.Select(group => group.Name), StringComparer.Ordinal);
        rules.DuplicateGroups(groups);
        foreach (var draft in plan.All)
        {
            if (!draft.IsEnabled)
            {
                continue;
            }

            rules.Group(draft, names);
            if (draft.Type == ResourceType.Model)
            {
                rules.Access(draft);
                rules.Constraints(draft);
            }
        }

        rules.Names();
        rules.Deprecations(drafts);
    }

    private void DuplicateGroups(IReadOnlyCollection<GroupNode> groups)
    {
        var seen = new Dictionary<string, GroupNode>(StringComparer.Ordinal);
        foreach (var group in groups)
        {
            if (!seen.TryAdd(group.UniqueId, group))
            {
                plan.Diagnostics.Add(Diagnostic.Error(
                    DiagnosticCodes.DuplicateName,
                    $"Two groups are named '{group.Name}'; the other one is {seen[group.UniqueId].Properties.Span}.",
                    group.Properties.Span,
                    "Keep one of the two."));
            }
        }
    }

    private void Group(Draft draft, HashSet<string> names)
    {
        if (draft.Group is { } group && !names.Contains(group) && draft.Test is null)
        {
            Error(
                draft, DiagnosticCodes.GroupNotFound, $"'{draft.Name}' is in the group '{group}', which does not exist.",
                NearMiss.Question(group, names)
                    ?? (names.Count == 0 ? $"Declare it: groups: with - name: {group} and an owner:." : $"The groups are: {string.Join(", ", names.Order(StringComparer.Ordinal))}."));
        }
    }

    private void Access(Draft draft)
    {
        var access = draft.Resolved.Config.Get("access");
        if (!AccessKinds.Contains(access.AsString() ?? "protected"))
        {
            Error(
                draft, DiagnosticCodes.InvalidConfig, $"The access of '{draft.Name}' is '{access}', which does not exist.",
                NearMiss.Question(access.ToString(), AccessKinds) ?? "Write private, protected or public.");
        }
        else if (access.AsString() == "public" && draft.Resolved.Config.Materialized == "ephemeral")
        {
            Error(
                draft, DiagnosticCodes.InvalidConfig, $"'{draft.Name}' is public and ephemeral: there is nothing in the warehouse that others could read.",
                "Make it a view, or leave its access protected.");
        }
    }

    private void Constraints(Draft draft)
    {
        if (draft.Patch is not { } patch)
        {
            if (IsEnforced(draft))
            {
                NoColumns(draft);
            }

            return;
        }

        var onColumns = patch.Columns.Where(column => column.Constraints.Any(item => Kind(item) == "primary_key")).Select(column => column.Name).ToList();
        if (onColumns.Count > 1)
        {
            Error(
                draft, DiagnosticCodes.InvalidContract, $"'{draft.Name}' has a primary key on each of several columns: {string.Join(", ", onColumns)}.",
                "A key of several columns stands in the model's constraints: - type: primary_key, columns: [...].");
        }

        if (onColumns.Count > 0 && patch.Constraints.Any(item => Kind(item) == "primary_key"))
        {
            Error(
                draft, DiagnosticCodes.InvalidContract, $"'{draft.Name}' has a primary key on a column and another one on the model.", "Keep one of the two.");
        }

        foreach (var constraint in patch.Constraints.Concat(patch.Columns.SelectMany(column => column.Constraints)))
        {
            if (Array.IndexOf(ConstraintKinds, Kind(constraint)) < 0)
            {
                Error(
                    draft, DiagnosticCodes.InvalidContract, $"'{draft.Name}' has a constraint of the type '{Kind(constraint)}', which does not exist.",
                    NearMiss.Question(Kind(constraint) ?? string.Empty, ConstraintKinds) ?? $"The types are: {string.Join(", ", ConstraintKinds)}.");
            }
        }

        if (!IsEnforced(draft))
        {
            return;
        }

        if (patch.Columns.IsEmpty)
        {
            NoColumns(draft);
        }

        // Only a table has constraints. dbt looks at those of the columns.
        if (draft.Resolved.Config.Materialized is var materialized and not ("table" or "incremental")
            && patch.Columns.Any(column => column.Constraints.Any(WarnsUnsupported)))
        {
            plan.Diagnostics.Add(Diagnostic.Warning(
                DiagnosticCodes.InvalidContract, $"'{draft.Name}' has constraints, which are ignored: its materialization is {materialized}.",
                patch.Span, "Make it a table, or set warn_unsupported: false on the constraints.") with
            { NodeId = draft.UniqueId, Event = "UnsupportedConstraintMaterialization" });
        }

        // Columns that come and go by themselves would break what the contract promises.
        if (draft.Resolved.Config.Materialized == "incremental" && draft.Resolved.Config.Text("on_schema_change") is not ("append_new_columns" or "fail"))
        {
            Error(
                draft, DiagnosticCodes.InvalidContract,
                $"'{draft.Name}' is incremental and enforces a contract, and its on_schema_change is '{draft.Resolved.Config.Text("on_schema_change") ?? "ignore"}'.",
                "Set on_schema_change: append_new_columns, or fail.");
        }
    }

    private void NoColumns(Draft draft) => Error(
        draft, DiagnosticCodes.InvalidContract, $"'{draft.Name}' enforces a contract and describes no columns.",
        "Describe every column in YAML, with its name: and data_type:.");

    // Tools stumble over them.
    private void Names()
    {
        const string Hint = "Rename the file: use underscores.";
        var refused = plan.Project.Main.Settings.Flags[ProjectFlags.NamesWithoutSpaces].IsTruthy;
        foreach (var draft in plan.FileDrafts)
        {
            if (!draft.IsEnabled || !draft.Name.Contains(' ', StringComparison.Ordinal))
            {
                continue;
            }

            if (!refused)
            {
                plan.Diagnostics.Add(Diagnostic.Deprecated(
                    "ResourceNamesWithSpacesDeprecation", $"The name '{draft.Name}' has a space in it.", draft.Span, Hint) with { NodeId = draft.UniqueId });
                break;
            }

            Error(draft, DiagnosticCodes.InvalidValue, $"The name '{draft.Name}' has a space in it, and {ProjectFlags.NamesWithoutSpaces} is set.", Hint);
        }
    }

    private void Deprecations(IReadOnlyDictionary<string, Draft> drafts)
    {
        var dated = new Dictionary<string, (Draft Model, DateTimeOffset Date)>(StringComparer.Ordinal);
        foreach (var draft in plan.FileDrafts)
        {
            if (draft is { IsEnabled: true, Patch.DeprecationDate.IsMissing: false } && Moment(draft.Patch.DeprecationDate) is { } date)
            {
                dated[draft.UniqueId] = (draft, date);
            }
        }

        if (dated.Count == 0)
        {
            return;
        }

        var now = plan.Project.Context.RunStartedAt;
        foreach (var (model, date) in dated.Values)
        {
            if (date >= now)
            {
                plan.Project.Context.Reads.AddMoment(date);
            }
            else
            {
                Warn("DeprecatedModel", model, model.Patch?.Span ?? model.Span, $"'{model.SearchName}' was to be gone by {Day(date)}.", "Remove it, or set another deprecation_date.");
            }
        }

        foreach (var reader in drafts.Values.Where(draft => draft.Type == ResourceType.Model).OrderBy(draft => draft.UniqueId, StringComparer.Ordinal))
        {
            foreach (var id in reader.DependsOn)
            {
                if (dated.TryGetValue(id, out var read))
                {
                    Warn(
                        read.Date < now ? "DeprecatedReference" : "UpcomingReferenceDeprecation",
                        reader,
                        reader.Recorder.Refs.Where(call => call.Name == read.Model.Name).Select(call => call.Span).FirstOrDefault() ?? reader.Span,
                        read.Date < now
                            ? $"'{reader.SearchName}' reads '{read.Model.SearchName}', which was to be gone by {Day(read.Date)}."
                            : $"'{reader.SearchName}' reads '{read.Model.SearchName}', which will be gone by {Day(read.Date)}.",
                        read.Model.IsVersioned && read.Model.Version.ToString() != read.Model.LatestVersion.ToString()
                            ? $"Read its latest version: ref('{read.Model.Name}', v={read.Model.LatestVersion})."
                            : "Read another model before that day.");
                }
            }
        }
    }

    /// <summary>A date as its first moment, a time without a zone as the machine's; null for what is neither.</summary>
    private static DateTimeOffset? Moment(Value written) =>
        DateTimeOffset.TryParse(written.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var moment) ? moment : null;

    private static string Day(DateTimeOffset date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string? Kind(Value constraint) => constraint.AsDict()?["type"].AsString();

    private static bool WarnsUnsupported(Value constraint) =>
        !(constraint.AsDict()?["warn_unsupported"].TryGetBoolean(out var warns) == true && !warns);

    private static bool IsEnforced(Draft draft) =>
        draft.Resolved.Config.Get("contract").AsDict()?["enforced"].TryGetBoolean(out var enforced) == true && enforced;

    private void Error(Draft draft, string code, string message, string hint) =>
        plan.Diagnostics.Add(Diagnostic.Error(code, message, draft.Patch?.Span ?? draft.Span, hint) with { NodeId = draft.UniqueId });

    private void Warn(string name, Draft draft, SourceSpan? place, string message, string hint) =>
        plan.Diagnostics.Add(Diagnostic.Warning(DiagnosticCodes.DeprecatedModel, message, place, hint) with { NodeId = draft.UniqueId, Event = name });
}
