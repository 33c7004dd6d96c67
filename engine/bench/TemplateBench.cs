using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Transform.Core;
using Transform.Templating;

namespace Transform.Bench;

/// <summary>Times the rendering of the templates in <c>templates/</c>, which are compiled beforehand, on one thread: ours and,
/// where the peers are, the real Jinja2 in a process of its own. The two take turns, so that both meet the same machine.</summary>
internal sealed class TemplateBench : IDisposable
{
    private const double WarmUpSeconds = 2;

    private static readonly string[] Names = ["small", "macro_heavy", "columns"];

    private readonly int rounds;
    private readonly TimeSpan length;
    private readonly Dictionary<string, Template> templates;
    private readonly DictScope context;
    private readonly List<JinjaPeer> peers = [];
    private long allocated;

    private TemplateBench(string folder, int rounds, TimeSpan length)
    {
        this.rounds = rounds;
        this.length = length;
        var names = Context();
        foreach (var macro in Parse(Path.Combine(folder, "macros.jinja")).Blocks)
        {
            names[macro.Name] = Value.From(macro);
        }

        context = new DictScope(names);
        templates = Names.ToDictionary(name => name, name => Parse(Path.Combine(folder, name + ".sql")));
        foreach (var (kind, title) in new[] { ("plain", "`Environment`"), ("sandbox", "`SandboxedEnvironment`") })
        {
            if (JinjaPeer.TryStart(Path.Combine(folder, "peer.py"), kind, title) is { } peer)
            {
                peers.Add(peer);
            }
        }
    }

    public static int Run(Flags flags, string root)
    {
        var folder = Path.Combine(root, "engine", "bench", "templates");
        using var bench = new TemplateBench(
            folder, flags.Number("rounds", 7), TimeSpan.FromMilliseconds(flags.Number("milliseconds", 400)));
        Console.Write(bench.Measure(flags.List("only", string.Join(',', Names)), flags.Number("threads", 0)));
        return 0;
    }

    public void Dispose() => peers.ForEach(peer => peer.Dispose());

    private string Measure(string[] only, int threads)
    {
        var text = new System.Text.StringBuilder();
        text.Append("| template | Transform | bytes each |").Append(string.Concat(peers.Select(p => $" {p.Title} | × |"))).Append(threads > 0 ? $" Transform, {threads} threads |\n" : "\n");
        text.Append("|---|---:|---:|").Append(string.Concat(peers.Select(_ => "---:|---:|"))).Append(threads > 0 ? "---:|\n" : "\n");
        foreach (var name in only)
        {
            foreach (var peer in peers)
            {
                peer.RequireSame(name, Renderer.Render(templates[name], new RenderState(context)));
            }

            var count = CountFor(n => Time(name, n));
            var counts = peers.Select(peer => CountFor(n => peer.Time(name, n))).ToList();
            var ours = new List<double>();
            var together = new List<double>();
            var theirs = peers.Select(_ => new List<double>()).ToList();
            for (var round = 0; round < rounds; round++)
            {
                ours.Add(Time(name, count) / count);
                for (var i = 0; i < peers.Count; i++)
                {
                    theirs[i].Add(peers[i].Time(name, counts[i]) / counts[i]);
                }

                if (threads > 0)
                {
                    together.Add(TimeOnThreads(name, count, threads) / count / threads);
                }
            }

            text.Append($"| {name} | {PerSecond(Median(ours))} | {allocated.ToString("N0", CultureInfo.InvariantCulture)} |");
            foreach (var samples in theirs)
            {
                text.Append($" {PerSecond(Median(samples))} | {(Median(samples) / Median(ours)).ToString("0.0", CultureInfo.InvariantCulture)} |");
            }

            text.Append(threads > 0 ? $" {PerSecond(Median(together))} |\n" : "\n");
        }

        return text.ToString();
    }

    private double Time(string name, int count)
    {
        var template = templates[name];
        GC.Collect();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < count; i++)
        {
            Renderer.Render(template, new RenderState(context));
        }

        allocated = (GC.GetAllocatedBytesForCurrentThread() - bytes) / count;
        return (Environment.CpuUsage.TotalTime - started).TotalSeconds;
    }

    // By the clock on the wall. The threads share the templates.
    private double TimeOnThreads(string name, int count, int threads)
    {
        var started = Stopwatch.GetTimestamp();
        var all = Enumerable.Range(0, threads).Select(_ => new Thread(() => Time(name, count))).ToList();
        all.ForEach(thread => thread.Start());
        all.ForEach(thread => thread.Join());
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    // How many renders fill a round, after as many as it takes to be warm: the compiler optimizes what runs long enough.
    private int CountFor(Func<int, double> time)
    {
        for (var warm = 0.0; warm < WarmUpSeconds;)
        {
            warm += time(500);
        }

        var count = 16;
        double seconds;
        while ((seconds = time(count)) < length.TotalSeconds / 4)
        {
            count *= 2;
        }

        seconds = time(count);
        return Math.Max(1, (int)(count * length.TotalSeconds / seconds));
    }

    private static Dictionary<string, Value> Context()
    {
        string[] types = ["text", "integer", "decimal", "date"];
        return new Dictionary<string, Value>
        {
            ["config"] = Value.From("config", static (_, _) => Value.EmptyString),
            ["ref"] = Value.From("ref", static (_, a) => $"\"shop\".\"main\".\"{a.RequireString(0, "name", "ref")}\""),
            ["source"] = Value.From("source", static (_, a) =>
                $"\"shop\".\"{a.RequireString(0, "source", "source")}\".\"{a.RequireString(1, "table", "source")}\""),
            ["var"] = Value.From("var", static (_, a) => a.Get(1, "default", Value.None)),
            ["is_incremental"] = Value.From("is_incremental", static (_, _) => false),
            ["this"] = "\"shop\".\"main\".\"this_model\"",
            ["columns"] = new ListValue(Enumerable.Range(0, 1000).Select(i =>
                (Value)DictValue.Of(("name", $"column_{i}"), ("type", types[i % 4])))),
        };
    }

    private static Template Parse(string path) => Template.Parse(new SourceText(path, File.ReadAllText(path)));

    private static string PerSecond(double seconds) => (1 / seconds).ToString("N0", CultureInfo.InvariantCulture);

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}

/// <summary>The real Jinja2, in a process of its own.</summary>
internal sealed class JinjaPeer : IDisposable
{
    private readonly Process process;

    private JinjaPeer(Process process, string title)
    {
        this.process = process;
        Title = $"{process.StandardOutput.ReadLine()}, {title}";
    }

    public string Title { get; }

    /// <summary>Null where the peers are not there.</summary>
    public static JinjaPeer? TryStart(string script, string kind, string title)
    {
        var peers = Environment.GetEnvironmentVariable("TRANSFORM_PEERS");
        var run = peers is null ? null : Path.Combine(peers, "dbt", "run");
        if (run is null || !File.Exists(run))
        {
            return null;
        }

        var start = new ProcessStartInfo(run, ["python", script, kind]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        return new JinjaPeer(Process.Start(start)!, title);
    }

    /// <summary>The seconds that it takes for so many renders.</summary>
    public double Time(string name, int count) =>
        long.Parse(Ask($"time {name} {count}"), CultureInfo.InvariantCulture) / 1e9;

    public void RequireSame(string name, string ours)
    {
        var theirs = JsonSerializer.Deserialize<string>(Ask($"text {name}"));
        if (ours != theirs)
        {
            throw new InvalidOperationException($"{name} is rendered differently.\n--- Jinja2\n{theirs}\n--- Transform\n{ours}");
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private string Ask(string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Jinja2's process ended.");
    }
}
