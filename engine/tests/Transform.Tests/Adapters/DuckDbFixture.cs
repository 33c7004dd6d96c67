using Transform.Adapters;
using Transform.Adapters.DuckDb;

namespace Transform.Tests.Adapters;

/// <summary>A folder and an adapter on it, both gone at the end.</summary>
internal sealed class DuckDbFixture : IDisposable
{
    private DuckDbFixture(IReadOnlyDictionary<string, object?> values)
    {
        Folder = Directory.CreateTempSubdirectory("transform-duckdb-").FullName;
        Output = new ProfileOutput("dev", values, Folder, Path.Combine(Folder, "target"));
        Adapter = new DuckDbAdapterFactory().Create(Output);
    }

    public string Folder { get; }

    public ProfileOutput Output { get; }

    public IAdapter Adapter { get; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static DuckDbFixture InMemory() => new(new Dictionary<string, object?> { ["path"] = ":memory:" });

    public static DuckDbFixture OnFile() => new(new Dictionary<string, object?>());

    public static DuckDbFixture With(params (string Key, object? Value)[] values) =>
        new(values.ToDictionary(v => v.Key, v => v.Value));

    public IWarehouseConnection Connect() => Adapter.Connect(Token);

    /// <summary>Writes a file and gives its absolute path.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    public void Dispose()
    {
        Adapter.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}

internal static class ConnectionExtensions
{
    public static void Run(this IWarehouseConnection connection, string sql) => connection.Execute(sql, DuckDbFixture.Token);

    public static List<object?[]> Rows(this IWarehouseConnection connection, string sql)
    {
        using var reader = connection.Query(sql, DuckDbFixture.Token);
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            var row = new object?[reader.Columns.Length];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    public static object? Scalar(this IWarehouseConnection connection, string sql) => connection.Rows(sql)[0][0];
}
