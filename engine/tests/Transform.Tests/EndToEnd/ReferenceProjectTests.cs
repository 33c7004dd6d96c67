using System.Globalization;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.DuckDb;
using Transform.Adapters.Postgres;
using Transform.Tests.Documentation;
using Transform.Tests.Servers;

namespace Transform.Tests.EndToEnd;

/// <summary>The project at the root of the repository gives the same rows on every warehouse: the generated raw data, what is made of
/// its first two months, and what incremental models make of it when the third arrives.</summary>
public sealed class ReferenceProjectTests : IDisposable
{
    private readonly string folder = CopyProject();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Marts_on_PostgreSQL_are_those_on_DuckDB()
    {
        var output = PostgresServer.Instance.NewDatabase();
        Agrees(new Place(
            "postgres",
            () => new PostgresAdapterFactory().Create(output),
            [("PGPORT", PostgresServer.Instance.Port.ToString(CultureInfo.InvariantCulture)), ("PGDATABASE", (string)output.Values["dbname"]!)]));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Agrees(Place there)
    {
        var here = new Place(
            "local",
            () => new DuckDbAdapterFactory().Create(new ProfileOutput(
                "local", new Dictionary<string, object?> { ["path"] = Path.Combine(folder, "target", "shop.duckdb") }, folder, folder)),
            []);
        Place[] places = [here, there];

        foreach (var place in places)
        {
            Run(place, "run-operation", "generate_landing");
        }

        Compare(here, there, "landing");
        foreach (var place in places)
        {
            Execute(place, "delete from landing.raw_events where received_at >= '2025-06-01'");
            Execute(place, "delete from landing.raw_transactions where received_at >= '2025-06-01'");
            Run(place, "build", "--exclude", "tag:landing");
        }

        Compare(here, there, "marts", "quality");
        foreach (var place in places)
        {
            // The seeds are the whole data.
            Run(place, "build");
        }

        Compare(here, there, "marts", "quality");
    }

    private void Run(Place place, params string[] step)
    {
        var result = Cli.Run(folder, [.. step, "--target", place.Target, "--target-path", "target/" + place.Target], place.Environment);
        result.ExitCode.ShouldBe(0, result.Output + result.Error);
    }

    private static void Execute(Place place, string sql)
    {
        using var warehouse = place.Open();
        using var connection = warehouse.Connect(Token);
        connection.Execute(sql, Token);
    }

    private static void Compare(Place here, Place there, params string[] schemas)
    {
        using var left = here.Open();
        using var right = there.Open();
        using var expected = left.Connect(Token);
        using var actual = right.Connect(Token);
        foreach (var schema in schemas)
        {
            var names = Names(expected, schema);
            names.Length.ShouldBeGreaterThan(2);
            Names(actual, schema).ShouldBe(names, schema);
            foreach (var name in names)
            {
                var relation = new Relation(null, schema, name);
                var before = Rows(expected, left.Dialect.Render(relation));
                var after = Rows(actual, right.Dialect.Render(relation));
                after[0].ShouldBe(before[0], $"the columns of {name}");
                Differences(before, after).ShouldBeEmpty($"{name}: {before.Length - 1} rows on DuckDB, {after.Length - 1} on {there.Target}");
            }
        }
    }

    private static string[] Names(IWarehouseConnection connection, string schema) =>
        [.. connection.ListRelations(null, schema, Token).Select(r => r.Identifier!).Order(StringComparer.Ordinal)];

    /// <summary>The names of the columns, then the rows in an order of their own.</summary>
    private static string[] Rows(IWarehouseConnection connection, string relation)
    {
        using var reader = connection.Query("select * from " + relation, Token);
        var columns = reader.Columns;
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, columns.Length).Select(i => Plain(reader.GetValue(i)))));
        }

        rows.Sort(StringComparer.Ordinal);
        return [string.Join('|', columns.Select(c => c.Name)), .. rows];
    }

    // The same for a value whatever type a warehouse keeps it in: 1.50 is 1.5, a count is a number of any width.
    private static string Plain(object? value) => value switch
    {
        null => "NULL",
        decimal number => number.ToString("0.############################", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static List<string> Differences(string[] expected, string[] actual)
    {
        const int Enough = 5;
        var missing = new HashSet<string>(expected);
        missing.ExceptWith(actual);
        var unexpected = new HashSet<string>(actual);
        unexpected.ExceptWith(expected);
        List<string> differences =
        [
            .. missing.Order(StringComparer.Ordinal).Take(Enough).Select(row => "- " + row),
            .. unexpected.Order(StringComparer.Ordinal).Take(Enough).Select(row => "+ " + row),
        ];
        if (differences.Count == 0 && expected.Length != actual.Length)
        {
            differences.Add($"{expected.Length - 1} rows became {actual.Length - 1}");
        }

        return differences;
    }

    private static string CopyProject()
    {
        var folder = Directory.CreateTempSubdirectory("transform-shop-").FullName;
        File.Copy(Path.Combine(Golden.RepositoryRoot, "transform.yml"), Path.Combine(folder, "transform.yml"));
        foreach (var part in new[] { "models", "seeds", "tests", "project" })
        {
            Directory.Move(Programs.Copy(Path.Combine(Golden.RepositoryRoot, part)), Path.Combine(folder, part));
        }

        return folder;
    }

    /// <summary>A target of the project's profile, and how what it has built is looked at.</summary>
    private sealed record Place(string Target, Func<IAdapter> Open, (string Name, string? Value)[] Environment);
}
