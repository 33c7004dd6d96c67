using System.Globalization;

namespace Transform.Bench;

/// <summary>What to measure.</summary>
internal sealed class ReportOptions
{
    public ReportOptions(Flags flags)
    {
        Root = FindRoot();
        Sizes = [.. flags.List("sizes", "1000,10000").Select(size => int.Parse(size, CultureInfo.InvariantCulture))];
        Views = flags.Number("views", 1000);
        Runs = flags.Number("runs", 5);
        Transform = Path.GetFullPath(flags.Text("transform", Path.Combine(Root, "transform")));
        Work = Path.GetFullPath(flags.Text("work", Path.Combine(Path.GetTempPath(), "transform-bench")));
        Out = Path.GetFullPath(flags.Text("out", Path.Combine(Root, "engine", "bench", "REPORT.md")));
        Only = [.. flags.List("only", "start,parse,again,edit,one,compile,ls,views")];
        Peers = flags.List("peers", "dbt,dbt2");
        Skip = [.. flags.List("skip", string.Empty)];
        Flags = flags;
        foreach (var entry in flags.List("slow", "dbt:1000"))
        {
            var parts = entry.Split(':');
            Slow[parts[0]] = int.Parse(parts[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The repository.</summary>
    public string Root { get; }

    public int[] Sizes { get; }

    /// <summary>How many trivial views to build.</summary>
    public int Views { get; }

    public int Runs { get; }

    public string Transform { get; }

    public string Work { get; }

    public string Out { get; }

    public HashSet<string> Only { get; }

    public string[] Peers { get; }

    /// <summary>What is left out, as <c>peer/scenario/size</c>: a peer may take minutes where another takes seconds.</summary>
    public HashSet<string> Skip { get; }

    public Flags Flags { get; }

    /// <summary>Peers that run only once on projects of more models than this.</summary>
    public Dictionary<string, int> Slow { get; } = new(StringComparer.Ordinal);

    /// <summary>The repository's folder.</summary>
    public static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Transform.sln")))
            {
                return folder.FullName;
            }
        }

        return Environment.CurrentDirectory;
    }
}
