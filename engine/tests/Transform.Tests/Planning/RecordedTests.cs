using System.Text.Json.Nodes;
using Shouldly;
using Transform.Planning;

namespace Transform.Tests.Planning;

/// <summary>The graph has what dbt 1.11 put into its manifest for the same project (recorded by fixtures/planning/record.py).</summary>
public sealed class RecordedTests
{
    public static TheoryData<string> Projects() =>
        [.. Directory.GetDirectories(Golden.Fixture("planning", "projects")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void nodes_are_those_of_dbt(string project)
    {
        var folder = Golden.Fixture("planning", "projects", project);
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject();
        var graph = PlanningProject.Build(folder);
        var differences = Differences(expected, graph);
        differences.ShouldBeEmpty(string.Join('\n', differences.Take(40)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void selections_are_those_of_dbt(string project)
    {
        var folder = Golden.Fixture("planning", "projects", project);
        var file = Path.Combine(folder, "selected.json");
        if (!File.Exists(file))
        {
            return;
        }

        var graph = PlanningProject.Build(folder);
        var differences = SelectionDifferences(JsonNode.Parse(File.ReadAllText(file))!.AsObject(), graph, folder);
        differences.ShouldBeEmpty(string.Join('\n', differences));
    }

    [Fact]
    public void selectors_are_those_of_dbt()
    {
        var folder = Golden.Fixture("planning", "projects", "select");
        var manifest = PlanningProject.Build(folder).Selections.Manifest;
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "selectors.json")));
        var differences = new List<string>();
        Compare(string.Empty, expected, GraphFacts.Json(manifest), differences);
        differences.ShouldBeEmpty(string.Join('\n', differences));
    }

    internal static List<string> Differences(JsonObject expected, Graph graph)
    {
        var differences = new List<string>();
        var nodes = expected["nodes"]!.AsObject();

        // Tests whose target is turned off, or nowhere, dbt keeps among its nodes.
        var cutOff = graph.Disabled.Where(node => node.IsCutOff).ToDictionary(node => node.UniqueId, StringComparer.Ordinal);
        foreach (var (id, facts) in nodes)
        {
            if (graph.Nodes.TryGetValue(id, out var node) || cutOff.TryGetValue(id, out node))
            {
                Compare(id, facts, GraphFacts.Of(node), differences);
            }
            else
            {
                differences.Add($"{id} is missing");
            }
        }

        differences.AddRange(graph.Nodes.Keys.Concat(cutOff.Keys).Where(id => !nodes.ContainsKey(id)).Select(id => $"{id} is too many"));
        var disabled = string.Join(' ', expected["disabled"]!.AsArray().Select(id => (string?)id));
        if (string.Join(' ', graph.Disabled.Where(n => !n.IsCutOff).Select(n => n.UniqueId).Distinct().Order(StringComparer.Ordinal)) is var off && off != disabled)
        {
            differences.Add($"disabled: {off}, not {disabled}");
        }

        return differences;
    }

    internal static List<string> SelectionDifferences(JsonObject expected, Graph graph, string folder)
    {
        var differences = new List<string>();
        foreach (var (line, ids) in expected)
        {
            var selected = Selector.Select(graph, SelectionLine.Parse(line, folder, graph.Selections.Default)).Nodes;
            var wanted = ids!.AsArray().Select(id => (string)id!).ToHashSet(StringComparer.Ordinal);
            if (!selected.SetEquals(wanted))
            {
                differences.Add($"{line}\n  missing: {string.Join(' ', wanted.Except(selected))}\n  too many: {string.Join(' ', selected.Except(wanted))}");
            }
        }

        return differences;
    }

    // Only what the graph has is compared; the manifest's other members are the documentation's.
    private static void Compare(string path, JsonNode? expected, JsonNode? actual, List<string> differences)
    {
        if (expected is JsonObject wanted && actual is JsonObject given)
        {
            foreach (var (key, value) in given)
            {
                Compare($"{path}/{key}", wanted[key], value, differences);
            }

            if (path.EndsWith("/config", StringComparison.Ordinal) || path.EndsWith("/columns", StringComparison.Ordinal))
            {
                differences.AddRange(wanted.Where(p => !given.ContainsKey(p.Key)).Select(p => $"{path}/{p.Key} is missing"));
            }
        }
        else if (!JsonNode.DeepEquals(expected, actual))
        {
            differences.Add($"{path}: {actual?.ToJsonString() ?? "null"}, not {expected?.ToJsonString() ?? "null"}");
        }
    }
}
