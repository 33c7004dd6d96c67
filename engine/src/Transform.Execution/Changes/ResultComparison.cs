using System.Collections.Immutable;
using Transform.Adapters;
using Transform.Compilation;
using Transform.Planning;

namespace Transform.Execution.Changes;

/// <summary>Says why a node is to run, in view of what is known of its last run.</summary>
internal sealed class ResultComparison(Graph graph, RunOptions options, ResultVersions versions)
{
    /// <param name="doubt">Why it may come out differently though nothing has changed; null where nothing says so.</param>
    /// <param name="stores">A test keeps its failing rows.</param>
    /// <returns>Null where it need not run.</returns>
    public RunReason? Compare(Judgement judgement, KnownResult? last, string? doubt, NodeContext context, bool stores)
    {
        var node = judgement.Node;
        if (options.FullRefresh && node is ModelNode or SeedNode or SnapshotNode)
        {
            return new RunReason(RunCause.Asked, "--full-refresh");
        }

        if (last?.Last is not { } row)
        {
            return new RunReason(RunCause.New, "no earlier run is known");
        }

        if (last.Success is not { } success)
        {
            return new RunReason(
                RunCause.Unsuccessful,
                last.IsContested ? "two runs were at it at once"
                : row.Event == ResultRow.Started ? "its last run did not end"
                : node is TestNode or DeclaredNode ? "it did not pass" : "its last run failed");
        }

        if (!string.Equals(success.UniqueId, node.UniqueId, StringComparison.Ordinal))
        {
            return new RunReason(RunCause.Definition, $"{success.UniqueId} made its relation");
        }

        if (success.Parts.Length == 0)
        {
            return new RunReason(RunCause.Unsuccessful, "its last run does not tell what it was made from");
        }

        return RelationProblem(node, context, stores) is { } problem ? new RunReason(RunCause.Relation, problem)
            : NodePrints.Difference(success.Parts, judgement.Parts) is { } difference ? new RunReason(RunCause.Definition, difference)
            : node is FunctionNode ? new RunReason(RunCause.Volatile, "functions are made each time")
            : doubt is not null ? new RunReason(RunCause.Volatile, doubt)
            : InputProblem(judgement, InputList.Read(success.Inputs), context.Session);
    }

    private static string? RelationProblem(Node node, NodeContext context, bool stores)
    {
        if (node is not RelationNode relation || node is FunctionNode || (node is TestNode && !stores))
        {
            return null;
        }

        var found = context.Session.Relations.Find(relation.Relation, context.Session);
        var isWrong = found?.Kind switch
        {
            null => true,
            RelationKind.View => node is SeedNode or SnapshotNode || node.Config.Materialized is "table" or "incremental",
            RelationKind.Table => node.Config.Materialized is "view",
            _ => false,
        };
        return found is null ? "its relation is not there" : isWrong ? $"its relation is a {found.Kind.ToString().ToLowerInvariant()}" : null;
    }

    private RunReason? InputProblem(Judgement judgement, ImmutableArray<ResultInput> before, WarehouseSession session)
    {
        var nodes = new List<string>();
        foreach (var input in judgement.Inputs)
        {
            var then = before.FirstOrDefault(other => other.Id == input.Id);
            if (input.Version is { } version && then is { Version: { } last } && last == version && then.Key == input.Key)
            {
                continue;
            }

            if (graph.Nodes[input.Id] is SourceNode source)
            {
                var stamp = versions.Stamp(source, session);
                return new RunReason(RunCause.Source, input.Version is null && stamp.Doubt is { } doubt ? doubt
                    : $"the source {source.SourceName}.{source.Name} has other {(judgement.Liveness == Liveness.View ? "columns" : "rows")}");
            }

            nodes.Add(input.Id);
        }

        if (nodes.Count == 0)
        {
            return before.Length == judgement.Inputs.Length ? null : new RunReason(RunCause.Upstream, "it reads less than before");
        }

        var unknown = nodes.Where(id => judgement.Inputs.First(input => input.Id == id).Version is null).ToList();
        return unknown.Count > 0
            ? new RunReason(RunCause.Upstream, $"nothing tells whether {Names(unknown)} {(unknown.Count == 1 ? "has" : "have")} other rows")
            : new RunReason(RunCause.Upstream, Happened(nodes, judgement));

        string Names(List<string> ids) => Plural([.. ids.Select(id => graph.Nodes[id].Name)]);
    }

    /// <summary>What happened to inputs that are other ones: to those that were made now, if there are such.</summary>
    private string Happened(List<string> nodes, Judgement judgement)
    {
        string KeyOf(string id) => judgement.Inputs.First(input => input.Id == id).Key;
        var groups = nodes.ToLookup(id => versions.IsMadeNow(KeyOf(id)) ? "ran"
            : versions.Made(KeyOf(id))?.Liveness == nameof(Liveness.Stored) ? "was made by another run"
            : "has other rows");
        var what = groups.Contains("ran") ? "ran" : groups.First().Key;
        var names = groups[what].Select(id => graph.Nodes[id].Name).ToList();
        return $"{Plural(names)} {(names.Count > 1 ? what.Replace("was", "were", StringComparison.Ordinal).Replace("has", "have", StringComparison.Ordinal) : what)}";
    }

    private static string Plural(List<string> texts) => texts.Count switch
    {
        1 => texts[0],
        2 => $"{texts[0]} and {texts[1]}",
        _ => $"{texts[0]}, {texts[1]} and {texts.Count - 2} more",
    };
}
