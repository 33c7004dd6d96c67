using Shouldly;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Execution;
using Transform.Tests.Adapters;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Faults;

/// <summary>What can go wrong on the way to the server and in it, while every materialization's query runs.</summary>
public sealed class PostgresFaults() : QueryFaults("postgres"), IDisposable
{
    private const string Sleep = "pg_sleep(60)::text is not null";

    private readonly Lazy<PostgresServer> own = new(() => PostgresServer.New());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (own.IsValueCreated)
        {
            own.Value.Dispose();
        }
    }

    [Fact]
    public void a_statement_timeout() => Breaks(
        "statement timeout", Project(Sleep), "set statement_timeout = '300ms'", "reset statement_timeout");

    [Fact]
    public void a_lock_timeout()
    {
        var project = Project("(select count(*) from elsewhere.numbers) >= 0");
        using var adapter = new PostgresAdapterFactory().Create(project.Project.Plan().Project.Target.Output);
        using var holder = adapter.Connect(Token);
        Breaks("lock timeout", project, "set lock_timeout = '200ms'", "reset lock_timeout", before: () =>
        {
            holder.Begin(Token);
            holder.Run("lock table elsewhere.numbers in access exclusive mode");
        }, after: holder.Rollback);
    }

    [Fact]
    public void a_value_beyond_all_memory() => Breaks("memory of a value", Project("length(repeat('x', 1200000000)) > 0"));

    [Fact]
    public void a_server_without_memory()
    {
        // The limit is that of each of its processes: the sort is to stay in memory that there is not.
        using var server = PostgresServer.New("prlimit", "--as=400000000");
        Breaks(
            "memory of the server",
            Project("(select max(t) from (select repeat(md5(i::text), 30) as t from generate_series(1, 400000) as i order by 1 offset 1) as rows) > ''", server),
            "set work_mem = '2GB'", "reset work_mem");
    }

    [Fact]
    public void a_full_disk()
    {
        using var disk = new SmallDisk(own.Value.Folder, owner: "postgres");
        var project = Project("(select max(t) from (select repeat(md5(i::text), 30) as t from generate_series(1, 20000) as i order by 1 offset 1) as rows) > ''", own.Value);
        project.Project.Execute($"create tablespace small location '{disk.Path}'");
        Breaks("disk full of temporary files", project, "set temp_tablespaces = 'small'", "reset temp_tablespaces");
    }

    [Fact]
    public void a_disk_that_is_full_of_the_new_table()
    {
        using var disk = new SmallDisk(own.Value.Folder, owner: "postgres");
        var warehouse = On(own.Value);
        using var project = new Transform.Tests.Execution.TestProject(warehouse, ("models/a_table.sql", "{{ config(materialized='table') }} select 1 as id"));
        project.Execute($"create tablespace small_too location '{disk.Path}'");
        project.Run().Failed.ShouldBeFalse();
        project.Write(
            "models/a_table.sql",
            "{{ config(materialized='table', pre_hook=\"set local default_tablespace = 'small_too'\") }} select i as id, repeat(md5(i::text), 30) as t from generate_series(1, 20000) as i");

        var failed = project.Run().Results.Single();

        Check("disk full of the table", [failed]);
        project.Rows("select id from a_table").ShouldBe(["1"]);
        project.Relations().ShouldBe(["a_table Table"]);
    }

    [Theory]
    [InlineData("fast", "INT")]
    [InlineData("immediate", "QUIT")]
    public void a_server_that_stops_during_a_run(string name, string signal)
    {
        var project = Project(Sleep, own.Value);
        Breaks($"{name} stop of the server", project, before: () => Once(project, () => own.Value.Stop(signal)), after: own.Value.Launch);
    }

    /// <summary>Every node's transaction is lost, and done again once the server is back.</summary>
    [Fact]
    public void a_server_that_restarts_during_a_run()
    {
        using var project = Project("pg_sleep(4)::text is not null", own.Value);
        project.Next(1);
        project.RunsWell();
        project.Next(2, "query");
        Once(project, () =>
        {
            own.Value.Stop("QUIT");
            own.Value.Launch();
        });

        project.RunsWell([.. project.Reaching("query")]);

        project.Found().ShouldBe(project.Expected(node => project.Reaching("query").Contains(node) ? [1, 2] : [1]));
        project.Project.Last.Messages.ShouldContain(m => m.StartsWith("a_table is tried again (1 of 4): The connection to PostgreSQL was lost", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_connection_that_is_cut_in_a_statement(bool comesBack)
    {
        using var proxy = new PostgresProxy(PostgresServer.Instance.Port);
        var project = Project("pg_sleep(2)::text is not null", port: proxy.Port);
        void Cut() => Once(project, () =>
        {
            proxy.IsDown = !comesBack;
            proxy.Cut();
        });
        if (!comesBack)
        {
            Breaks("connection cut", project, before: Cut, after: () => proxy.IsDown = false);
            return;
        }

        using (project)
        {
            project.Next(1);
            project.RunsWell();
            project.Next(2, "query");
            Cut();
            project.RunsWell([.. project.Reaching("query")]);
            project.Found().ShouldBe(project.Expected(node => project.Reaching("query").Contains(node) ? [1, 2] : [1]));
        }
    }

    /// <summary>The other session has the patience, so it is ours that the server ends; ours tries again.</summary>
    [Fact]
    public void a_deadlock_with_a_session_of_somebody_else()
    {
        using var project = Project("(select count(*) from elsewhere.numbers) >= 0");
        project.Next(1);
        project.RunsWell();
        project.Project.Execute("create table elsewhere.other (id integer)");
        project.Project.Write("models/a_table.sql", "{{ config(materialized='table', pre_hook='lock table elsewhere.other') }} select 1 as id, {{ version() }} as v where {{ query_pause('a_table') }}");
        project.Next(2, "query");
        using var adapter = new PostgresAdapterFactory().Create(project.Project.Plan().Project.Target.Output);
        using var other = adapter.Connect(Token);
        other.Begin(Token);
        other.Run("set local deadlock_timeout = '60s'; lock table elsewhere.numbers in access exclusive mode");
        var thread = new Thread(() =>
        {
            project.WaitFor("wait_event_type = 'Lock' and query like '%elsewhere.numbers%'", project.Reaching("query").Count);
            other.Run("lock table elsewhere.other");
            other.Commit(Token);
        });
        thread.Start();

        project.RunsWell();

        thread.Join();
        project.Found().ShouldBe(project.Expected(1, 2));
        project.Project.Last.Messages.ShouldContain(m => m.StartsWith("a_table is tried again (1 of 4): deadlock detected", StringComparison.Ordinal));
    }

    private void Breaks(string name, FaultProject project, string set, string reset, Action? before = null, Action? after = null) => Breaks(
        name,
        project,
        () =>
        {
            AlterDatabase(project, set);
            before?.Invoke();
        },
        () =>
        {
            after?.Invoke();
            AlterDatabase(project, reset);
        });

    private static void AlterDatabase(FaultProject project, string change) => project.Project.Execute(
        $"do $$ begin execute format('alter database %I {change.Replace("'", "''", StringComparison.Ordinal)}', current_database()); end $$");

    /// <summary>Does something as soon as all queries run.</summary>
    private static void Once(FaultProject project, Action work) => new Thread(() =>
    {
        project.WaitFor("query like '%pg_sleep%' and wait_event = 'PgSleep'", project.Reaching("query").Count);
        work();
    }).Start();

    private static TestWarehouse On(PostgresServer server, int? port = null) => new(new PostgresAdapterFactory(), _ =>
    {
        var output = server.NewDatabase();
        return output with { Values = new Dictionary<string, object?>(output.Values) { ["port"] = (long)(port ?? server.Port) } };
    });

    private static FaultProject Project(string condition, PostgresServer? server = null, int? port = null)
    {
        var project = new FaultProject(On(server ?? PostgresServer.Instance, port), "select 1", condition);
        project.AddMaterializedView();
        project.Next(1);
        return project;
    }
}
