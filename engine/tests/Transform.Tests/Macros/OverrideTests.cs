using Shouldly;
using Transform.Adapters;
using Transform.Execution;
using Transform.Tests.Execution;
using Xunit;

namespace Transform.Tests.Macros;

/// <summary>Projects that have their own versions of built-in macros (<c>fixtures/macros/overrides</c>) and configs of relations
/// (<c>fixtures/macros/configs</c>): what comes of them is what dbt makes of them, recorded by <c>record_overrides.py</c>.</summary>
public sealed class OverrideTests
{
    public static TheoryData<string> Overrides => Cases("overrides");

    public static TheoryData<string> Configs => Cases("configs");

    [Theory]
    [MemberData(nameof(Overrides))]
    public void a_projects_own_macro_does_what_it_does_in_dbt(string name) => Check("overrides", name);

    [Theory]
    [MemberData(nameof(Configs))]
    public void a_config_does_what_it_does_in_dbt(string name) => Check("configs", name);

    private static TheoryData<string> Cases(string folder) =>
        [.. Directory.GetFiles(Golden.Fixture("macros", folder), "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal)];

    private static void Check(string folder, string name)
    {
        using var project = new TestProject();
        var (query, builds, expected) = (string.Empty, new List<string> { "build" }, string.Empty);
        foreach (var (path, text) in Sections(Golden.Fixture("macros", folder, name + ".txt")))
        {
            switch (path)
            {
                case "query": query = text; break;
                case "builds": builds = [.. text.Trim().Split('\n')]; break;
                case "answer": expected = text.TrimEnd('\n'); break;
                case "packages.yml": break;
                default: project.Write(path.StartsWith("helper/", StringComparison.Ordinal) ? "dbt_packages/" + path : path, text); break;
            }
        }

        var said = new List<string>();
        foreach (var build in builds)
        {
            project.Options = project.Options with { FullRefresh = build.Contains("--full-refresh", StringComparison.Ordinal) };
            said.AddRange(project.Run().Results.Where(r => r.Failed).Select(r => $"{r.Node.Name}: {r.Message}"));
        }

        var answer = string.Join('\n', [.. said.Count > 0 ? ["fails"] : Array.Empty<string>(), .. Rows(project, query)]);
        answer.ShouldBe(expected, string.Join('\n', said));
    }

    private static string[] Rows(TestProject project, string query)
    {
        try
        {
            return project.Rows(query);
        }
        catch (WarehouseException)
        {
            return ["no answer"];
        }
    }

    private static IEnumerable<(string Name, string Text)> Sections(string path)
    {
        foreach (var part in ("\n" + File.ReadAllText(path).ReplaceLineEndings("\n")).Split("\n--- ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = part.IndexOf('\n', StringComparison.Ordinal);
            yield return end < 0 ? (part, string.Empty) : (part[..end].Trim(), part[(end + 1)..] + "\n");
        }
    }
}
