using System.Collections.Immutable;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Finds the columns that identify a model's rows, by its constraints, else by its tests, as dbt does.</summary>
internal static class PrimaryKeys
{
    private static readonly List<Draft> None = [];

    public static void Apply(Plan plan)
    {
        var byModel = new Dictionary<Draft, List<Draft>>();
        foreach (var test in plan.TestDrafts)
        {
            if (test.Test is { Attached: { Type: ResourceType.Model } attached, Metadata.Name: "unique" or "not_null" or "unique_combination_of_columns" })
            {
                if (!byModel.TryGetValue(attached, out var list))
                {
                    byModel[attached] = list = [];
                }

                list.Add(test);
            }
        }

        plan.ForEach(
            plan.FileDrafts.FindAll(static draft => draft.Type == ResourceType.Model),
            model => model.PrimaryKey = Infer(model, byModel.GetValueOrDefault(model) ?? None));
    }

    private static ImmutableArray<string> Infer(Draft model, List<Draft> tests)
    {
        if (model.Patch is not { } patch || !model.IsEnabled)
        {
            return [];
        }

        foreach (var constraint in patch.Constraints)
        {
            if (IsPrimaryKey(constraint))
            {
                return [.. ConfigMerge.Listed(constraint.AsDict()!["columns"]).Select(column => column.ToString())];
            }
        }

        foreach (var column in patch.Columns)
        {
            if (column.Constraints.Any(IsPrimaryKey))
            {
                return [column.Name];
            }
        }

        if (tests.Count == 0)
        {
            return [];
        }

        var unique = Columns(tests, enabled: true);
        var disabled = Columns(tests, enabled: false);
        var both = tests.Where(t => t.Test!.Metadata.Name == "not_null").SelectMany(Columns)
            .Where(c => unique.Contains(c) || disabled.Contains(c)).Distinct().ToImmutableArray();
        return both.Length > 0 ? both : unique.Count > 0 ? [.. unique] : [.. disabled];
    }

    private static bool IsPrimaryKey(Value constraint) => constraint.AsDict()?["type"].AsString() == "primary_key";

    private static List<string> Columns(List<Draft> tests, bool enabled) =>
        [.. tests.Where(t => t.Test!.Metadata.Name != "not_null" && t.IsEnabled == enabled).SelectMany(Columns).Distinct()];

    private static IEnumerable<string> Columns(Draft test)
    {
        var arguments = test.Test!.Metadata.Arguments;
        return arguments["column_name"].AsString() is { } column ? [column]
            : arguments["combination_of_columns"].AsList() is { } list ? list.Where(c => c.IsString).Select(c => c.ToString())
            : [];
    }
}
