using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Tests.Servers;

[assembly: AssemblyFixture(typeof(EmbeddedClickHouse))]

namespace Transform.Tests.Servers;

/// <summary>ClickHouse's engine in this process. It runs on one folder, in which each test has a database of its own.</summary>
public sealed class EmbeddedClickHouse : IDisposable
{
    private static readonly Lazy<string> Folder = new(() => Directory.CreateTempSubdirectory("transform-chdb-").FullName);
    private static int databases;

    /// <summary>An output of a profile for a new, empty database.</summary>
    public static ProfileOutput NewDatabase() => new(
        "dev",
        new Dictionary<string, object?>
        {
            ["type"] = "clickhouse",
            ["path"] = Folder.Value,
            ["schema"] = $"test_{Interlocked.Increment(ref databases)}",
            ["threads"] = 4L,
        },
        Path.GetTempPath(),
        Path.GetTempPath());

    public static void DropDatabase(ProfileOutput output)
    {
        using var adapter = new ClickHouseAdapterFactory().Create(output);
        using var connection = adapter.Connect(CancellationToken.None);
        connection.Execute($"drop database if exists `{output.Values["schema"]}` sync", CancellationToken.None);
    }

    public void Dispose()
    {
        // The engine still has it open, and ends with the process.
        if (Folder.IsValueCreated)
        {
            Directory.Delete(Folder.Value, recursive: true);
        }
    }
}
