using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Transform.Adapters;

namespace Transform.Bench.Warehouses;

/// <summary>Seeds, reading and the engine's own time per model, on each warehouse, beside the warehouse's own tools. The two sides take
/// turns; the figures are medians.</summary>
internal sealed class WarehouseBench(Flags flags, string folder)
{
    private const string Loaded = "bench_loaded";
    private const string Numbers = "bench_numbers";
    private const int NumericColumns = 10;

    private readonly int rounds = flags.Number("rounds", 5);
    private readonly int rows = flags.Number("rows", 1_000_000);
    private readonly int models = flags.Number("models", 300);
    private readonly string program = Path.GetFullPath(flags.Text("transform", Path.Combine(ReportOptions.FindRoot(), "transform")));

    public static int Run(Flags flags)
    {
        var folder = Directory.CreateTempSubdirectory("transform-bench-").FullName;
        try
        {
            var bench = new WarehouseBench(flags, folder);
            var warehouses = flags.List("warehouses", "duckdb,postgres,clickhouse").Select(key => Warehouse.Of(key, folder)).OfType<Warehouse>().ToList();
            foreach (var part in flags.List("only", "seeds,reading,models"))
            {
                Console.WriteLine(part switch
                {
                    "seeds" => bench.Seeds(warehouses),
                    "reading" => bench.Reading(warehouses),
                    "models" => bench.Models(warehouses),
                    _ => throw new ArgumentException($"There is no part {part}."),
                });
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whole processes of <c>transform seed</c>, with the columns' types in the YAML and without, beside the plain import.</summary>
    private string Seeds(List<Warehouse> warehouses)
    {
        var text = new StringBuilder("| warehouse | own import | s | `transform seed`, types given | × | types found out | × |\n|---|---|---:|---:|---:|---:|---:|\n");
        var csv = Path.Combine(folder, "seeds", "typed.csv");
        SeedFile.Write(csv, rows);
        File.Copy(csv, Path.Combine(folder, "seeds", "untyped.csv"));
        Put("seeds/seeds.yml", "seeds: [{name: typed, config: {column_types: {"
            + string.Join(", ", SeedFile.Columns.Select(c => $"{c.Name}: \"{c.Type}\"")) + "}}}]\n");
        foreach (var warehouse in warehouses)
        {
            Profile(warehouse);
            List<double> own = [];
            List<double> typed = [];
            List<double> untyped = [];
            for (var round = 0; round < rounds; round++)
            {
                Prepare(warehouse, $"create table {Loaded} ({string.Join(", ", SeedFile.Columns.Select(c => $"{c.Name} {c.Type}"))}) {warehouse.TableOptions}", Loaded);
                own.Add(Seconds(() => warehouse.Import(csv, Loaded)));
                typed.Add(Transform("seed", "--full-refresh", "--select", "typed"));
                untyped.Add(Transform("seed", "--full-refresh", "--select", "untyped"));
            }

            text.Append(CultureInfo.InvariantCulture, $"| {warehouse.Key} | {warehouse.ImportTool} | {Median(own):0.00} | {Median(typed):0.00} | {Median(typed) / Median(own):0.00} | {Median(untyped):0.00} | {Median(untyped) / Median(own):0.00} |\n");
        }

        return text.ToString();
    }

    /// <summary>Bigint and double columns, read by the typed getters.</summary>
    private string Reading(List<Warehouse> warehouses)
    {
        var text = new StringBuilder("| warehouse | quickest client | s | adapter | × | bytes allocated a value |\n|---|---|---:|---:|---:|---:|\n");
        foreach (var warehouse in warehouses)
        {
            var columns = Enumerable.Range(0, NumericColumns).Select(i => i % 2 == 0 ? $"cast(n * {i + 3} as bigint) as c{i}" : $"cast(n * 0.{i} as double precision) as c{i}");
            Prepare(warehouse, $"create table {Numbers} {warehouse.TableOptions} as select {string.Join(", ", columns)} from {warehouse.Series(rows)}", Numbers);
            var query = $"select * from {Numbers}";
            List<double> own = [];
            List<double> ours = [];
            long allocated = 0;
            for (var round = 0; round < rounds; round++)
            {
                own.Add(Seconds(() => warehouse.Read(query)));
                using var adapter = warehouse.Factory.Create(warehouse.Output(folder));
                using var connection = adapter.Connect(CancellationToken.None);
                var before = GC.GetTotalAllocatedBytes(precise: true);
                ours.Add(Seconds(() => Read(connection, query)));
                allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
            }

            text.Append(CultureInfo.InvariantCulture, $"| {warehouse.Key} | {warehouse.ReadTool} | {Median(own):0.000} | {Median(ours):0.000} | {Median(ours) / Median(own):0.00} | {(double)allocated / rows / NumericColumns:0.00} |\n");
        }

        return text.ToString();
    }

    /// <summary>A run of views and one of tables on one thread: the clock on the wall less what the warehouse took for the statements.</summary>
    private string Models(List<Warehouse> warehouses)
    {
        var text = new StringBuilder("| warehouse | views, ms each | of these the engine's | tables, ms each | of these the engine's |\n|---|---:|---:|---:|---:|\n");
        foreach (var warehouse in warehouses)
        {
            Profile(warehouse);
            text.Append(CultureInfo.InvariantCulture, $"| {warehouse.Key} |");
            foreach (var kind in new[] { "view", "table" })
            {
                Directory.CreateDirectory(Path.Combine(folder, "models"));
                for (var i = 0; i < models; i++)
                {
                    Put($"models/m{i}.sql", $"{{{{ config(materialized='{kind}', alias='bench_{kind}_{i}') }}}}\nselect {i} as id\n");
                }

                List<double> wall = [];
                List<double> engine = [];
                for (var round = 0; round < rounds; round++)
                {
                    var seconds = Transform("run", "--threads", "1");
                    wall.Add(seconds);
                    engine.Add(seconds - WarehouseSeconds());
                }

                text.Append(CultureInfo.InvariantCulture, $" {Median(wall) / models * 1000:0.00} | {Median(engine) / models * 1000:0.00} |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Read(IWarehouseConnection connection, string query)
    {
        using var reader = connection.Query(query, CancellationToken.None);
        long sum = 0;
        while (reader.Read())
        {
            for (var i = 0; i < NumericColumns; i += 2)
            {
                sum += reader.GetInt64(i) + (long)reader.GetDouble(i + 1);
            }
        }

        GC.KeepAlive(sum);
    }

    private void Prepare(Warehouse warehouse, string sql, string table)
    {
        using var adapter = warehouse.Factory.Create(warehouse.Output(folder));
        using var connection = adapter.Connect(CancellationToken.None);
        connection.Execute($"drop table if exists {table}", CancellationToken.None);
        connection.Execute(sql, CancellationToken.None);
    }

    private void Profile(Warehouse warehouse)
    {
        Put("dbt_project.yml", "name: bench\nprofile: bench\n");
        var output = JsonSerializer.Serialize(warehouse.Values);
        Put("profiles.yml", $"bench: {{target: dev, outputs: {{dev: {output}}}}}\n");
    }

    private double Transform(params string[] arguments)
    {
        var sample = Spawn.Run([program, .. arguments, "--profiles-dir", "."], folder);
        return sample.ExitCode == 0 ? sample.Wall.TotalSeconds : throw new InvalidOperationException(sample.Log);
    }

    // Transform notes for each node how long the warehouse had it.
    private double WarehouseSeconds()
    {
        using var results = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "target", "run_results.json")));
        return results.RootElement.GetProperty("results").EnumerateArray()
            .Sum(result => result.GetProperty("adapter_response").GetProperty("warehouse_seconds").GetDouble());
    }

    private void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
        File.WriteAllText(Path.Combine(folder, path), text);
    }

    private static double Seconds(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
