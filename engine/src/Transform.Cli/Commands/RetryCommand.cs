using System.Collections.Immutable;
using Transform.Cli.Options;
using Transform.Core;
using Transform.Documentation;
using Transform.Documentation.Artifacts;
using Transform.Templating;

namespace Transform.Cli.Commands;

/// <summary><c>retry</c>: calls the last command again, with its flags, for the nodes and batches that did not succeed.</summary>
internal sealed class RetryCommand : ICommand
{
    private static readonly ImmutableArray<string> Retried = ["build", "run", "test", "seed", "snapshot", "compile", "clone", "generate", "run-operation"];
    private static readonly ImmutableArray<string> Unsuccessful = ["error", "fail", "skipped", "runtime error", "partial success"];

    public int Run(Session session)
    {
        var folder = StateFolder.Find(session) ?? new Stages(session).LoadSettings().TargetPath;
        var path = Path.Combine(folder, ArtifactWriter.RunResultsFile);
        var earlier = RunResultsReader.Read(path) ?? throw UsageErrors.Because(
            $"There is nothing to retry: {Path.GetRelativePath(session.CurrentFolder, path)} does not exist.",
            "Run the project first. Results that lie elsewhere are named with --state FOLDER.");
        var name = earlier.Arguments["which"].AsString();
        if (name is null || !Retried.Contains(name))
        {
            throw UsageErrors.Because(
                name is null ? $"{path} does not say which command it is of." : $"`{name}` cannot be retried.", $"What can be retried: {string.Join(", ", Retried)}.");
        }

        var retry = Plan(earlier, name, session.Settings.Warnings.IsError(WarningNames.TestResult));
        if (retry.Nodes.Count == 0)
        {
            session.Reporter.Info($"There is nothing to retry: everything in the last `{name}` succeeded.");
            return ExitCode.Success;
        }

        session.Reporter.Info($"Retrying {Reporting.NodeText.Plural(retry.Nodes.Count, "node")} of the last `{name}`");
        var command = CommandTable.All.First(spec => spec.Which == name);
        var parsed = CommandLineParser.Parse(RetryArguments.Write(command, earlier.Arguments, session.Settings), session.Environment);
        return command.Make().Run(session with { Settings = new Settings(command, parsed.Values, parsed.Argument), Retry = retry });
    }

    private static Retry Plan(EarlierRun earlier, string command, bool withWarnings)
    {
        var isOperation = command == "run-operation";
        var nodes = earlier.Results
            .Where(r => Unsuccessful.Contains(r.Status) || (withWarnings && r.Status == "warn"))
            .Where(r => isOperation || !r.UniqueId.StartsWith("operation.", StringComparison.Ordinal))
            .ToList();

        // A model of which nothing succeeded is run as if for the first time.
        var batches = nodes
            .Where(r => r.Batches is { Successful.Length: > 0, Failed.Length: > 0 })
            .ToDictionary(r => r.UniqueId, r => r.Batches!, StringComparer.Ordinal);
        return new Retry(nodes.Select(r => r.UniqueId).ToHashSet(StringComparer.Ordinal), batches, earlier.Started);
    }
}
