using Shouldly;
using Transform.Adapters;
using Transform.Adapters.Postgres;
using Transform.Execution;
using Transform.Tests.Adapters;
using Transform.Tests.Adapters.Postgres;

namespace Transform.Tests.Execution.Postgres;

/// <summary>Runs of other processes that build the same relations.</summary>
public sealed class ClaimTests
{
    private static readonly Relation Orders = new(null, "public", "orders");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void a_claim_is_waited_for_and_tells_what_is_there_then()
    {
        using var fixture = PostgresFixture.New();
        using var first = fixture.Connect();
        using var second = fixture.Connect();
        var claim = first.Claim(Orders, _ => throw new InvalidOperationException("Nobody has it."), Token).ShouldNotBeNull();
        claim.Found.ShouldBeNull();
        claim.Waited.ShouldBeFalse();
        using var told = new ManualResetEventSlim();
        string? said = null;
        RelationClaim? waiting = null;
        var thread = new Thread(() => waiting = second.Claim(
            Orders,
            text =>
            {
                said = text;
                told.Set();
            },
            Token));
        thread.Start();
        told.Wait(TimeSpan.FromSeconds(20), Token).ShouldBeTrue();
        first.Run("create materialized view orders as select 1 as id");

        claim.Dispose();
        thread.Join();

        waiting!.Found.ShouldBe(RelationKind.MaterializedView);
        waiting.Waited.ShouldBeTrue();
        said!.ShouldMatch("""^"public"\."orders" is being built by another run \(process \d+, transform of transform\)\. Waiting until it is done\.$""");
        waiting.Dispose();
        first.Claim(Orders, _ => { }, Token)!.Waited.ShouldBeFalse();
    }

    [Fact]
    public void other_relations_are_not_waited_for()
    {
        using var fixture = PostgresFixture.New();
        using var first = fixture.Connect();
        using var second = fixture.Connect();
        using var claim = first.Claim(Orders, _ => { }, Token);

        foreach (var other in (Relation[])[Orders with { Identifier = "Orders" }, Orders with { Schema = "other" }, Orders with { Identifier = "o" }])
        {
            using var own = second.Claim(other, text => throw new InvalidOperationException(text), Token);
            own.ShouldNotBeNull();
        }
    }

    [Fact]
    public void a_claim_ends_with_its_session()
    {
        using var fixture = PostgresFixture.New();
        using var second = fixture.Connect();
        var first = fixture.Connect();
        first.Claim(Orders, _ => { }, Token);
        var pid = first.Scalar("select pg_backend_pid()")!;

        fixture.Kill(Transform.Templating.Value.FromObject(pid));

        second.Claim(Orders, text => throw new InvalidOperationException(text), Token).ShouldNotBeNull().Waited.ShouldBeFalse();
    }

    /// <summary>The session goes on; its next user would get the lock with it.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void a_claim_ends_even_in_a_transaction_that_has_failed(bool isOurs)
    {
        using var fixture = PostgresFixture.New();
        using var first = fixture.Connect();
        using var second = fixture.Connect();
        var claim = first.Claim(Orders, _ => { }, Token)!;
        if (isOurs)
        {
            first.Begin(Token);
        }
        else
        {
            first.Run("begin");
        }

        Should.Throw<WarehouseException>(() => first.Run("select 1 / 0"));

        claim.Dispose();

        second.Scalar("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())").ShouldBe(0L);
        first.InTransaction.ShouldBeFalse();
        first.Scalar("select 1").ShouldBe(1);
    }

    [Fact]
    public void waiting_can_be_cancelled_and_has_no_timeout()
    {
        using var fixture = PostgresFixture.New();
        using var first = fixture.Connect();
        using var second = fixture.Connect();
        using var claim = first.Claim(Orders, _ => { }, Token);
        second.Run("set lock_timeout = '400ms'; set statement_timeout = '400ms'");
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(1500));

        Should.Throw<OperationCanceledException>(() => second.Claim(Orders, _ => { }, source.Token));

        second.Scalar("show lock_timeout").ShouldBe("400ms");
        second.Scalar("select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()").ShouldBe(0L);
    }

    [Fact]
    public void a_profile_may_go_without()
    {
        using var fixture = PostgresFixture.New(("advisory_locks", false));
        using var connection = fixture.Connect();

        connection.Claim(Orders, _ => { }, Token).ShouldBeNull();
    }

    /// <summary>The second run knows of no table until the first one has made it: its template must not take the model for new.</summary>
    [Fact]
    public void two_processes_that_build_the_same_models_both_end_well()
    {
        using var project = TestProject.OnPostgres(
            ("models/slow.sql", """
                {{ config(materialized='incremental', unique_key='id', schema='new') }}
                {{ log('filling up: ' ~ is_incremental(), info=true) if execute }}
                select 1 as id, pg_advisory_xact_lock_shared(77)::text as s
                """),
            ("models/other.sql", "select * from {{ ref('slow') }}"),
            ("models/apart.sql", "{{ config(materialized='table', schema='new') }} select 1 as id"));
        using var output = PostgresFixture.On(project.Plan().Project.Target.Output);
        using var gate = output.Connect();
        gate.Run("select pg_advisory_lock(77)");
        using var first = EndToEnd.Cli.Start(project.Folder, ["run", "--select", "slow", "other"]);
        Until(() => output.Running("advisory_xact_lock_shared(77)") == 1);

        // What the first one does not build is not waited for.
        var apart = EndToEnd.Cli.Run(project.Folder, "run", "--select", "apart", "--target-path", "target/apart");
        using var second = EndToEnd.Cli.Start(project.Folder, ["run", "--select", "slow", "other", "--target-path", "target/second"]);
        Until(() => output.Running("pg_advisory_lock(") == 1);
        gate.Run("select pg_advisory_unlock(77)");
        var firstResult = EndToEnd.Cli.Finish(first, project.Folder);
        var secondResult = EndToEnd.Cli.Finish(second, project.Folder);

        apart.ExitCode.ShouldBe(0, apart.Transcript);
        apart.Output.ShouldNotContain("Waiting");
        firstResult.ExitCode.ShouldBe(0, firstResult.Transcript);
        firstResult.Output.ShouldContain("filling up: False");
        secondResult.ExitCode.ShouldBe(0, secondResult.Transcript);
        secondResult.Output.ShouldContain("\"public_new\".\"slow\" is being built by another run (process ");
        secondResult.Output.ShouldContain("filling up: True");
        project.Rows("select count(*) from public_new.slow").ShouldBe(["1"]);
    }

    [Fact]
    public void the_same_schema_is_made_by_many_at_once()
    {
        using var project = TestProject.OnPostgres(("models/a.sql", "{{ config(schema='many') }} select 1 as id"));
        for (var round = 0; round < 10; round++)
        {
            project.Execute("drop schema if exists public_many cascade");
            var results = new RunResult[4];
            project.With((graph, adapter, observer) =>
            {
                // Each is a run of its own, with its own knowledge of the warehouse.
                Parallel.For(0, results.Length, i =>
                    results[i] = new Runner(graph, adapter, project.Options, observer, TimeProvider.System).Run(graph.Nodes.Keys.ToHashSet(), Token));
                return true;
            });

            results.ShouldAllBe(r => !r.Failed, project.Last.Messages.LastOrDefault());
        }
    }

    private static void Until(Func<bool> condition)
    {
        for (var i = 0; !condition(); i++)
        {
            i.ShouldBeLessThan(1000, "It does not come.");
            Thread.Sleep(50);
        }
    }
}
