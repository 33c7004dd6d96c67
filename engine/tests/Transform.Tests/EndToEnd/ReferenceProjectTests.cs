using System.Globalization;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.ClickHouse;
using Transform.Adapters.DuckDb;
using Transform.Adapters.Postgres;
using Transform.Tests.Documentation;
using Transform.Tests.Servers;

namespace Transform.Tests.EndToEnd;

/// <summary>The project at the root of the repository gives the same rows on every warehouse: the generated raw data, what is made of
/// its first two months, and what incremental models make of it when the third arrives. Its artifacts are what dbt's would be.</summary>
public sealed class ReferenceProjectTests(ReferenceProjectTests.OnDuckDb local) : IClassFixture<ReferenceProjectTests.OnDuckDb>
{
    // What is done to the project one after the other, and the schemas that are the same everywhere afterwards.
    private static readonly Stage[] Stages =
    [
        new("generated", ["run-operation", "generate_landing"], ["landing"]),
        new("two months", ["build", "--exclude", "tag:landing"], ["marts", "quality"])
        {
            // Times are written in one way, so texts compare as they do.
            Before =
            [
                "delete from {0}landing.raw_events where received_at >= '2025-06-01'",
                "delete from {0}landing.raw_transactions where received_at >= '2025-06-01'",
            ],
        },

        // The seeds are the whole data.
        new("three months", ["build"], ["marts", "quality"]),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Marts_on_PostgreSQL_are_those_on_DuckDB()
    {
        var output = PostgresServer.Instance.NewDatabase();
        Agrees(new Place("postgres", string.Empty, () => new PostgresAdapterFactory().Create(output))
        {
            Environment = [("PGPORT", Text(PostgresServer.Instance.Port)), ("PGDATABASE", (string)output.Values["dbname"]!)],
        });
    }

    [Fact]
    public void Marts_on_ClickHouse_are_those_on_DuckDB()
    {
        var output = ClickHouseServer.Instance.NewDatabase("shop");
        Agrees(new Place("clickhouse", "shop_", () => new ClickHouseAdapterFactory().Create(output))
        {
            Environment = [("CLICKHOUSE_PORT", Text(ClickHouseServer.Instance.Port))],
        });
    }

    [Fact]
    public void Artifacts_are_what_dbts_classes_read() => HasGoodArtifacts(local.Here);

    private void HasGoodArtifacts(Place place)
    {
        var documented = $"documented/{place.Target}";
        foreach (var command in new[] { "source freshness", "docs generate" })
        {
            var result = Cli.Run(local.Folder, [.. command.Split(' '), "--target", place.Target, "--target-path", documented], place.Environment);
            result.ExitCode.ShouldBe(0, result.Output + result.Error);
        }

        string[] artifacts =
        [
            $"target/{place.Target}/manifest.json", $"target/{place.Target}/run_results.json",
            $"{documented}/manifest.json", $"{documented}/run_results.json", $"{documented}/catalog.json", $"{documented}/sources.json",
        ];
        foreach (var artifact in artifacts)
        {
            ArtifactSchemas.Instance.ProblemsOf(Path.Combine(local.Folder, artifact)).ShouldBeEmpty(artifact);
        }

        if (Programs.Peer is not null)
        {
            Programs.ReadArtifacts(local.Folder, $"target/{place.Target}", documented);
        }
    }

    private void Agrees(Place there)
    {
        foreach (var stage in Stages)
        {
            stage.Run(local.Folder, there);
            using var left = local.After(stage.Name);
            using var right = there.Open();
            using var expected = left.Connect(Token);
            using var actual = right.Connect(Token);
            foreach (var schema in stage.Schemas)
            {
                var names = Names(expected, schema);
                names.Length.ShouldBeGreaterThan(2);
                Names(actual, there.Prefix + schema).ShouldBe(names, schema);
                foreach (var name in names)
                {
                    var before = Rows(expected, left.Dialect.Render(new Relation(null, schema, name)));
                    var after = Rows(actual, right.Dialect.Render(new Relation(null, there.Prefix + schema, name)));
                    after[0].ShouldBe(before[0], $"the columns of {name}");
                    Differences(before, after).ShouldBeEmpty(
                        $"{stage.Name}, {name}: {before.Length - 1} rows on DuckDB, {after.Length - 1} on {there.Target}");
                }
            }
        }

        HasGoodArtifacts(there);
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

    // The same for a value whatever type a warehouse keeps it in: 1.50 is 1.5, a count is a number of any width, a truth is 1 or 0.
    private static string Plain(object? value) => value switch
    {
        null => "NULL",
        bool truth => truth ? "1" : "0",
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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed record Stage(string Name, string[] Command, string[] Schemas)
    {
        /// <summary>Statements before the command; <c>{0}</c> is what the names of schemas begin with.</summary>
        public string[] Before { get; init; } = [];

        public void Run(string folder, Place place)
        {
            if (Before.Length > 0)
            {
                using var warehouse = place.Open();
                using var connection = warehouse.Connect(Token);
                foreach (var sql in Before)
                {
                    connection.Execute(string.Format(CultureInfo.InvariantCulture, sql, place.Prefix), Token);
                }
            }

            var result = Cli.Run(folder, [.. Command, "--target", place.Target, "--target-path", "target/" + place.Target], place.Environment);
            result.ExitCode.ShouldBe(0, result.Output + result.Error);
        }
    }

    /// <summary>A target of the project's profile, and how what it has built is looked at.</summary>
    internal sealed record Place(string Target, string Prefix, Func<IAdapter> Open)
    {
        public (string Name, string? Value)[] Environment { get; init; } = [];
    }

    /// <summary>A copy of the project, and what the default target has after each stage.</summary>
    public sealed class OnDuckDb : IDisposable
    {
        public OnDuckDb()
        {
            File.Copy(Path.Combine(Golden.RepositoryRoot, "transform.yml"), Path.Combine(Folder, "transform.yml"));
            foreach (var part in new[] { "models", "seeds", "tests", "project" })
            {
                Directory.Move(Programs.Copy(Path.Combine(Golden.RepositoryRoot, part)), Path.Combine(Folder, part));
            }

            foreach (var stage in Stages)
            {
                stage.Run(Folder, Here);

                // Views name the database, which is called as its file.
                Directory.CreateDirectory(Path.Combine(Folder, stage.Name));
                File.Copy(Path.Combine(Folder, "target", "shop.duckdb"), FileOf(stage.Name));
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("transform-shop-").FullName;

        internal Place Here => new("local", string.Empty, () => Open(Path.Combine(Folder, "target", "shop.duckdb")));

        public void Dispose() => Directory.Delete(Folder, recursive: true);

        /// <summary>The database as a stage has left it.</summary>
        public IAdapter After(string stage) => Open(FileOf(stage));

        private string FileOf(string stage) => Path.Combine(Folder, stage, "shop.duckdb");

        private IAdapter Open(string file) => new DuckDbAdapterFactory().Create(
            new ProfileOutput("local", new Dictionary<string, object?> { ["path"] = file }, Folder, Folder));
    }
}
