using System.Diagnostics;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.DuckDb;
using Transform.Adapters.DuckDb.Native;
using Transform.Core;

namespace Transform.Tests.Adapters;

public sealed class OpeningTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("transform-open-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void the_default_is_a_file_in_the_target_folder_which_is_created()
    {
        using (var adapter = Create())
        using (var connection = adapter.Connect(DuckDbFixture.Token))
        {
            connection.Run("create table t as select 1 as a");
            connection.Scalar("select current_database()").ShouldBe("transform");
        }

        File.Exists(Path.Combine(folder, "target", "transform.duckdb")).ShouldBeTrue();
        using var again = Create();
        using var next = again.Connect(DuckDbFixture.Token);
        next.Scalar("select a from t").ShouldBe(1L);
    }

    [Fact]
    public void two_adapters_of_one_process_share_the_open_file()
    {
        using var one = Create();
        using var two = Create();
        using var first = one.Connect(DuckDbFixture.Token);
        using var second = two.Connect(DuckDbFixture.Token);
        first.Run("create table t as select 1 as a");

        second.Scalar("select a from t").ShouldBe(1L);
    }

    [Fact]
    public void databases_in_memory_are_apart()
    {
        using var one = Create(("path", ":memory:"));
        using var two = Create(("path", ":memory:"));
        using var first = one.Connect(DuckDbFixture.Token);
        using var second = two.Connect(DuckDbFixture.Token);
        first.Run("create table t as select 1 as a");

        Should.Throw<WarehouseException>(() => second.Run("select a from t"));
    }

    /// <summary>DuckDB's lock is the operating system's, so any process can hold it.</summary>
    [Fact]
    public void a_file_that_another_process_holds_is_reported_with_that_process()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Takes the lock with Linux's fcntl");
        Create().Dispose();
        var file = Path.Combine(folder, "target", "transform.duckdb");
        using var holder = Process.Start(new ProcessStartInfo("python3",
            ["-c", "import fcntl,sys; f=open(sys.argv[1],'r+b'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()", file])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            holder.StandardOutput.ReadLine().ShouldBe("held");

            var error = Should.Throw<WarehouseException>(() => Create());

            error.Code.ShouldBe(DiagnosticCodes.DatabaseLocked);
            error.Message.ShouldStartWith($"The database file {file} is in use by ");
            error.Message.ShouldContain($"(process {holder.Id})");
            error.Hint.ShouldNotBeNull().ShouldContain($"kill {holder.Id}");
        }
        finally
        {
            holder.Kill();
            holder.WaitForExit();
        }

        Create().Dispose();
    }

    /// <summary>What was committed is in the file even if the program never closes it: a copy of file and log, taken
    /// while it is open, is what a killed process leaves.</summary>
    [Fact]
    public void what_was_committed_survives_a_killed_process()
    {
        using (var adapter = Create())
        using (var connection = adapter.Connect(DuckDbFixture.Token))
        {
            connection.Run("create table t as select * from range(1000) r(a)");
            connection.Begin(DuckDbFixture.Token);
            connection.Run("create or replace table t as select 0 as a");
            foreach (var file in Directory.GetFiles(Path.Combine(folder, "target")))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file).Replace("transform.", "left.", StringComparison.Ordinal)));
            }
        }

        using var after = Create(("path", "left.duckdb"));
        using var next = after.Connect(DuckDbFixture.Token);
        next.Scalar("select count(*) from t").ShouldBe(1000L);
    }

    [Fact]
    public void a_file_that_is_no_database_is_reported()
    {
        File.WriteAllText(Path.Combine(folder, "broken.duckdb"), new string('x', 20_000));

        var error = Should.Throw<WarehouseException>(() => Create(("path", "broken.duckdb")));

        error.Code.ShouldBe(DiagnosticCodes.ConnectionFailed);
        error.Message.ShouldContain("broken.duckdb");
        error.Message.ShouldContain("not a valid DuckDB database");
        error.Hint.ShouldNotBeNull();
    }

    [Fact]
    public void a_folder_that_cannot_be_made_is_reported()
    {
        File.WriteAllText(Path.Combine(folder, "file"), "in the way");

        var error = Should.Throw<WarehouseException>(() => Create(("path", "file/x/db.duckdb")));

        error.Code.ShouldBe(DiagnosticCodes.UnwritableFolder);
        error.Message.ShouldContain(Path.Combine(folder, "file", "x"));
    }

    [Fact]
    public void a_read_only_database_is_not_written()
    {
        Create().Dispose();
        using var adapter = Create(("read_only", true));
        using var connection = adapter.Connect(DuckDbFixture.Token);

        Should.Throw<WarehouseException>(() => connection.Run("create table t (a int)")).Message.ShouldContain("read-only");
    }

    [Fact]
    public void settings_extensions_and_attached_databases_are_there_in_every_session()
    {
        using var adapter = Create(
            ("path", ":memory:"),
            ("extensions", new List<object?> { "json", new Dictionary<string, object?> { ["name"] = "icu", ["repo"] = "core" } }),
            ("settings", new Dictionary<string, object?> { ["TimeZone"] = "Asia/Tokyo", ["preserve_insertion_order"] = false }),
            ("config_options", new Dictionary<string, object?> { ["threads"] = 2L }),
            ("attach", new List<object?>
            {
                new Dictionary<string, object?> { ["path"] = "other.duckdb", ["alias"] = "o" },
                new Dictionary<string, object?> { ["path"] = "second.duckdb", ["type"] = "duckdb" },
            }));
        using var first = adapter.Connect(DuckDbFixture.Token);
        using var second = adapter.Connect(DuckDbFixture.Token);
        first.Run("create table o.t as select 1 as a");

        second.Scalar("select a from o.t").ShouldBe(1L);
        second.Scalar("select current_setting('TimeZone')").ShouldBe("Asia/Tokyo");
        second.Scalar("select current_setting('preserve_insertion_order')").ShouldBe(false);
        second.Scalar("select current_setting('threads')").ShouldBe(2L);
        second.Rows("select database_name from duckdb_databases() where not internal order by 1").ShouldBe([["memory"], ["o"], ["second"]]);
        File.Exists(Path.Combine(folder, "other.duckdb")).ShouldBeTrue();
    }

    [Fact]
    public void an_extension_that_does_not_exist_is_named()
    {
        var error = Should.Throw<WarehouseException>(() => Create(("path", ":memory:"), ("extensions", new List<object?> { "no_such_thing" })));

        error.Code.ShouldBe(DiagnosticCodes.ConnectionFailed);
        error.Message.ShouldContain("extension no_such_thing");
    }

    [Fact]
    public void a_refused_secret_does_not_show_its_values()
    {
        var error = Should.Throw<WarehouseException>(() => Create(
            ("path", ":memory:"),
            ("secrets", new List<object?> { new Dictionary<string, object?> { ["type"] = "nope", ["name"] = "mine", ["secret"] = "hunter2" } })));

        error.Message.ShouldContain("secret mine");
        error.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void a_refused_attachment_does_not_show_its_connection_string()
    {
        var error = Should.Throw<WarehouseException>(() => Create(
            ("path", ":memory:"),
            ("attach", new List<object?>
            {
                new Dictionary<string, object?> { ["path"] = "host=db password=hunter2", ["alias"] = "lake", ["type"] = "nope" },
            })));

        error.Message.ShouldContain("the attached database lake");
        error.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public void a_library_that_is_missing_is_reported_with_the_command_that_brings_it()
    {
        var error = Should.Throw<WarehouseException>(() => NativeEngine.Load(NativeLibraryLocator.Candidates(folder)));

        error.Code.ShouldBe(DiagnosticCodes.EngineNotFound);
        error.Hint.ShouldNotBeNull().ShouldContain("npm ci");
    }

    [Fact]
    public void a_library_that_is_damaged_is_reported()
    {
        File.WriteAllText(Path.Combine(folder, NativeLibraryLocator.FileName), "no library");

        Should.Throw<WarehouseException>(() => NativeEngine.Load(NativeLibraryLocator.Candidates(folder)))
            .Code.ShouldBe(DiagnosticCodes.EngineNotFound);
    }

    [Fact]
    public void debug_shows_the_connection()
    {
        using var adapter = Create();

        var shown = adapter.Describe().ToDictionary(e => e.Key, e => e.Value);

        shown["engine"].ShouldStartWith("DuckDB v1.");
        shown["path"].ShouldBe(Path.Combine(folder, "target", "transform.duckdb"));
        shown.ShouldNotContainKey("schema");
    }

    private IAdapter Create(params (string Key, object? Value)[] values) => new DuckDbAdapterFactory().Create(
        new ProfileOutput("dev", values.ToDictionary(v => v.Key, v => v.Value), folder, Path.Combine(folder, "target")));
}
