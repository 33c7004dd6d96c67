using System.Globalization;
using System.Text;

namespace Transform.Bench;

/// <summary>The report as Markdown.</summary>
internal sealed class ReportText(ReportOptions options, IReadOnlyList<Row> rows, IReadOnlyList<Contender> contenders)
{
    private readonly StringBuilder text = new();

    public override string ToString()
    {
        text.Clear();
        Line("# Benchmarks");
        Line();
        Line("Whole processes, from start to exit: seconds on the wall / seconds of CPU / peak memory in MB. Each figure is the");
        Line($"median of {options.Runs} runs; the contenders take turns within each round, so that all meet the same machine. A figure");
        Line("with `*` is one single run. The ratio says how many times as long the other one takes on the wall.");
        Line();
        Line($"Machine: {Machine()}.");
        Line();
        Line("The projects are synthetic (`generate`): every model reads two models of the layer before it and calls three macros;");
        Line("each has its own YAML file with a description and two tests. \"Cold\" means without `target/`.");
        Line();
        Table(rows.Where(row => row.Scenario != Scenario.Views));
        foreach (var row in rows.Where(row => row.Scenario == Scenario.Views))
        {
            Views(row);
        }

        Line("## Run again");
        Line();
        Line("```sh");
        Line("dotnet run -c Release --project engine/bench -- report" + Arguments());
        Line("```");
        Line();
        Line("`TRANSFORM_PEERS` names the folder with the peers (`dbt/run dbt` and `dbt/run dbt2` start them); without it only");
        Line("Transform is measured. `-- generate --models N --out DIR` writes a project to look at.");
        return text.ToString();
    }

    private static string Number(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Machine()
    {
        var model = Field("/proc/cpuinfo", "model name") ?? "unknown processor";
        var memory = double.Parse(Field("/proc/meminfo", "MemTotal")?.Split(' ')[0] ?? "0", CultureInfo.InvariantCulture) / 1024 / 1024;
        return $"{Environment.ProcessorCount} cores of {model}, {Number(memory, "0")} GB, Linux, .NET {Environment.Version}";
    }

    private static string? Field(string path, string name)
    {
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith(name, StringComparison.Ordinal))
            {
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
            }
        }

        return null;
    }

    private void Line(string line = "") => text.Append(line).Append('\n');

    private void Table(IEnumerable<Row> shown)
    {
        Line("| | models | " + string.Join(" | ", contenders.Select(c => c.Title)) + Titles());
        Line("|---|---:|" + string.Concat(contenders.Select(_ => "---|")) + string.Concat(Peers.Select(_ => "---:|")));
        foreach (var row in shown)
        {
            var cells = contenders.Select(contender => Show(row.Cells[contender.Key]));
            Line($"| {row.Scenario.Title} | {(row.Size == 0 ? string.Empty : row.Size.ToString("N0", CultureInfo.InvariantCulture))} | "
                + string.Join(" | ", cells) + Ratios(row));
        }

        Line();
    }

    private IEnumerable<Contender> Peers => contenders.Where(c => !c.IsOurs);

    private string Titles() => string.Concat(Peers.Select(peer => $" | × {peer.Title}")) + " |";

    private string Ratios(Row row)
    {
        var ours = row.Cells[Contender.Ours];
        return string.Concat(Peers.Select(peer =>
        {
            var ratio = row.Cells[peer.Key].Wall / ours.Wall;
            return " | " + (double.IsNaN(ratio) ? "–" : Number(ratio, "0.0"));
        })) + " |";
    }

    private string Show(Cell cell) => cell.Failure is { } failure
        ? failure
        : cell.Samples.Count == 0 ? "not measured"
        : $"{Number(cell.Wall, cell.Wall < 1 ? "0.000" : "0.00")} / {Number(cell.Cpu)} / {Number(cell.Peak, "0")}{(cell.Samples.Count < options.Runs ? "*" : string.Empty)}";

    private void Views(Row row)
    {
        Line($"## {row.Size.ToString("N0", CultureInfo.InvariantCulture)} trivial views on DuckDB");
        Line();
        Line("One thread, a new database; parsing, compiling and every statement included.");
        Line();
        Line("| | wall s / CPU s / peak MB | ms a view |");
        Line("|---|---|---:|");
        foreach (var contender in contenders)
        {
            var cell = row.Cells[contender.Key];
            Line($"| {contender.Title} | {Show(cell)} | {(cell.Failure is null ? Number(cell.Wall / row.Size * 1000) : "–")} |");
        }

        Line();
        if (row.Cells[Contender.Ours].Engine is { } engine)
        {
            Line($"Of ours, {Number(engine / row.Size * 1000)} ms a view are the engine's own: the wall clock less what DuckDB took for the");
            Line("statements (`warehouse_seconds` in the run results).");
            Line();
        }
    }

    private string Arguments()
    {
        var arguments = new StringBuilder();
        foreach (var name in new[] { "sizes", "views", "runs", "peers", "slow", "skip", "only" })
        {
            if (options.Flags.Has(name))
            {
                arguments.Append(" --").Append(name).Append(' ').Append(options.Flags.Text(name, string.Empty));
            }
        }

        return arguments.ToString();
    }
}
