using System.Diagnostics;
using Shouldly;

namespace Transform.Tests.Faults;

/// <summary>The program is killed (SIGKILL) while all of its nodes are in the same phase. Nothing of what they did is seen unless it was
/// committed, and the next run does its work and leaves nothing lying about.</summary>
public abstract class KillFaults
{
    public static TheoryData<string> Phases => [.. FaultProject.Phases];

    [Theory]
    [MemberData(nameof(Phases))]
    public void a_killed_run_leaves_whole_relations_and_the_next_one_goes_on(string phase)
    {
        using var gate = NewGate();
        using var project = gate.NewProject();
        project.Next(1);
        project.RunsWell();
        project.Found().ShouldBe(project.Expected(1));

        project.Next(2, phase);
        var reaching = project.Reaching(phase);
        gate.Close(reaching);
        using var program = EndToEnd.Cli.Start(project.Project.Folder, ["build", "--threads", $"{project.Project.Options.Threads}", "--select", .. reaching]);
        gate.WaitFor(reaching, program);
        program.Kill();
        program.WaitForExit();
        gate.Open();

        var survived = gate.After(project, program, isCommitted: phase == "committed" || (phase == "done" && !project.Capabilities.TransactionalDdl));
        project.Next(3);
        project.RunsWell();
        project.Found().ShouldBe(project.Expected([.. survived, 3]));
    }

    private protected abstract Gate NewGate();

    /// <summary>What nodes wait at.</summary>
    private protected abstract class Gate : IDisposable
    {
        protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

        public abstract FaultProject NewProject();

        /// <summary>Whoever comes there waits.</summary>
        public abstract void Close(IReadOnlyList<string> nodes);

        /// <summary>Waits until all of these nodes wait.</summary>
        public abstract void WaitFor(IReadOnlyList<string> nodes, Process program);

        public abstract void Open();

        /// <summary>Looks at what the killed run left; gives the versions of the runs that count.</summary>
        public virtual int[] After(FaultProject project, Process program, bool isCommitted)
        {
            int[] versions = isCommitted ? [1, 2] : [1];
            project.Found().ShouldBe(project.Expected(versions));
            return versions;
        }

        public abstract void Dispose();

        protected static void Fail(Process program)
        {
            program.Kill();
            throw new TimeoutException($"Not every node came to the gate:\n{program.StandardOutput.ReadToEnd()}");
        }
    }
}
