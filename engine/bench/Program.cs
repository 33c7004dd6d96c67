using Transform.Bench;
using Transform.Bench.Warehouses;

return args switch
{
    ["generate", .. var rest] => Generate(new Flags(rest)),
    ["report", .. var rest] => Report.Run(new ReportOptions(new Flags(rest))),
    ["templates", .. var rest] => TemplateBench.Run(new Flags(rest), ReportOptions.FindRoot()),
    ["warehouses", .. var rest] => WarehouseBench.Run(new Flags(rest)),
    ["scheduler", .. var rest] => SchedulerBench.Run(new Flags(rest)),
    ["measure", .. var command] when command.Length > 0 => Measure(command),
    _ => Usage(),
};

static int Generate(Flags flags)
{
    SyntheticProject.Write(flags.Text("out", "synthetic"), new SyntheticOptions
    {
        Models = flags.Number("models", 1000),
        Layers = flags.Number("layers", 10),
        YamlPerFolder = flags.Text("yaml", "model") == "folder",
        Trivial = flags.Has("trivial"),
    });
    return 0;
}

static int Measure(string[] command)
{
    var sample = Spawn.Run(command, Environment.CurrentDirectory);
    Console.WriteLine(
        $"exit {sample.ExitCode}  wall {sample.Wall.TotalSeconds:0.000} s  cpu {sample.Cpu.TotalSeconds:0.000} s  peak {sample.PeakMegabytes:0} MB");
    return sample.ExitCode;
}

static int Usage()
{
    Console.Error.WriteLine("""
        generate --models N --out DIR [--layers 10] [--yaml model|folder] [--trivial]
            Writes a synthetic project, the same every time.
        report [--sizes 1000,10000] [--views 1000] [--runs 5] [--peers dbt,dbt2] [--slow dbt:1000] [--only start,parse,...]
               [--transform PATH] [--work DIR] [--out FILE]
            Measures Transform, and the peers where TRANSFORM_PEERS names their folder, and writes the report.
            --slow NAME:N runs a peer only once on projects of more than N models.
        templates [--only small,macro_heavy,columns] [--rounds 7] [--milliseconds 400] [--threads N]
            Times the rendering of templates, and the real Jinja2's where TRANSFORM_PEERS names its folder.
        warehouses [--warehouses duckdb,postgres,clickhouse] [--only seeds,reading,models] [--rows 1000000] [--models 300] [--rounds 5] [--transform PATH]
            Measures seeds, reading and the engine's own time, beside the warehouses' own tools. PGPORT and CLICKHOUSE_PORT name their servers.
        scheduler [--sizes 10000,100000] [--threads 1,2,8] [--rounds 5]
            Times the handing out of nodes that do nothing.
        measure COMMAND...
            Measures one command: wall clock, CPU and peak memory.
        """);
    return 2;
}
