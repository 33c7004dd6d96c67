namespace Transform.Bench;

/// <summary>A program to measure.</summary>
/// <param name="Key">Its name in options.</param>
/// <param name="Title">Its name in the report.</param>
/// <param name="Command">How it is started.</param>
internal sealed record Contender(string Key, string Title, IReadOnlyList<string> Command)
{
    public const string Ours = "transform";

    /// <summary>Added to the environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public bool IsOurs => Key == Ours;

    /// <summary>Transform, and the peers that are there.</summary>
    public static List<Contender> Find(ReportOptions options)
    {
        var all = new List<Contender> { new(Ours, "Transform", [options.Transform]) };
        var peers = System.Environment.GetEnvironmentVariable("TRANSFORM_PEERS");
        var run = peers is null ? null : Path.Combine(peers, "dbt", "run");
        if (run is null || !File.Exists(run))
        {
            return all;
        }

        if (options.Peers.Contains("dbt"))
        {
            all.Add(new Contender("dbt", "dbt-core 1.11", [run, "dbt"]));
        }

        if (options.Peers.Contains("dbt2"))
        {
            var library = NativeFolder(options.Root);
            all.Add(new Contender("dbt2", "dbt Core 2.0", [run, "dbt2"])
            {
                Environment = library is null
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = library },
            });
        }

        return all;
    }

    // The engine that Transform's own restore has fetched.
    private static string? NativeFolder(string root)
    {
        var modules = Path.Combine(root, "engine", "node_modules");
        return Directory.Exists(modules)
            ? Directory.EnumerateFiles(modules, "libduckdb.so", SearchOption.AllDirectories).Select(Path.GetDirectoryName).FirstOrDefault()
            : null;
    }
}
