using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Compilation;
using Transform.Tests.Execution;
using Transform.Tests.Servers;

namespace Transform.Tests.Adapters.Postgres;

public sealed class SessionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_session_that_the_server_ended_says_so_and_the_next_one_goes_on(bool isInTransaction)
    {
        using var fixture = PostgresFixture.New();
        using var session = new WarehouseSession(fixture.Adapter, new RelationCache(), null, PostgresFixture.Token);
        var pid = session.Query("select pg_backend_pid()").Rows[0][0];
        if (isInTransaction)
        {
            session.Begin();
            session.Execute("create table undone as select 1 as a");
        }

        fixture.Kill(pid);
        var error = Should.Throw<WarehouseException>(() => session.Execute("select 1"));
        session.Rollback();

        error.Message.ShouldStartWith("The connection to PostgreSQL was lost: ");
        error.Sql.ShouldBe("select 1");
        error.IsTransient.ShouldBe(isInTransaction);
        session.InTransaction.ShouldBeFalse();
        session.Query("select to_regclass('undone') is null").Rows[0][0].IsTruthy.ShouldBeTrue();
    }

    [Fact]
    public void claims_and_questions_need_no_connection_of_their_own()
    {
        using var proxy = new TcpProxy(PostgresServer.Instance.Port);
        using var fixture = PostgresFixture.New(("port", (long)proxy.Port));
        using var connection = fixture.Connect();
        var before = proxy.Connections;

        for (var i = 0; i < 5; i++)
        {
            using var claim = connection.Claim(new Relation(null, "public", "built"), _ => { }, PostgresFixture.Token);
            connection.QueryValue("select i from generate_series(1, 3) as g(i)", PostgresFixture.Token).ShouldBe(1L);
        }

        proxy.Connections.ShouldBe(before);
    }

    [Fact]
    public void a_server_that_does_not_answer_is_not_waited_for_after_a_cancellation()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var output = PostgresServer.Instance.NewDatabase();
        output = output with { Values = new Dictionary<string, object?>(output.Values) { ["port"] = (long)((IPEndPoint)silent.LocalEndpoint).Port, ["connect_timeout"] = 30L } };
        using var source = new CancellationTokenSource();
        var thread = new Thread(() =>
        {
            using var client = silent.AcceptTcpClient();
            source.Cancel();
            Thread.Sleep(TimeSpan.FromSeconds(20));
        }) { IsBackground = true };
        thread.Start();
        var clock = Stopwatch.StartNew();

        Should.Throw<OperationCanceledException>(() => new PostgresAdapterFactory().Create(output, _ => { }, source.Token));

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    /// <summary>What one user has set is not there for the next one.</summary>
    [Fact]
    public void sessions_are_lent_again_as_they_were_in_the_beginning()
    {
        using var fixture = PostgresFixture.New();
        object? process;
        using (var connection = fixture.Connect())
        {
            process = connection.Scalar("select pg_backend_pid()");
            connection.Run("set work_mem = '77MB'; create temporary table own as select 1 as a; select pg_advisory_lock(12345)");
        }

        using var next = fixture.Connect();

        next.Scalar("select pg_backend_pid()").ShouldBe(process);
        next.Scalar("select current_setting('work_mem')").ShouldNotBe("77MB");
        next.Scalar("select to_regclass('own') is null").ShouldBe(true);
        next.Scalar("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()").ShouldBe(0L);
    }

    /// <summary>Linux tells of each connection when it will ask the other side whether it is still there.</summary>
    [Theory]
    [InlineData(300L, 300)]
    [InlineData(0L, null)]
    public void a_silent_connection_is_asked_after(long seconds, int? expected)
    {
        using var fixture = PostgresFixture.New(("keepalives_idle", seconds));
        using var connection = fixture.Connect();
        var port = System.Convert.ToInt32(connection.Scalar("select inet_client_port()"), System.Globalization.CultureInfo.InvariantCulture);

        int? asked = null;
        foreach (var line in File.ReadLines("/proc/net/tcp").Concat(File.ReadLines("/proc/net/tcp6")))
        {
            // The connection's own end is the second field; the sixth is its timer, of kind 2, in hundredths of a second.
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[2].EndsWith($":{PostgresServer.Instance.Port:X4}", StringComparison.Ordinal)
                && fields[5].StartsWith("02:", StringComparison.Ordinal))
            {
                asked = Convert.ToInt32(fields[5][3..], 16) / 100;
            }
        }

        asked.HasValue.ShouldBe(expected.HasValue);
        if (expected is { } limit)
        {
            asked.ShouldNotBeNull().ShouldBeInRange(limit - 60, limit);
        }
    }

    [Fact]
    public void a_lost_transaction_does_not_go_on_elsewhere()
    {
        using var fixture = PostgresFixture.New();
        using var session = new WarehouseSession(fixture.Adapter, new RelationCache(), null, PostgresFixture.Token);
        session.Begin();
        var pid = session.Query("select pg_backend_pid()").Rows[0][0];
        fixture.Kill(pid);

        Should.Throw<WarehouseException>(() => session.Execute("create table first_half as select 1 as a"));
        Should.Throw<WarehouseException>(() => session.Execute("create table second_half as select 1 as a"));
        Should.Throw<WarehouseException>(session.Commit);
        session.Query("select to_regclass('second_half') is null").Rows[0][0].IsTruthy.ShouldBeTrue();
    }

    [Fact]
    public void only_the_node_whose_session_ended_fails()
    {
        using var project = TestProject.OnPostgres(
            ("models/a.sql", "{{ config(materialized='table', pre_hook={'sql': 'select pg_terminate_backend(pg_backend_pid())', 'transaction': false}) }} select 1 as a"),
            ("models/b.sql", "select 1 as a"),
            ("models/c.sql", "{{ config(materialized='table') }} select 1 as a"));
        project.Options = new() { Threads = 1 };

        var run = project.Run();

        run.Results.Select(r => (r.Node.Name, r.Failed)).ShouldBe([("a", true), ("b", false), ("c", false)], ignoreOrder: true);
        run.Results.Single(r => r.Failed).Message.ShouldContain("The connection to PostgreSQL was lost");
    }

    /// <summary>One thread, so one session: it is ended after each node, while nobody uses it.</summary>
    [Fact]
    public void a_session_that_was_ended_between_two_nodes_hurts_nobody()
    {
        using var project = TestProject.OnPostgres(
            ("models/a.sql", "{{ config(materialized='table') }} select 1 as id"),
            ("models/b.sql", "select id from {{ ref('a') }}"),
            ("models/c.sql", "{{ config(materialized='incremental') }} select id from {{ ref('b') }}"),
            ("models/models.yml", "models: [{name: c, columns: [{name: id, data_tests: [not_null, unique]}]}]"),
            ("seeds/s.csv", "id\n1\n"));
        project.Options = new() { Threads = 1 };
        project.OnNode = _ => project.Execute("select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        project.Run().Results.ShouldAllBe(r => !r.Failed, project.Last.Messages.LastOrDefault());

        project.Last.Messages.Count(m => m.EndsWith("Connecting again.", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public void a_connection_that_fails_is_tried_again_and_told()
    {
        var output = Servers.PostgresServer.Instance.NewDatabase();
        using var proxy = new Servers.PostgresProxy(Servers.PostgresServer.Instance.Port);
        using var fixture = PostgresFixture.On(output, ("port", (long)proxy.Port), ("retries", 2L));
        proxy.IsDown = true;
        proxy.Cut();
        var told = new List<string>();

        using var connection = fixture.Adapter.Connect(
            text =>
            {
                told.Add(text);
                proxy.IsDown = false;
            },
            PostgresFixture.Token);

        connection.Scalar("select 1").ShouldBe(1L);
        told.Single().ShouldMatch(@"^PostgreSQL at 127\.0\.0\.1:\d+ gave no connection: .* Trying again in 1 s \(1 of 2\)\.$");
    }

    [Fact]
    public void the_first_connection_is_tried_again_and_told()
    {
        var output = PostgresServer.Instance.NewDatabase();
        using var proxy = new PostgresProxy(PostgresServer.Instance.Port) { IsDown = true };
        var told = new List<string>();
        var values = new Dictionary<string, object?>(output.Values) { ["port"] = (long)proxy.Port };

        using var adapter = new PostgresAdapterFactory().Create(
            output with { Values = values },
            text =>
            {
                told.Add(text);
                proxy.IsDown = false;
            },
            PostgresFixture.Token);

        told.Single().ShouldEndWith(" Trying again in 1 s (1 of 1).");
    }

    [Fact]
    public void nobody_waits_longer_for_a_server_than_the_profile_says()
    {
        // It takes the connection, and says nothing.
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var clock = Stopwatch.StartNew();

        var error = Should.Throw<WarehouseException>(() => PostgresFixture.On(
            Servers.PostgresServer.Instance.Output("postgres"),
            ("port", (long)((System.Net.IPEndPoint)listener.LocalEndpoint).Port), ("connect_timeout", 1L), ("retries", 0L), ("sslmode", "disable")));

        error.Code.ShouldBe(Transform.Core.DiagnosticCodes.ConnectionFailed);
        clock.Elapsed.ShouldBeInRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    /// <summary>Some of the requests come before the statement has reached the server.</summary>
    [Fact]
    public void a_statement_is_cancelled_whenever_the_request_comes()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        for (var i = 0; i < 60; i++)
        {
            using var source = new CancellationTokenSource();
            using var go = new ManualResetEventSlim();
            var delay = i * 20;
            var thread = new Thread(() =>
            {
                go.Wait();
                Thread.SpinWait(delay);
                source.Cancel();
            });
            thread.Start();
            var clock = Stopwatch.StartNew();
            go.Set();
            Should.Throw<OperationCanceledException>(() => connection.Execute("select pg_sleep(30)", source.Token));
            thread.Join();
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
            connection.Scalar("select 1").ShouldBe(1L);
        }
    }

    [Fact]
    public void a_transaction_that_a_statement_ended_is_done()
    {
        using var fixture = PostgresFixture.New();
        using var connection = fixture.Connect();
        connection.Begin(PostgresFixture.Token);
        connection.Run("create table t as select 1 as a");
        connection.Run("commit");

        connection.Commit(PostgresFixture.Token);

        connection.InTransaction.ShouldBeFalse();
        connection.Scalar("select a from t").ShouldBe(1L);

        connection.Begin(PostgresFixture.Token);
        connection.Run("rollback");
        connection.Rollback();
        connection.Scalar("select a from t").ShouldBe(1L);
    }

    [Fact]
    public void a_hook_may_end_the_transaction()
    {
        using var project = TestProject.OnPostgres(
            ("models/a.sql", "{{ config(materialized='table', post_hook=['commit', 'vacuum {{ this }}']) }} select 1 as a"));

        project.Run().Results.Single().Message.ShouldBe("SELECT 1");

        project.Rows("select a from a").ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("materialized='table'")]
    [InlineData("materialized='table', contract={'enforced': true}")]
    [InlineData("materialized='incremental', contract={'enforced': true}, on_schema_change='fail'")]
    [InlineData("materialized='materialized_view'")]
    [InlineData("materialized='own'")]
    public void whoever_lost_a_deadlock_tries_again(string config)
    {
        using var project = TestProject.OnPostgres(
            ("models/a.sql", Model("one", "two", config)),
            ("models/b.sql", Model("two", "one", config)),
            ("models/m.yml", "models: [{name: a, columns: [{name: a, data_type: int}]}, {name: b, columns: [{name: a, data_type: int}]}]"),
            ("macros/own.sql", """
                {% materialization own, default %}
                  {{ run_hooks(pre_hooks, inside_transaction=true) }}
                  {% call statement('main') %}create table {{ this }} as {{ sql }}{% endcall %}
                  {{ adapter.commit() }}
                  {{ return({'relations': [this]}) }}
                {% endmaterialization %}
                """));
        project.Execute("create table one as select 0 as n; create table two as select 0 as n");

        project.Run().Results.ShouldAllBe(r => !r.Failed);

        project.Rows("select one.n, two.n from one, two").ShouldBe(["2|2"]);
        project.Last.Statements.Count(s => s.Contains("update", StringComparison.Ordinal)).ShouldBe(3);

        static string Model(string first, string second, string config) =>
            $$$"""
            {{ config({{{config}}}, pre_hook="update {{{first}}} set n = n + 1; select pg_sleep(0.5); update {{{second}}} set n = n + 1") }}
            select 1 as a
            """;
    }

    /// <summary>Nobody can tell what of the work is done.</summary>
    [Fact]
    public void what_has_committed_is_not_tried_again()
    {
        using var project = TestProject.OnPostgres(
            ("models/a.sql", "{{ config(materialized='own') }} select 1 as a"),
            ("macros/own.sql", """
                {% materialization own, default %}
                  {% call statement('first') %}insert into told values (1){% endcall %}
                  {{ adapter.commit() }}
                  {% call statement('main') %}do $$ begin raise exception using errcode = 'deadlock_detected'; end $${% endcall %}
                  {{ return({'relations': [this]}) }}
                {% endmaterialization %}
                """));
        project.Execute("create table told (n int)");

        project.Run().Failed.ShouldBeTrue();

        project.Rows("select n from told").ShouldBe(["1"]);
    }

    [Theory]
    [InlineData("lock timeout", "set lock_timeout = '50ms'; select * from t for update", false)]
    [InlineData("statement timeout", "set statement_timeout = '50ms'; select pg_sleep(10)", false)]
    public void what_would_fail_again_is_not_tried_again(string what, string sql, bool isTransient)
    {
        using var fixture = PostgresFixture.New();
        using var holder = fixture.Connect();
        holder.Run("create table t as select 1 as a");
        holder.Begin(PostgresFixture.Token);
        holder.Run("select * from t for update");
        using var connection = fixture.Connect();

        var error = Should.Throw<WarehouseException>(() => connection.Run(sql));

        error.Message.ShouldContain(what);
        error.IsTransient.ShouldBe(isTransient);
    }

    [Fact]
    public void every_session_has_the_role_and_the_search_path()
    {
        var output = Servers.PostgresServer.Instance.NewDatabase();
        using (var admin = PostgresFixture.On(output))
        using (var connection = admin.Connect())
        {
            connection.Run("""
                do $$ begin create role "data team\" superuser; exception when duplicate_object then null; end $$;
                create schema "second place"; create table "second place".t as select 7 as a
                """);
        }

        using var fixture = PostgresFixture.On(output, ("role", "data team\\"), ("search_path", "public, \"second place\""));
        using var session = fixture.Connect();

        session.Scalar("select current_user").ShouldBe("data team\\");
        session.Scalar("select a from t").ShouldBe(7L);
    }

    /// <summary>As in dbt, which writes it into <c>set role</c>.</summary>
    [Theory]
    [InlineData("Readers", "readers")]
    [InlineData("\"Writers\"", "Writers")]
    [InlineData("none", "transform")]
    public void a_role_has_capitals_where_it_is_quoted(string role, string expected)
    {
        var output = PostgresServer.Instance.NewDatabase();
        using (var admin = PostgresFixture.On(output))
        using (var connection = admin.Connect())
        {
            connection.Run("""
                do $$ begin create role readers; exception when duplicate_object then null; end $$;
                do $$ begin create role "Writers"; exception when duplicate_object then null; end $$
                """);
        }

        using var fixture = PostgresFixture.On(output, ("role", role));
        using var session = fixture.Connect();

        session.Scalar("select current_user").ShouldBe(expected);
    }
}
