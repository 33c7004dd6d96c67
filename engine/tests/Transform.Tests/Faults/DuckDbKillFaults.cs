using System.Diagnostics;
using Transform.Tests.Conformance;
using Transform.Tests.Servers;

namespace Transform.Tests.Faults;

/// <summary>Each node reads from a named pipe of its own that nobody writes to.</summary>
public sealed class DuckDbKillFaults : KillFaults
{
    private protected override Gate NewGate() => new PipeGate();

    private sealed class PipeGate : Gate
    {
        private readonly string folder = Directory.CreateTempSubdirectory("transform-pipes-").FullName;
        private readonly List<FileStream> writers = [];

        public override FaultProject NewProject()
        {
            var read = $"(select count(*) from read_csv('{folder}/{{{{ model.name }}}}', header=false, auto_detect=false, columns={{'a': 'VARCHAR'}})) >= 0";
            return new FaultProject(DuckDbWarehouse.Instance, "select " + read, read.Replace("{{ model.name }}", "\" ~ name ~ \"", StringComparison.Ordinal));
        }

        public override void Close(IReadOnlyList<string> nodes)
        {
            foreach (var node in nodes)
            {
                PostgresServer.Run("mkfifo", Path.Combine(folder, node));
            }
        }

        public override void WaitFor(IReadOnlyList<string> nodes, Process program)
        {
            // To open a pipe for writing waits for its reader, who then waits for what is written.
            var opened = nodes.Select(node => Task.Run(() => new FileStream(Path.Combine(folder, node), FileMode.Open, FileAccess.Write))).ToArray();
            if (!Task.WaitAll(opened, Patience))
            {
                Fail(program);
            }

            writers.AddRange(opened.Select(task => task.Result));
        }

        public override void Open() => writers.ForEach(writer => writer.Dispose());

        public override void Dispose() => Directory.Delete(folder, recursive: true);
    }
}
