using Transform.Adapters.DuckDb;
using Transform.Loading;
using Transform.Planning;
using Transform.Templating;

namespace Transform.Tests.Planning;

/// <summary>Loads and plans the projects of these tests.</summary>
internal static class PlanningProject
{
    public static Graph Build(string folder, DictValue? vars = null, string? target = null) =>
        GraphBuilder.Build(
            ProjectLoader.Load(
                new LoadOptions
                {
                    ProjectDir = folder,
                    ProfilesDir = folder,
                    Vars = vars ?? new DictValue(),
                    Target = target,
                    Environment = new Dictionary<string, string>(),
                    Adapters = [new DuckDbAdapterFactory()],
                    Time = TimeProvider.System,
                    InvocationId = Guid.Empty,
                    Command = "parse",
                },
                CancellationToken.None),
            CancellationToken.None);

    /// <summary>Writes files into a temporary folder, with a minimal project file and profile where none are given.</summary>
    public static string Write(IReadOnlyDictionary<string, string> files)
    {
        var folder = Directory.CreateTempSubdirectory("transform-planning-").FullName;
        var all = new Dictionary<string, string>
        {
            ["dbt_project.yml"] = "name: shop\nprofile: shop\n",
            ["profiles.yml"] = "shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      path: target/shop.duckdb\n      schema: main\n",
        };
        foreach (var (path, text) in files)
        {
            all[path] = text;
        }

        foreach (var (path, text) in all)
        {
            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }

        return folder;
    }
}
