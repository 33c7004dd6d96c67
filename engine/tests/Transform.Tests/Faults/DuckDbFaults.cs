using Shouldly;
using Transform.Adapters;
using Transform.Adapters.DuckDb;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Faults;

/// <summary>What can go wrong in the process and on its disk.</summary>
public sealed class DuckDbFaults() : QueryFaults("duckdb")
{
    private const string Sort = "(select max(t) from (select repeat(md5(i::varchar), 40) || i as t from range(400000) as r(i) order by 1 offset 1) as rows) > ''";

    [Fact]
    public void a_query_that_needs_more_memory_than_there_is() => Breaks(
        "memory", new FaultProject(With(("settings", new Dictionary<string, object?> { ["memory_limit"] = "200MB", ["max_temp_directory_size"] = "0GB" })), "select 1", Sort));

    [Fact]
    public void a_full_disk()
    {
        var folder = Directory.CreateTempSubdirectory("transform-disk-");
        try
        {
            using var disk = new SmallDisk(folder.FullName, megabytes: 64);
            var settings = new Dictionary<string, object?> { ["memory_limit"] = "200MB" };
            Breaks("disk full of temporary files", new FaultProject(With(("path", Path.Combine(disk.Path, "shop.duckdb")), ("settings", settings)), "select 1", Sort));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void a_disk_that_is_full_of_the_new_table()
    {
        var folder = Directory.CreateTempSubdirectory("transform-disk-");
        try
        {
            using var disk = new SmallDisk(folder.FullName, megabytes: 12);
            using var project = new Execution.TestProject(
                With(("path", Path.Combine(disk.Path, "shop.duckdb"))), ("models/a_table.sql", "{{ config(materialized='table') }} select 1 as id"));
            project.Run().Failed.ShouldBeFalse();
            var other = Path.Combine(disk.Path, "other");
            File.WriteAllBytes(other, new byte[4 * 1024 * 1024]);
            project.Write("models/a_table.sql", "{{ config(materialized='table') }} select i as id, md5(random()::varchar) || md5(random()::varchar) as t from range(400000) as r(i)");

            var failed = project.Run().Results.Single();

            Check("disk full of the table", [failed]);
            project.Rows("select id from a_table").ShouldBe(["1"]);
            project.Relations().ShouldBe(["a_table Table"]);
            project.Write("models/a_table.sql", "{{ config(materialized='table') }} select 3 as id");

            // The database file has grown, and stays as large: there has to be room for its log.
            File.Delete(other);
            project.Run().Failed.ShouldBeFalse();
            project.Rows("select id from a_table").ShouldBe(["3"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TestWarehouse With(params (string Key, object? Value)[] values) => new(new DuckDbAdapterFactory(), folder =>
    {
        var output = DuckDbWarehouse.Instance.NewDatabase(folder);
        var all = new Dictionary<string, object?>(output.Values);
        foreach (var (key, value) in values)
        {
            all[key] = value;
        }

        return output with { Values = all };
    });
}
