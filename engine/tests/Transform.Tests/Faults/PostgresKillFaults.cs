using System.Diagnostics;
using Transform.Adapters;
using Transform.Tests.Adapters;
using Transform.Tests.Conformance;

namespace Transform.Tests.Faults;

/// <summary>Nodes wait for an advisory lock that the test has.</summary>
public sealed class PostgresKillFaults : KillFaults
{
    private protected override Gate NewGate() => new LockGate();

    private sealed class LockGate : Gate
    {
        private FaultProject? project;
        private IAdapter? adapter;
        private IWarehouseConnection? holder;

        public override FaultProject NewProject()
        {
            project = new FaultProject(PostgresWarehouse.Instance, "select pg_advisory_xact_lock_shared(77)", "pg_advisory_xact_lock_shared(77)::text is not null");
            project.AddMaterializedView();
            adapter = PostgresWarehouse.Instance.Factory.Create(project.Project.Plan().Project.Target.Output);
            holder = adapter.Connect(TestContext.Current.CancellationToken);
            return project;
        }

        public override void Close(IReadOnlyList<string> nodes) => holder!.Run("select pg_advisory_lock(77)");

        public override void WaitFor(IReadOnlyList<string> nodes, Process program)
        {
            for (var clock = Stopwatch.StartNew(); (long)holder!.Scalar("select count(*) from pg_locks where locktype = 'advisory' and objid = 77 and not granted")! < nodes.Count; Thread.Sleep(50))
            {
                if (clock.Elapsed > Patience || program.HasExited)
                {
                    Fail(program);
                }
            }
        }

        public override void Open()
        {
            // The next run does not meet the lock; whoever still waits for it is a session that nobody is at the other end of.
        }

        public override void Dispose()
        {
            holder?.Dispose();
            adapter?.Dispose();
        }
    }
}
