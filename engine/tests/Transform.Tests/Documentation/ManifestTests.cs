using System.Text.Json.Nodes;
using Shouldly;
using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Tests.Planning;

namespace Transform.Tests.Documentation;

/// <summary>The manifest has, key by key, what dbt 1.11 wrote for the same project (recorded by fixtures/documentation/record.py).</summary>
public sealed class ManifestTests
{
    private static readonly string[] BuiltIn = ["macro.dbt.", "macro.dbt_duckdb.", "doc.dbt."];

    private static readonly string[] Volatile = ["created_at", "root_path"];

    public static TheoryData<string> Projects() =>
        [.. Directory.GetDirectories(Golden.Fixture("documentation", "manifests")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void is_that_of_dbt(string project)
    {
        var folder = Golden.Fixture("documentation", "manifests", project);
        var expected = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")))!.AsObject();
        var actual = Write(folder);
        var differences = new List<string>();
        foreach (var (section, entries) in expected)
        {
            Compare(section, entries, section == "semantic_manifest" ? actual[section] : Own(actual[section]!.AsObject()), differences);
        }

        differences.ShouldBeEmpty(string.Join('\n', differences.Take(40)));
    }

    public static TheoryData<string> SmallProjects() =>
        [.. Directory.GetFiles(Golden.Fixture("documentation", "small"), "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(SmallProjects))]
    public void of_a_small_project_is_that_of_dbt(string project)
    {
        var path = Golden.Fixture("documentation", "small", project);
        var expected = JsonNode.Parse(File.ReadAllText(path + ".json"))!.AsObject();
        var folder = PlanningProject.Write(Unpack(File.ReadAllText(path + ".txt")));
        try
        {
            var actual = Write(folder);
            var differences = new List<string>();
            foreach (var section in (string[])
                ["nodes", "sources", "macros", "docs", "exposures", "groups", "disabled", "parent_map", "child_map", "unit_tests", "functions"])
            {
                Compare(section, expected[section] ?? new JsonObject(), Own(actual[section]!.AsObject()), differences);
            }

            differences.ShouldBeEmpty(string.Join('\n', differences.Take(40)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Each file under a line === path.
    private static Dictionary<string, string> Unpack(string text) =>
        ("\n" + text).Split("\n=== ").Skip(1).Select(part => part.Split('\n', 2)).ToDictionary(part => part[0], part => part[1].TrimEnd('\n') + "\n");

    private static JsonObject Write(string folder)
    {
        var graph = PlanningProject.Build(folder);
        var target = Directory.CreateTempSubdirectory("transform-manifest-").FullName;
        try
        {
            var invocation = new Invocation { Id = Guid.Empty, Started = DateTimeOffset.UnixEpoch };
            var (manifest, semantic) = (Path.Combine(target, "manifest.json"), Path.Combine(target, "semantic_manifest.json"));
            ArtifactWriter.WriteManifest(graph, manifest, invocation, new SecretMask());
            ArtifactWriter.WriteSemanticManifest(graph, semantic, new SecretMask());
            var written = JsonNode.Parse(File.ReadAllText(manifest))!.AsObject();
            written["semantic_manifest"] = JsonNode.Parse(File.ReadAllText(semantic));
            return written;
        }
        finally
        {
            Directory.Delete(target, recursive: true);
        }
    }

    private static JsonObject Own(JsonObject section) =>
        new(section.Where(entry => !IsBuiltIn(entry.Key)).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone())));

    private static bool IsBuiltIn(string id) => BuiltIn.Any(prefix => id.StartsWith(prefix, StringComparison.Ordinal));

    private static void Compare(string path, JsonNode? expected, JsonNode? actual, List<string> differences)
    {
        switch (expected, actual)
        {
            case (JsonObject wanted, JsonObject given):
                foreach (var key in wanted.Select(p => p.Key).Union(given.Select(p => p.Key)).Where(key => !Volatile.Contains(key)))
                {
                    // A test's code is written by built-in macros, which are our own words.
                    if (given.ContainsKey("test_metadata") && key is "compiled_code" or "extra_ctes")
                    {
                        continue;
                    }

                    if (!wanted.ContainsKey(key) || !given.ContainsKey(key))
                    {
                        differences.Add($"{path}/{key} is {(given.ContainsKey(key) ? "too many" : "missing")}");
                    }
                    else
                    {
                        Compare($"{path}/{key}", wanted[key], given[key], differences);
                    }
                }

                break;
            case (JsonArray wanted, JsonArray given) when IsSet(path):
                var (left, right) = (Texts(wanted), Texts(given));
                if (!left.SequenceEqual(right, StringComparer.Ordinal))
                {
                    differences.Add($"{path}: {string.Join(' ', right)}, not {string.Join(' ', left)}");
                }

                break;
            case (JsonArray wanted, JsonArray given) when wanted.Count == given.Count:
                for (var i = 0; i < wanted.Count; i++)
                {
                    Compare($"{path}[{i}]", wanted[i], given[i], differences);
                }

                break;
            default:
                if (!JsonNode.DeepEquals(expected, actual))
                {
                    differences.Add($"{path}: {actual?.ToJsonString() ?? "null"}, not {expected?.ToJsonString() ?? "null"}");
                }

                break;
        }
    }

    private static bool IsSet(string path) => path.EndsWith("/macros", StringComparison.Ordinal)
        || path.EndsWith("/primary_key", StringComparison.Ordinal) || path.StartsWith("group_map/", StringComparison.Ordinal);

    private static List<string> Texts(JsonArray array) =>
        [.. array.Select(item => (string)item!).Where(text => !IsBuiltIn(text)).Order(StringComparer.Ordinal)];
}
