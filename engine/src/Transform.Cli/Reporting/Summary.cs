using System.Collections.Immutable;
using Transform.Core;
using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>What to say once a run has ended; the same facts for every reporter.</summary>
/// <param name="result">The run.</param>
/// <param name="targetPath">The absolute folder for generated files.</param>
/// <param name="currentFolder">Paths are shown relative to this folder.</param>
internal sealed class Summary(RunResult result, string targetPath, string currentFolder)
{
    public Tally Tally { get; } = Tally.Of(result.Results);

    public ImmutableArray<NodeResult> Failures { get; } = [.. result.Results.Where(r => r.Failed)];

    public ImmutableArray<NodeResult> Warnings { get; } = [.. result.Results.Where(r => r.Status == NodeStatus.Warn)];

    /// <summary>How many of the failures are microbatch models of which some batches succeeded.</summary>
    public int Partial => Failures.Count(r => r.Status == NodeStatus.PartialSuccess);

    /// <summary><c>Finished running 1 seed, 2 view models in 0 hours 0 minutes and 0.35 seconds (0.35s).</c></summary>
    public string Finished
    {
        get
        {
            var elapsed = result.Elapsed;
            var seconds = elapsed.TotalSeconds - (Math.Floor(elapsed.TotalMinutes) * 60);
            return $"Finished running {NodeText.Count(result.Results.Select(r => r.Node))} in "
                + $"{(int)elapsed.TotalHours} hours {elapsed.Minutes} minutes and {seconds:F2} seconds ({elapsed.TotalSeconds:F2}s).";
        }
    }

    /// <summary>What was left as it is, and why the rest ran: <c>Reused 7 nodes. Ran 1: 1 with other SQL, rows or settings.</c> Null where all was
    /// to run.</summary>
    public string? Changes
    {
        get
        {
            var ran = result.Results.Where(r => r.Reason is not null).ToList();
            if (Tally.Reused == 0 && ran.Count == 0)
            {
                return null;
            }

            var causes = ran.GroupBy(r => r.Reason!.Cause).OrderBy(group => group.Key).Select(group => $"{group.Count()} {NodeText.Cause(group.Key)}");
            return $"Reused {NodeText.Plural(Tally.Reused, "node")}. Ran {ran.Count}{(ran.Count > 0 ? ": " : string.Empty)}{string.Join(", ", causes)}.";
        }
    }

    /// <summary><c>Completed successfully</c> or how often it did not.</summary>
    public string Completed
    {
        get
        {
            if (result.Cancelled)
            {
                return "Cancelled: what was running was stopped, what had finished stays.";
            }

            if (Failures.Length == 0 && Warnings.Length == 0)
            {
                return "Completed successfully";
            }

            var warnings = NodeText.Plural(Warnings.Length, "warning");
            var partial = Partial == 1 ? "1 partial success" : $"{Partial} partial successes";
            return Failures.Length > Partial ? $"Completed with {NodeText.Plural(Failures.Length - Partial, "error")}, {partial}, and {warnings}:"
                : Partial > 0 ? $"Completed with {partial} and {warnings}"
                : $"Completed with {warnings}:";
        }
    }

    /// <summary>Where a node's compiled SQL is, for people; null when it was not written.</summary>
    public string? CompiledPath(NodeResult ended)
    {
        if (ended.CompiledCode is null)
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(targetPath, "compiled", SqlFiles.PathOf(ended.Node)));
        return File.Exists(path) ? Path.GetRelativePath(currentFolder, path) : null;
    }

    /// <summary>The diagnostics of a result, or one made of its message where it carries none.</summary>
    public static ImmutableArray<Diagnostic> Diagnostics(NodeResult result)
    {
        if (result.Diagnostics.Length > 0)
        {
            return result.Diagnostics;
        }

        if (result.Message.Length == 0)
        {
            return [];
        }

        var code = result.Node is TestNode ? DiagnosticCodes.TestFailed : DiagnosticCodes.StatementFailed;
        var severity = result.Failed ? Severity.Error : Severity.Warning;
        return [new Diagnostic(code, severity, result.Message, result.Node.Span)];
    }
}
