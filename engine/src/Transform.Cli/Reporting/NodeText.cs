using Transform.Execution;
using Transform.Planning;

namespace Transform.Cli.Reporting;

/// <summary>dbt's words for nodes and how they ended.</summary>
internal static class NodeText
{
    /// <summary><c>sql view model main.orders</c>, <c>seed file main.raw</c>, <c>test unique_orders_id</c>.</summary>
    public static string Describe(Node node) => node switch
    {
        ModelNode { Batch: { } batch } model => $"batch {batch.Name} of {Place(model)}",
        ModelNode { IsMicrobatch: true } model => $"sql microbatch model {Place(model)}",
        ModelNode model => $"sql {model.Config.Materialized} model {Place(model)}",
        SeedNode seed => $"seed file {Place(seed)}",
        SnapshotNode snapshot => $"snapshot {Place(snapshot)}",
        FunctionNode function => $"function {Place(function)}",
        TestNode test => $"test {test.Name}",
        DeclaredNode { ResourceType: ResourceType.UnitTest } => $"unit_test {UnitTestName(node)}",
        SourceNode source => $"freshness of {source.SourceName}.{source.Name}",
        OperationNode hook => $"hook: {hook.PackageName}.{(hook.IsStart ? "on-run-start" : "on-run-end")}.{hook.Index}",
        _ => $"{TypeName(node).Replace('_', ' ')} {node.Name}",
    };

    /// <summary><c>sql microbatch model main.orders, 3 of 7 batches</c>.</summary>
    public static string Progress(ModelNode batch, int done) => $"{Describe(batch with { Batch = null })}, {done} of {batch.Batch!.Count} batches";

    /// <summary>What was done: <c>OK created sql view model main.orders</c>, <c>FAIL 3 unique_orders_id</c>, ...</summary>
    public static string Ended(NodeResult result)
    {
        var node = result.Node;
        if (result.Status == NodeStatus.Skipped)
        {
            return node is FunctionNode ? $"SKIP function {node.Name}" : node is RelationNode and not (TestNode or SourceNode or ModelNode { Batch: not null }) ? $"SKIP relation {Place((RelationNode)node)}" : $"SKIP {Describe(node)}";
        }

        if (result.Status == NodeStatus.Reused)
        {
            return $"REUSED {Describe(node)} ({result.Message})";
        }

        if (node is TestNode)
        {
            return $"{Status(result)} {node.Name}";
        }

        if (node is SourceNode)
        {
            return $"{Status(result)} {Describe(node)}";
        }

        if (result.Status == NodeStatus.PartialSuccess)
        {
            return $"PARTIALLY created {Describe(node)}";
        }

        if (node.ResourceType == ResourceType.UnitTest)
        {
            return $"{Status(result)} {UnitTestName(node)}";
        }

        if (result.Status == NodeStatus.NoOp)
        {
            return $"NO-OP {Describe(node)}";
        }

        var verb = node switch
        {
            SeedNode => result.Failed ? "loading" : "loaded",
            SnapshotNode => result.Failed ? "snapshotting" : "snapshotted",
            OperationNode => string.Empty,
            _ => result.Failed ? "creating" : "created",
        };
        var object_ = node is SnapshotNode snapshot ? Place(snapshot) : Describe(node);
        return $"{(result.Failed ? "ERROR" : "OK")} {(verb.Length > 0 ? verb + " " : string.Empty)}{object_}";
    }

    /// <summary><c> (compiled SQL is different)</c>; empty where nothing is said.</summary>
    public static string Because(RunReason? reason) => reason is null ? string.Empty : $" ({reason.Text})";

    /// <summary>After a number of nodes: why they ran.</summary>
    public static string Cause(RunCause cause) => cause switch
    {
        RunCause.New => "without a known run",
        RunCause.Unsuccessful => "after a run without success",
        RunCause.Definition => "with other SQL, rows or settings",
        RunCause.Relation => "without their relation",
        RunCause.Upstream => "after something upstream",
        RunCause.Source => "for the data of sources",
        RunCause.Volatile => "that may differ each time",
        _ => "because that was asked for",
    };

    /// <summary>The word in brackets at a line's end.</summary>
    public static string Status(NodeResult result) => result.Status switch
    {
        NodeStatus.Skipped => "SKIP",
        NodeStatus.NoOp => "NO-OP",
        NodeStatus.Reused => "REUSED",
        NodeStatus.Pass => "PASS",
        NodeStatus.Error when result.Node is SourceNode => "ERROR STALE",
        NodeStatus.Fail => $"FAIL {result.Failures}",
        NodeStatus.Warn => result.Failures is { } failures ? $"WARN {failures}" : "WARN",
        NodeStatus.Error or NodeStatus.RuntimeError => "ERROR",
        _ => string.IsNullOrEmpty(result.Message) ? "OK" : result.Message,
    };

    /// <summary><c>model orders (models/orders.sql)</c>.</summary>
    public static string Title(Node node) => $"{TypeName(node).Replace('_', ' ')} {node.Name} ({node.OriginalFilePath})";

    /// <summary><c>1 seed, 2 table models, 4 data tests</c>.</summary>
    public static string Count(IEnumerable<Node> nodes)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            var name = node switch
            {
                TestNode => "data test",
                ModelNode => $"{node.Config.Materialized} model",
                OperationNode => "project hook",
                _ => TypeName(node).Replace('_', ' '),
            };
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return Join(counts);
    }

    /// <summary>The same of what a graph has: <c>1 seed, 2 models</c>; hooks are not counted.</summary>
    public static string Count(NodeTable nodes)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var type in Enum.GetValues<ResourceType>())
        {
            if (type != ResourceType.Operation && nodes.CountOf(type) is > 0 and var count)
            {
                counts[type == ResourceType.Test ? "data test" : type.ToName().Replace('_', ' ')] = count;
            }
        }

        return Join(counts);
    }

    private static string Join(Dictionary<string, int> counts) =>
        string.Join(", ", counts.Keys.Order(StringComparer.Ordinal).Select(name => Plural(counts[name], name)));

    public static string Plural(int count, string noun) =>
        count == 1 ? $"1 {noun}"
        : noun.EndsWith("analysis", StringComparison.Ordinal) ? $"{count} {noun[..^2]}es"
        : noun.EndsWith("query", StringComparison.Ordinal) ? $"{count} {noun[..^1]}ies"
        : $"{count} {noun}s";

    public static string TypeName(Node node) => node.ResourceType.ToName();

    // dbt's: the model, and the test with the version that it tests.
    private static string UnitTestName(Node test) => $"{test.Fqn[^2]}::{((DeclaredNode)test).VersionedName}";

    private static string Place(RelationNode node) => $"{node.Schema}.{(node.Alias.Length > 0 ? node.Alias : node.Name)}";
}
