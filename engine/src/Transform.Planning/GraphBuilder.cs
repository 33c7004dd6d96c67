using System.Collections.Frozen;
using System.Collections.Immutable;
using Transform.Core;
using Transform.Loading;

namespace Transform.Planning;

/// <summary>Makes the graph of a project: every template is read, every config settled, every reference followed.</summary>
public static class GraphBuilder
{
    /// <summary>Builds the graph.</summary>
    /// <exception cref="TransformException">Everything that is wrong with the project (TF3xxx, and TF2xxx of its templates).</exception>
    public static Graph Build(Project project, CancellationToken cancellation)
    {
        var plan = new Plan(project, cancellation);
        Checks.Macros(plan);
        FileNodes.Collect(plan);
        var evaluation = new Evaluation(plan);
        var patches = new Patches(plan, evaluation);
        patches.Apply();

        plan.ForEach(plan.FileDrafts, evaluation.Run);
        Sources.Collect(plan);
        plan.ForEach(plan.SourceDrafts, draft => Sources.Settle(plan, draft));
        plan.TestDrafts = new GenericTests(plan, evaluation).Build();
        var groups = DeclaredNodes.Collect(plan);
        plan.ForEach(plan.DeclaredDrafts, draft => DeclaredNodes.Settle(plan, evaluation, draft));

        // What could not be evaluated has no config: it is reported already, and left out of what follows.
        plan.Failed.UnionWith(plan.FileDrafts.Where(draft => draft.Resolved is null || draft.Alias is null).Select(draft => draft.Name));
        plan.FileDrafts.RemoveAll(draft => draft.Resolved is null || draft.Alias is null);
        plan.SourceDrafts.RemoveAll(draft => draft.Resolved is null);
        plan.Failed.UnionWith(plan.DeclaredDrafts.Where(DeclaredNodes.IsBroken).Select(draft => draft.Name));
        plan.DeclaredDrafts.RemoveAll(DeclaredNodes.IsBroken);
        plan.Microbatch.Check(plan.FileDrafts);
        return Finish(plan, patches, groups);
    }

    private static Graph Finish(Plan plan, Patches patches, ImmutableArray<GroupNode> groups)
    {
        var drafts = Checks.UniqueIds(plan, plan.All);
        Checks.Relations(plan, plan.FileDrafts);
        var names = new NameIndex(plan.Project, plan.All);
        var linker = new Linker(plan, names, drafts);
        plan.ForEach([.. drafts.Values], linker.Link);
        MetricLinks.Apply(plan);
        TimeSpines.Check(plan);
        plan.Microbatch.CheckInputs(drafts);
        ModelRules.Check(plan, groups, drafts);
        SnapshotRules.Check(plan);
        PrimaryKeys.Apply(plan);
        Checks.ConfigPaths(plan);

        var factory = new NodeFactory(plan);
        var enabled = plan.All.Where(d => d.IsEnabled && ReferenceEquals(drafts[d.UniqueId], d)).ToArray();
        var made = MakeAll(factory, enabled, plan);
        var byId = made.ToDictionary(static node => node.UniqueId, StringComparer.Ordinal);
        var dag = Dag<string>.TryBuild(Array.ConvertAll(made, static node => node.UniqueId), id => byId[id].DependsOn, out var cycle);
        if (dag is null)
        {
            ReportCycle(plan, cycle, drafts);
        }

        var selections = SelectorFile.Read(plan.Project.Selectors, plan.Diagnostics);
        plan.Diagnostics.ThrowIfErrors();
        var nodes = new MadeNodes(dag!, [.. dag!.Order.Select(id => byId[id])]);
        return new Graph
        {
            Project = plan.Project,
            Nodes = nodes,
            Disabled = [.. plan.All.Where(d => !d.IsEnabled).Select(factory.Make)],
            Dag = dag,
            Macros = plan.Macros,
            References = new ReferenceResolver(new Lazy<NameIndex>(names), nodes),
            Groups = groups,
            Selections = selections,
            MacroPatches = patches.Macros.ToFrozenDictionary(StringComparer.Ordinal),
            Warnings = [.. plan.Project.Warnings, .. plan.Diagnostics.ToImmutable()],
        };
    }

    private static Node[] MakeAll(NodeFactory factory, Draft[] drafts, Plan plan)
    {
        var made = new Node[drafts.Length];
        Parallel.For(0, drafts.Length, new ParallelOptions { CancellationToken = plan.Cancellation }, i => made[i] = factory.Make(drafts[i]));
        return made;
    }

    private static void ReportCycle(Plan plan, ImmutableArray<string> cycle, Dictionary<string, Draft> drafts)
    {
        // The dag's cycle runs from what is needed to what needs it; people read it the other way round.
        var path = cycle.Reverse().Select(id => drafts[id]).ToList();
        var (reading, read) = (path[0], path[1]);
        var place = reading.Recorder.Refs.Where(call => call.Name == read.Name).Select(call => call.Span).FirstOrDefault() ?? reading.Span;
        plan.Diagnostics.Add(Diagnostic.Error(
            DiagnosticCodes.Cycle,
            $"The models need each other in a circle: {string.Join(" → ", path.Select(draft => draft.SearchName))}.",
            place,
            "Break the circle: move what both need into a model of its own, and read that.") with { NodeId = reading.UniqueId });
    }
}
