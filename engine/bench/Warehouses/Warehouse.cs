using System.Diagnostics;
using System.Globalization;
using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Adapters.DuckDb;
using Transform.Adapters.Postgres;

namespace Transform.Bench.Warehouses;

/// <summary>A warehouse to measure, beside the quickest way past Transform.</summary>
/// <param name="Key">Its name in options and in the profile.</param>
/// <param name="Factory">Its adapter.</param>
/// <param name="Values">The profile's output.</param>
/// <param name="ImportTool">What the file is loaded with, for the report.</param>
/// <param name="Import">Loads a file into an empty table of that name, whose columns are there.</param>
/// <param name="ReadTool">What the rows are read with, for the report.</param>
/// <param name="Read">Reads all that a query gives.</param>
internal sealed record Warehouse(
    string Key, IAdapterFactory Factory, Dictionary<string, object?> Values, string ImportTool, Action<string, string> Import, string ReadTool, Action<string> Read)
{
    public static Warehouse? Of(string key, string folder) => key switch
    {
        "duckdb" => DuckDb(Path.Combine(folder, "bench.duckdb")),
        "postgres" => Postgres(),
        "clickhouse" => ClickHouse(),
        _ => throw new ArgumentException($"There is no warehouse {key} to measure."),
    };

    /// <summary>What a table that is made needs besides its columns.</summary>
    public string TableOptions { get; init; } = string.Empty;

    /// <summary>What gives a column <c>n</c> from 1 to a number of rows.</summary>
    public Func<int, string> Series { get; init; } = static rows => $"(select i as n from generate_series(1, {rows}) as g(i)) as s";

    public ProfileOutput Output(string folder) => new(Key, Values, folder, folder);

    private static Warehouse DuckDb(string file) => new(
        "duckdb",
        new DuckDbAdapterFactory(),
        new() { ["type"] = "duckdb", ["path"] = file },
        "`insert from read_csv`, C API",
        (csv, table) => DuckDbDirect.Run(file, $"insert into {table} from read_csv('{csv}', header = true)"),
        "C API",
        query => DuckDbDirect.Run(file, query));

    // psql and this program both go by PostgreSQL's own variables.
    private static Warehouse? Postgres()
    {
        static string Variable(string name, string fallback) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : fallback;
        return Environment.GetEnvironmentVariable("PGPORT") is not { Length: > 0 } port ? null : new Warehouse(
            "postgres",
            new PostgresAdapterFactory(),
            new()
            {
                ["type"] = "postgres",
                ["host"] = Variable("PGHOST", "127.0.0.1"),
                ["port"] = long.Parse(port, CultureInfo.InvariantCulture),
                ["user"] = Variable("PGUSER", Environment.UserName),
                ["password"] = Variable("PGPASSWORD", "none"),
                ["dbname"] = Variable("PGDATABASE", "postgres"),
                ["schema"] = "public",
            },
            "`psql \\copy`",
            (csv, table) => Psql($"\\copy {table} from '{csv}' with (format csv, header)"),
            "`psql`, `copy ... to stdout`",
            query => Psql($"copy ({query}) to stdout"));
    }

    private static Warehouse? ClickHouse() => Environment.GetEnvironmentVariable("CLICKHOUSE_PORT") is not { Length: > 0 } port ? null : new Warehouse(
        "clickhouse",
        new ClickHouseAdapterFactory(),
        new()
        {
            ["type"] = "clickhouse",
            ["host"] = "127.0.0.1",
            ["port"] = long.Parse(port, CultureInfo.InvariantCulture),
            ["user"] = "default",
            ["schema"] = "default",
        },
        "HTTP, `insert ... format CSVWithNames`",
        (csv, table) =>
        {
            using var file = File.OpenRead(csv);
            Http(port, $"insert into {table} format CSVWithNames", new StreamContent(file, 1 << 16));
        },
        "HTTP, RowBinary",
        query => Http(port, string.Empty, new StringContent(query + " format RowBinary")))
    {
        TableOptions = "engine = MergeTree order by tuple()",
        Series = static rows => $"(select number + 1 as n from numbers({rows})) as s",
    };

    private static void Http(string port, string query, HttpContent content)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{port}/?query={Uri.EscapeDataString(query)}") { Content = content };
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead);
        using var stream = response.Content.ReadAsStream();
        if (!response.IsSuccessStatusCode)
        {
            using var reader = new StreamReader(stream);
            throw new InvalidOperationException(reader.ReadToEnd());
        }

        stream.CopyTo(Stream.Null, 1 << 16);
    }

    private static void Psql(string command)
    {
        var start = new ProcessStartInfo("psql", ["-q", "-h", Environment.GetEnvironmentVariable("PGHOST") ?? "127.0.0.1", "-v", "ON_ERROR_STOP=1", "-c", command])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        process.StandardOutput.BaseStream.CopyTo(Stream.Null, 1 << 16);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"psql ended with {process.ExitCode}.");
        }
    }
}
