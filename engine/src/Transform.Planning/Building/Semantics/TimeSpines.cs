using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Checks the models that are time spines, and that a project with semantic models has one.</summary>
internal static class TimeSpines
{
    private const string LegacyName = "metricflow_time_spine";

    public static void Check(Plan plan)
    {
        var finest = int.MaxValue;
        foreach (var model in plan.FileDrafts)
        {
            if (model is { Type: ResourceType.Model, IsEnabled: true })
            {
                if (model.Patch?.Properties.TimeSpine.AsDict() is { } spine)
                {
                    finest = Math.Min(finest, Rank(plan, model, spine));
                }
                else if (model.Name == LegacyName)
                {
                    finest = Math.Min(finest, SemanticValues.GrainRank("day"));
                }
            }
        }

        if (finest > SemanticValues.GrainRank("day") && !plan.Diagnostics.HasErrors
            && plan.DeclaredDrafts.Find(draft => draft is { Type: ResourceType.SemanticModel, IsEnabled: true }) is { } semantic)
        {
            plan.Diagnostics.Add(Diagnostic.Error(
                DiagnosticCodes.InvalidSemantics,
                "A project with semantic models needs a time spine of the granularity day or finer, and there is none.",
                semantic.Span,
                "Add a model with a row for each day, and time_spine: with standard_granularity_column: to its YAML.") with { NodeId = semantic.UniqueId });
        }
    }

    private static int Rank(Plan plan, Draft model, DictValue spine)
    {
        var name = spine["standard_granularity_column"];
        if (name.IsMissing)
        {
            Report(plan, model, "is a time spine and does not say its column.", "Add standard_granularity_column: with the name of a column.");
            return int.MaxValue;
        }

        var column = model.Patch!.Columns.FirstOrDefault(c => c.Name == name.ToString());
        if (column is null)
        {
            Report(
                plan, model, $"is a time spine by its column '{name}', which it does not describe.",
                NearMiss.Question(name.ToString(), model.Patch.Columns.Select(c => c.Name)) ?? $"Add {name} to its columns, with a granularity.");
            return int.MaxValue;
        }

        foreach (var custom in spine["custom_granularities"].AsList() ?? new ListValue())
        {
            var wanted = custom.AsDict() is { } own ? (own["column_name"].IsTruthy ? own["column_name"] : own["name"]).ToString() : string.Empty;
            if (!model.Patch.Columns.Any(c => c.Name == wanted))
            {
                Report(
                    plan, model, $"has a custom granularity in the column '{wanted}', which it does not describe.",
                    NearMiss.Question(wanted, model.Patch.Columns.Select(c => c.Name)) ?? $"Add {wanted} to its columns.");
            }
        }

        var rank = SemanticValues.GrainRank(column.Other["granularity"].AsString());
        if (rank < 0)
        {
            Report(plan, model, $"is a time spine by its column '{name}', which has no granularity.", "Add granularity: day to the column.");
            return int.MaxValue;
        }

        return rank;
    }

    private static void Report(Plan plan, Draft model, string what, string hint) => plan.Diagnostics.Add(Diagnostic.Error(
        DiagnosticCodes.InvalidSemantics, $"The model '{model.Name}' {what}", model.Patch!.Span, hint) with { NodeId = model.UniqueId });
}
