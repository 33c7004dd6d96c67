using Transform.Planning;

namespace Transform.Execution.Scheduling;

/// <summary>The nodes of one run with the edges that order them.</summary>
internal static class RunGraph
{
    /// <summary>The chosen nodes that do work. Where models and tests run together, a model waits for the tests of what it
    /// reads and for its own unit tests, as in <c>dbt build</c>.</summary>
    /// <param name="withSources">Sources do work, too: it is looked at how new their rows are.</param>
    public static Dag<string> Of(Graph graph, IReadOnlySet<string> selected, bool withSources = false)
    {
        var running = Running(graph, selected, withSources);
        var unitTests = running.Where(id => graph.Nodes[id].ResourceType == ResourceType.UnitTest).ToArray();
        var whole = graph.Dag.Restrict(running);
        running.ExceptWith(unitTests);
        var dag = unitTests.Length == 0 ? whole : graph.Dag.Restrict(running);
        var gates = TestGates(graph, dag.Order, running, selected);
        if (gates.Count == 0 && unitTests.Length == 0)
        {
            return dag;
        }

        var starts = new Dictionary<string, string[]>(StringComparer.Ordinal);
        IEnumerable<string> Before(string id) => gates.TryGetValue(id, out var tests) ? dag.Parents(id).Concat(tests) : dag.Parents(id);
        foreach (var test in unitTests)
        {
            // It starts when its model could, and the model waits for it.
            var model = graph.Nodes[test].DependsOn[0];
            starts[test] = running.Contains(model) ? [.. Before(model)] : [.. whole.Parents(test)];
        }

        foreach (var test in unitTests)
        {
            foreach (var waiting in Guarded(graph, graph.Nodes[test].DependsOn[0], running, selected))
            {
                (gates.TryGetValue(waiting, out var tests) ? tests : gates[waiting] = []).Add(test);
            }
        }

        return Dag<string>.TryBuild(
            [.. dag.Order, .. unitTests], id => starts.TryGetValue(id, out var before) ? before : Before(id), out _)!;
    }

    /// <summary>The same where nothing waits for tests: they do not run.</summary>
    public static Dag<string> WithoutGates(Graph graph, IReadOnlySet<string> selected) => graph.Dag.Restrict(Running(graph, selected, withSources: false));

    /// <summary>The same without edges, for work that asks for no order.</summary>
    public static Dag<string> Unordered(Graph graph, IReadOnlySet<string> selected) =>
        Dag<string>.TryBuild([.. graph.Dag.Order.Where(id => selected.Contains(id) && DoesWork(graph.Nodes[id], withSources: false))], static _ => [], out _)!;

    /// <summary>What waits for a model's unit tests: the model itself; what reads it, where it is ephemeral.</summary>
    private static IEnumerable<string> Guarded(Graph graph, string model, HashSet<string> running, IReadOnlySet<string> selected)
    {
        if (running.Contains(model))
        {
            return [model];
        }

        return selected.Contains(model)
            ? graph.Dag.Children(model).Where(id => graph.Nodes[id] is TemplateNode).SelectMany(id => Guarded(graph, id, running, selected)).Distinct()
            : [];
    }

    private static HashSet<string> Running(Graph graph, IReadOnlySet<string> selected, bool withSources) =>
        new(selected.Where(id => DoesWork(graph.Nodes[id], withSources)), StringComparer.Ordinal);

    private static bool DoesWork(Node node, bool withSources) => node switch
    {
        ModelNode model => !model.IsEphemeral,
        SeedNode or SnapshotNode or FunctionNode or TestNode or AnalysisNode => true,
        SourceNode => withSources,
        DeclaredNode { ResourceType: ResourceType.UnitTest or ResourceType.Exposure or ResourceType.SavedQuery } => true,
        _ => false,
    };

    /// <summary>For each node the tests that stand before it: those whose models and sources it reads, directly or not, all of
    /// them. What is not part of the run, such as a source or an ephemeral model, hands a test on to what reads it.</summary>
    private static Dictionary<string, List<string>> TestGates(
        Graph graph, IEnumerable<string> order, HashSet<string> running, IReadOnlySet<string> selected)
    {
        var gates = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var test in order)
        {
            if (graph.Nodes[test] is TestNode)
            {
                foreach (var child in FirstCommonChildren(graph.Dag, [.. graph.Dag.Parents(test)]))
                {
                    Gate(child, test, isBelow: false);
                }
            }
        }

        return gates;

        // Tests do not wait for each other, but those of an ephemeral model wait as the model would.
        void Gate(string child, string test, bool isBelow)
        {
            if (graph.Nodes[child] is not TemplateNode || (graph.Nodes[child] is TestNode && (!isBelow || !running.Contains(child))))
            {
                return;
            }

            if (!running.Contains(child))
            {
                foreach (var next in graph.Dag.Children(child))
                {
                    Gate(next, test, isBelow: selected.Contains(child) && graph.Nodes[child] is ModelNode { IsEphemeral: true });
                }
            }
            else if (!gates.TryGetValue(child, out var tests))
            {
                gates[child] = [test];
            }
            else if (tests[^1] != test)
            {
                tests.Add(test);
            }
        }
    }

    /// <summary>The first vertices below all of the tested ones.</summary>
    private static IEnumerable<string> FirstCommonChildren(Dag<string> dag, string[] tested)
    {
        if (tested.Length == 0)
        {
            return [];
        }

        // Mostly one tested node needs all the others, as a child table needs its parent: its children are the answer.
        var lowest = tested.FirstOrDefault(last => tested.All(other => other == last || dag.Reaches(other, last)));
        if (lowest is not null)
        {
            return dag.Children(lowest);
        }

        var common = new HashSet<string>(dag.Downstream([tested[0]]), StringComparer.Ordinal);
        foreach (var node in tested.AsSpan(1))
        {
            common.IntersectWith(dag.Downstream([node]));
        }

        return common.Where(id => !dag.Parents(id).Any(common.Contains));
    }
}
