using Transform.Core;
using Transform.Templating;

namespace Transform.Planning;

/// <summary>Follows metrics to what they are made of: the measures of semantic models, and other metrics. Then the nodes that name
/// metrics get their edges: saved queries, exposures and models.</summary>
internal sealed class MetricLinks
{
    private readonly Plan plan;
    private readonly Dictionary<string, List<Draft>> metrics = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Draft>> measures = new(StringComparer.Ordinal);
    private readonly Dictionary<Draft, State> states = [];

    private MetricLinks(Plan plan)
    {
        this.plan = plan;
        foreach (var draft in plan.DeclaredDrafts)
        {
            if (draft.Type == ResourceType.Metric)
            {
                Add(metrics, draft.Name, draft);
            }
            else if (draft.Type == ResourceType.SemanticModel)
            {
                foreach (var measure in draft.Values?["measures"].AsList() ?? new ListValue())
                {
                    Add(measures, measure.AsDict()!["name"].ToString(), draft);
                }
            }
        }
    }

    private enum State
    {
        Open,
        Done,
    }

    public static void Apply(Plan plan)
    {
        if (plan.DeclaredDrafts.Count == 0 && plan.FileDrafts.TrueForAll(draft => draft.Recorder.Metrics.Count == 0))
        {
            return;
        }

        var links = new MetricLinks(plan);
        foreach (var draft in plan.DeclaredDrafts)
        {
            if (draft.Type == ResourceType.Metric && draft.IsEnabled)
            {
                plan.Try(draft, links.Settle);
            }
        }

        foreach (var draft in plan.DeclaredDrafts.Concat(plan.FileDrafts))
        {
            if (draft.IsEnabled && draft.Recorder.Metrics.Count > 0)
            {
                plan.Try(draft, links.LinkCalls);
            }
        }
    }

    private static void Add(Dictionary<string, List<Draft>> index, string name, Draft draft)
    {
        if (!index.TryGetValue(name, out var list))
        {
            index[name] = list = [];
        }

        list.Add(draft);
    }

    private void Settle(Draft metric)
    {
        if (states.TryGetValue(metric, out var state))
        {
            if (state == State.Open)
            {
                throw SemanticValues.Wrong(metric, "is made of itself.", "Break the circle: a metric may not need itself, not even through others.");
            }

            return;
        }

        states[metric] = State.Open;
        var parameters = metric.Values!["type_params"].AsDict()!;
        var inputs = parameters["input_measures"].AsList()!;
        var found = new List<string>(metric.DependsOn);
        switch (metric.Values["type"].AsString())
        {
            case "simple" when metric.Within is { } model && !parameters["metric_aggregation_params"].IsNone:
                AddOnce(found, model.UniqueId);
                break;
            case "cumulative" when parameters["cumulative_type_params"].AsDict()!["metric"] is { IsNone: false } input:
                AddMetric(metric, inputs, input, found);
                break;
            case "conversion" when parameters["conversion_type_params"].AsDict() is { } plain && plain["base_metric"].IsTruthy:
                AddMetric(metric, inputs, plain["base_metric"], found);
                AddMetric(metric, inputs, plain["conversion_metric"], found);
                break;
            case "simple" or "cumulative" when !parameters["measure"].IsNone:
                AddMeasure(metric, inputs, parameters["measure"], found);
                break;
            case "simple" or "cumulative":
                throw SemanticValues.Wrong(metric, "has no measure.", "Add type_params: and below it measure: with the name of a measure.");
            case "conversion" when parameters["conversion_type_params"].AsDict() is { } conversion:
                AddMeasure(metric, inputs, conversion["base_measure"], found);
                AddMeasure(metric, inputs, conversion["conversion_measure"], found);
                break;
            case "conversion":
                throw SemanticValues.Wrong(metric, "has no conversion_type_params.", "Add base_measure, conversion_measure and entity below it.");
            case "ratio" when parameters["numerator"].IsNone || parameters["denominator"].IsNone:
                throw SemanticValues.Wrong(metric, "is a ratio and needs a numerator and a denominator.", "Name two metrics in type_params.");
            case "ratio":
                AddMetric(metric, inputs, parameters["numerator"], found);
                AddMetric(metric, inputs, parameters["denominator"], found);
                break;
            default:
                foreach (var input in parameters["metrics"].AsList()!)
                {
                    AddMetric(metric, inputs, input, found);
                }

                break;
        }

        metric.DependsOn = [.. found];
        states[metric] = State.Done;
    }

    private void AddMeasure(Draft metric, ListValue inputs, Value input, List<string> found)
    {
        AddOnce(inputs, input);
        var name = input.AsDict()!["name"].ToString();
        var model = Nearest(measures, name, metric.Package.Name, null);
        if (model is null && plan.Failed.Count > 0)
        {
            return;
        }

        if (model is null)
        {
            throw SemanticValues.Wrong(
                metric,
                $"reads the measure '{name}', and no semantic model has one of the name.",
                NearMiss.Question(name, measures.Keys) ?? "Add the measure to a semantic model, or correct the name.");
        }

        if (!model.IsEnabled)
        {
            throw SemanticValues.Wrong(
                metric, $"reads the measure '{name}' of the semantic model '{model.Name}', which is disabled.",
                "Enable the semantic model, or disable the metric too.");
        }

        AddOnce(found, model.UniqueId);
    }

    private void AddMetric(Draft metric, ListValue inputs, Value input, List<string> found)
    {
        if (input.AsDict() is not { } named)
        {
            throw SemanticValues.Wrong(metric, "does not name all metrics that it is made of.", "A conversion needs base_metric and conversion_metric.");
        }

        if (Resolve(metric, null, named["name"].ToString()) is not { } other)
        {
            return;
        }

        Settle(other);
        foreach (var measure in other.Values!["type_params"].AsDict()!["input_measures"].AsList()!)
        {
            AddOnce(inputs, measure);
        }

        AddOnce(found, other.UniqueId);
    }

    private void LinkCalls(Draft draft)
    {
        var found = new List<string>(draft.DependsOn);
        foreach (var call in draft.Recorder.Metrics)
        {
            if (Resolve(draft, call.Package, call.Name) is { } metric)
            {
                AddOnce(found, metric.UniqueId);
            }
        }

        draft.DependsOn = [.. found];
    }

    // Null where the metric is broken itself, which is reported already.
    private Draft? Resolve(Draft reader, string? package, string name)
    {
        var metric = Nearest(metrics, name, reader.Package.Name, package);
        if (metric is null && plan.Failed.Contains(name))
        {
            return null;
        }

        if (metric is null)
        {
            throw SemanticValues.Wrong(
                reader,
                $"reads the metric '{name}', which does not exist.",
                NearMiss.Question(name, metrics.Keys) ?? "Declare it under metrics:, or correct the name.");
        }

        return metric.IsEnabled ? metric : throw SemanticValues.Wrong(
            reader, $"reads the metric '{name}', which is disabled.", "Enable the metric, or do not read it.");
    }

    // The project's own, then the reader's package's, then anyone's; what is enabled before what is not.
    private Draft? Nearest(Dictionary<string, List<Draft>> index, string name, string package, string? wanted)
    {
        if (!index.TryGetValue(name, out var drafts))
        {
            return null;
        }

        if (wanted is not null)
        {
            return drafts.Find(draft => draft.Package.Name == wanted);
        }

        return drafts.Find(draft => draft.IsEnabled && ReferenceEquals(draft.Package, plan.Project.Main))
            ?? drafts.Find(draft => draft.IsEnabled && draft.Package.Name == package)
            ?? drafts.Find(draft => draft.IsEnabled)
            ?? drafts[0];
    }

    private static void AddOnce(ListValue list, Value item)
    {
        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }

    private static void AddOnce(List<string> list, string item)
    {
        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }
}
