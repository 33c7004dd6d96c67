using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Transform.Execution;

namespace Transform.Tests.Faults;

/// <summary>Something goes wrong while every materialization's query runs.</summary>
/// <param name="warehouse">The folder of the golden files.</param>
public abstract partial class QueryFaults(string warehouse)
{
    /// <summary>The run of a version fails, and says why; the one before it is still there, and the next one succeeds.</summary>
    /// <param name="name">Of the golden file.</param>
    /// <param name="project">Its queries meet the fault in the phase <c>query</c>. It is disposed of.</param>
    /// <param name="before">What makes the fault.</param>
    /// <param name="after">What takes it away.</param>
    /// <param name="leaves">What was being built stays until the next run: nobody could take it away.</param>
    private protected static void Breaks(string warehouse, string name, FaultProject project, Action? before = null, Action? after = null, bool leaves = false)
    {
        using (project)
        {
            project.Next(1);
            project.RunsWell();
            project.Next(2, "query");
            var reaching = project.Reaching("query").ToArray();
            before?.Invoke();
            var run = project.Project.Run(reaching);
            after?.Invoke();

            run.Results.ShouldAllBe(r => r.Failed, name);
            project.Found().Where(text => !leaves || !text.EndsWith(": left behind", StringComparison.Ordinal)).ShouldBe(project.Expected(1), name);
            Check(warehouse, name, run.Results, project.Project.Last.Messages);
            project.Next(3);
            project.RunsWell();
            project.Found().ShouldBe(project.Expected(1, 3), name);
        }
    }

    private protected void Breaks(string name, FaultProject project, Action? before = null, Action? after = null, bool leaves = false) =>
        Breaks(warehouse, name, project, before, after, leaves);

    private protected void Check(string name, IEnumerable<NodeResult> results) => Check(warehouse, name, results, []);

    /// <summary>What is told of the table; the others fail the same way.</summary>
    private static void Check(string warehouse, string name, IEnumerable<NodeResult> results, IEnumerable<string> messages)
    {
        var failed = results.Single(r => r.Node.Name == "a_table");
        var text = new StringBuilder();
        foreach (var message in messages.Where(m => m.Contains("a_table", StringComparison.Ordinal)))
        {
            text.Append("log: ").Append(message).Append('\n');
        }

        foreach (var diagnostic in failed.Diagnostics)
        {
            text.Append(diagnostic.Code).Append(": ").Append(diagnostic.Message).Append("\nhint: ").Append(diagnostic.Hint).Append('\n');
        }

        Golden.Check(Golden.Fixture("faults", warehouse, name.Replace(' ', '_') + ".txt"), Mask(text.ToString()));
    }

    // What differs from run to run. How a connection ends that nobody said good-bye on is a matter of who looks first.
    private static string Mask(string text)
    {
        text = Broken().Replace(text, "BROKEN");
        text = Address().Replace(text, "HOST:PORT");
        text = FileName().Replace(text, "\"FILE\"");
        text = Allocation().Replace(text, "$1");
        return Number().Replace(text, "N");
    }

    [GeneratedRegex(@"Attempted to read past the end of the stream\.|Unable to (read|write) data (from|to) the transport connection: [^\n]*|Connection reset by peer|Broken pipe|The response ended prematurely[^\n]*")]
    private static partial Regex Broken();

    // Where ClickHouse was when its memory ran out.
    [GeneratedRegex(@"(maximum: [^\n]*?iB\.)[^\n]*(?= \(MEMORY_LIMIT_EXCEEDED\))")]
    private static partial Regex Allocation();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    [GeneratedRegex(@"""[^""\n]*/[^""\n]*""")]
    private static partial Regex FileName();

    [GeneratedRegex(@"\b\d+(\.\d+)? ([KMG]iB|bytes|ms)\b|\b\d{3,}\b")]
    private static partial Regex Number();
}
