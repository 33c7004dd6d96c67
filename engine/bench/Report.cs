using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Transform.Bench;

/// <summary>Measures the scenarios, contender after contender within each round so that a busy moment of the machine hits all
/// alike, and writes the medians.</summary>
internal sealed class Report(ReportOptions options, List<Contender> contenders)
{
    private readonly List<Row> rows = [];

    public static int Run(ReportOptions options)
    {
        var report = new Report(options, Contender.Find(options));
        report.Measure();
        File.WriteAllText(options.Out, new ReportText(options, report.rows, report.contenders).ToString());
        Console.Error.WriteLine($"Written: {options.Out}");
        return report.rows.SelectMany(row => row.Cells.Values).Any(cell => cell.Failure is not null) ? 1 : 0;
    }

    private readonly List<Contender> contenders = contenders;

    private void Measure()
    {
        Directory.CreateDirectory(options.Work);
        if (options.Only.Contains(Scenario.Start.Key))
        {
            Measure(Scenario.Start, 0, _ => options.Work);
        }

        foreach (var size in options.Sizes)
        {
            var wanted = Scenario.OnProjects.Where(scenario => options.Only.Contains(scenario.Key)).ToList();
            if (wanted.Count > 0)
            {
                var folders = Generate(new SyntheticOptions { Models = size });
                wanted.ForEach(scenario => Measure(scenario, size, contender => folders[contender.Key]));
            }
        }

        if (options.Only.Contains(Scenario.Views.Key))
        {
            var folders = Generate(new SyntheticOptions { Models = options.Views, Layers = 2, Trivial = true });
            Measure(Scenario.Views, options.Views, contender => folders[contender.Key]);
        }

        Directory.Delete(options.Work, recursive: true);
    }

    private Dictionary<string, string> Generate(SyntheticOptions project)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var contender in contenders)
        {
            var folder = Path.Combine(options.Work, $"{contender.Key}-{project.Models}{(project.Trivial ? "-views" : string.Empty)}");
            SyntheticProject.Write(folder, project);
            folders[contender.Key] = folder;
        }

        return folders;
    }

    private void Measure(Scenario scenario, int size, Func<Contender, string> folderOf)
    {
        var cells = contenders.ToDictionary(c => c.Key, _ => new Cell(), StringComparer.Ordinal);
        for (var round = 0; round < options.Runs; round++)
        {
            foreach (var contender in contenders)
            {
                var cell = cells[contender.Key];
                var slow = options.Slow.TryGetValue(contender.Key, out var limit) && size > limit;
                var skipped = options.Skip.Contains(FormattableString.Invariant($"{contender.Key}/{scenario.Key}/{size}"));
                if (cell.Failure is null && !skipped && (round == 0 || !slow))
                {
                    Once(scenario, contender, folderOf(contender), round == 0, cell);
                }
            }
        }

        rows.Add(new Row(scenario, size, cells));
    }

    private static void Once(Scenario scenario, Contender contender, string folder, bool first, Cell cell)
    {
        if (scenario.Clean)
        {
            foreach (var generated in new[] { "target", "logs" })
            {
                if (Directory.Exists(Path.Combine(folder, generated)))
                {
                    // Not deleted: ext4 looks at each file that was deleted in the last minutes before it makes a new one.
                    Directory.Move(Path.Combine(folder, generated), $"{folder}-{generated}-{Guid.NewGuid():N}");
                }
            }
        }

        Directory.CreateDirectory(Path.Combine(folder, "target"));
        string[] command = [.. contender.Command, .. scenario.Arguments(contender)];
        if (scenario.Prime && first)
        {
            Spawn.Run(command, folder, contender.Environment);
        }

        if (scenario.Edits)
        {
            File.AppendAllText(SyntheticProject.FileOfSomeModel(folder), "\n-- changed");
        }

        // What one has left for the disk is not to be waited for by the next.
        Spawn.Run(["sync"], folder);
        var sample = Spawn.Run(command, folder, contender.Environment);
        Console.Error.WriteLine(
            $"{scenario.Title}, {Path.GetFileName(folder)}, {contender.Title}: {sample.Wall.TotalSeconds:0.000} s, {sample.PeakMegabytes:0} MB");
        if (sample.ExitCode != 0)
        {
            cell.Failure = $"exit {sample.ExitCode}";
            Console.Error.WriteLine(sample.Log.Length > 2000 ? sample.Log[^2000..] : sample.Log);
            return;
        }

        cell.Samples.Add(sample);
        if (scenario == Scenario.Views)
        {
            cell.WarehouseSeconds.Add(WarehouseSeconds(Path.Combine(folder, "target", "run_results.json")));
        }
    }

    // Transform notes for each node how long the warehouse had it.
    private static double? WarehouseSeconds(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        using var results = JsonDocument.Parse(File.ReadAllBytes(path));
        double? sum = null;
        foreach (var result in results.RootElement.GetProperty("results").EnumerateArray())
        {
            if (result.TryGetProperty("adapter_response", out var response)
                && response.TryGetProperty("warehouse_seconds", out var seconds))
            {
                sum = (sum ?? 0) + seconds.GetDouble();
            }
        }

        return sum;
    }
}

/// <summary>One scenario on one size of project.</summary>
internal sealed record Row(Scenario Scenario, int Size, Dictionary<string, Cell> Cells);

/// <summary>One contender's measurements.</summary>
internal sealed class Cell
{
    public List<Sample> Samples { get; } = [];

    public List<double?> WarehouseSeconds { get; } = [];

    public string? Failure { get; set; }

    public double Wall => Median(Samples.Select(s => s.Wall.TotalSeconds));

    public double Cpu => Median(Samples.Select(s => s.Cpu.TotalSeconds));

    public double Peak => Median(Samples.Select(s => s.PeakMegabytes));

    /// <summary>Time outside the warehouse, where the run results say how long that had.</summary>
    public double? Engine => WarehouseSeconds.Count == Samples.Count && WarehouseSeconds.All(s => s is not null) && Samples.Count > 0
        ? Median(Samples.Zip(WarehouseSeconds, (sample, warehouse) => sample.Wall.TotalSeconds - warehouse!.Value))
        : null;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
            : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
