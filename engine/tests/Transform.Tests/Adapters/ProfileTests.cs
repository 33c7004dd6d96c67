using Shouldly;
using Transform.Adapters;
using Transform.Adapters.DuckDb;
using Transform.Core;

namespace Transform.Tests.Adapters;

public sealed class ProfileTests
{
    private static readonly SourceText Source = new("profiles.yml", "shop:\n  outputs:\n    dev: {}\n");

    [Fact]
    public void the_target_has_the_fields_that_dbt_shows()
    {
        var target = Describe(("path", "data/shop.duckdb"), ("threads", 4L), ("unknown", "fine"));

        target.Database.ShouldBe("shop");
        target.Schema.ShouldBe("main");
        var fields = target.Fields.ToDictionary(f => f.Key, f => f.Value);
        fields["path"].ShouldBe("data/shop.duckdb");
        fields["threads"].ShouldBe(4L);
        fields["type"].ShouldBe("duckdb");
        fields["name"].ShouldBe("dev");
        fields["external_root"].ShouldBe(".");
        fields["extensions"].ShouldBeNull();
        fields.ShouldNotContainKey("unknown");
    }

    /// <summary>The keys and their order are what dbt-duckdb 1.11 gives; <c>profile_name</c> is the loader's to add.</summary>
    [Fact]
    public void the_targets_fields_are_in_dbts_order() => Describe().Fields.Select(f => f.Key).ShouldBe(
    [
        "database", "schema", "path", "config_options", "extensions", "settings", "external_root", "use_credential_provider",
        "attach", "filesystems", "remote", "plugins", "disable_transactions", "type", "threads", "name", "target_name",
    ]);

    [Fact]
    public void secrets_are_masked()
    {
        var target = Describe(
            ("settings", new Dictionary<string, object?> { ["s3_secret_access_key"] = "hunter2", ["s3_region"] = "eu" }),
            ("secrets", new List<object?> { new Dictionary<string, object?> { ["type"] = "s3", ["secret"] = "hunter2" } }));

        var settings = target.Fields.First(f => f.Key == "settings").Value.ShouldBeAssignableTo<IReadOnlyDictionary<string, object?>>()!;
        settings["s3_secret_access_key"].ShouldBe("*****");
        settings["s3_region"].ShouldBe("eu");
        target.Fields.ShouldNotContain(f => f.Key == "secrets");
    }

    [Theory]
    [InlineData("host=db password=hunter2", "*****")]
    [InlineData("postgres://me:hunter2@db/shop", "*****")]
    [InlineData("lake.duckdb", "lake.duckdb")]
    [InlineData("s3://bucket/lake.duckdb", "s3://bucket/lake.duckdb")]
    public void connection_strings_of_attached_databases_are_masked(string path, string shown)
    {
        var target = Describe(
            ("attach", new List<object?> { new Dictionary<string, object?> { ["path"] = path, ["type"] = "postgres", ["alias"] = "lake" } }));

        var attached = target.Fields.First(f => f.Key == "attach").Value.ShouldBeAssignableTo<IReadOnlyList<object?>>()!;
        var fields = attached[0].ShouldBeAssignableTo<IReadOnlyDictionary<string, object?>>()!;
        fields["path"].ShouldBe(shown);
        fields["alias"].ShouldBe("lake");
    }

    [Fact]
    public void a_tilde_is_the_users_folder_that_was_handed_down() =>
        DuckDbProfileReader.Read(new ProfileOutput(
            "dev", new Dictionary<string, object?> { ["path"] = "~/shop.duckdb" }, "/project", "/project/target") { Home = "/home/me" })
            .Path.ShouldBe("/home/me/shop.duckdb");

    /// <summary>The names that DuckDB itself gives are what counts; it is asked.</summary>
    [Theory]
    [InlineData("shop.duckdb")]
    [InlineData("my.db.duckdb")]
    [InlineData(".hidden.duckdb")]
    [InlineData("a b.duckdb")]
    [InlineData("noext")]
    [InlineData("A-x.db")]
    [InlineData("main.duckdb")]
    [InlineData("temp.db")]
    [InlineData("system.db")]
    [InlineData("MAIN.duckdb")]
    [InlineData("sub/folder.d/x.duckdb")]
    [InlineData(":memory:")]
    public void the_database_has_the_name_that_duckdb_gives_it(string path)
    {
        using var fixture = DuckDbFixture.With(("path", path));
        using var connection = fixture.Connect();

        new DuckDbAdapterFactory().Describe(fixture.Output).Database.ShouldBe(connection.Scalar("select current_database()"));
    }

    [Fact]
    public void a_database_that_is_not_the_files_is_refused()
    {
        var error = Should.Throw<TransformException>(() => Describe(("path", "shop.duckdb"), ("database", "other"))).Diagnostics.Single();

        error.Code.ShouldBe(DiagnosticCodes.InvalidValue);
        error.Hint.ShouldNotBeNull().ShouldContain("shop");
        error.Span!.Value.Line.ShouldBe(3);
    }

    [Fact]
    public void an_attached_database_may_be_the_target()
    {
        Describe(
            ("path", "shop.duckdb"),
            ("database", "lake"),
            ("attach", new List<object?> { new Dictionary<string, object?> { ["path"] = "l.duckdb", ["alias"] = "lake" } }))
            .Database.ShouldBe("lake");
    }

    [Fact]
    public void everything_that_has_the_wrong_type_is_reported_at_once()
    {
        var errors = Should.Throw<TransformException>(() => Describe(
            ("path", 1L),
            ("threads", "many"),
            ("settings", new List<object?>()),
            ("extensions", "httpfs"),
            ("read_only", "yes"),
            ("attach", new List<object?> { "x.duckdb", new Dictionary<string, object?> { ["alias"] = "a" } }))).Diagnostics;

        errors.Select(e => (e.Code, e.Message)).ShouldBe(
        [
            (DiagnosticCodes.WrongType, "The profile's path has to be text"),
            (DiagnosticCodes.WrongType, "The profile's attach[0] has to be a mapping"),
            (DiagnosticCodes.MissingKey, "The profile's attach[1].path is missing"),
            (DiagnosticCodes.WrongType, "The profile's threads has to be a whole number above zero"),
            (DiagnosticCodes.WrongType, "The profile's read_only has to be true or false"),
            (DiagnosticCodes.WrongType, "The profile's extensions has to be a list"),
            (DiagnosticCodes.WrongType, "The profile's settings has to be a mapping"),
        ], ignoreOrder: true);
        errors.ShouldAllBe(e => e.Span != null);
    }

    [Theory]
    [InlineData("md:shop")]
    [InlineData("motherduck:shop")]
    public void a_remote_database_is_refused(string path) =>
        Should.Throw<TransformException>(() => Describe(("path", path))).Diagnostics.ShouldContain(d => d.Code == DiagnosticCodes.InvalidValue);

    private static TargetDescription Describe(params (string Key, object? Value)[] values) => new DuckDbAdapterFactory().Describe(
        new ProfileOutput("dev", values.ToDictionary(v => v.Key, v => v.Value), "/project", "/project/target", Source.Span(18, 3)));
}
